// Confirmation dialogs. The browser's own `dialog` keeps the focus inside.

import { emojified } from "./mrkdwn.js";
import { h, unique } from "./dom.js";
import { text } from "./blocks/text.js";

/** Show a Block Kit `confirm`; true at once if there is none. The focus returns to where it was. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const id = unique("confirm");
  const no = h("button", { type: "button", class: "button" }, emojified(confirm.deny.text));
  const yes = h("button", { type: "button", class: `button ${confirm.style ?? "primary"}` }, emojified(confirm.confirm.text));
  const node = h(
    "dialog",
    { class: "confirm", role: "alertdialog", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text` },
    h("h2", { id: `${id}-title` }, emojified(confirm.title.text)),
    h("div", { id: `${id}-text`, class: "text" }, text(confirm.text)),
    h("div", { class: "decide" }, no, yes),
  );
  document.body.append(node);
  return new Promise((resolve) => {
    node.addEventListener("close", () => {
      node.remove();
      resolve(node.returnValue === "yes");
    });
    no.addEventListener("click", () => node.close("no"));
    yes.addEventListener("click", () => node.close("yes"));
    node.showModal();
    yes.focus();
  });
}
