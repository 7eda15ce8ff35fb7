// Buttons and overflow menus.

import { text } from "../blocks/text.js";
import { h } from "../dom.js";
import { follow } from "../links.js";
import { menuButton } from "../menu.js";
import { t } from "../words.js";

export function button(element, { key, change }) {
  const style = element.style ? `button ${element.style}` : "button";
  const node = h(
    "button",
    { type: "button", class: style, data: { key, action: element.action_id }, "aria-label": element.accessibility_label },
    text(element.text),
  );
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    if (element.url) follow(element.url);
    node.setAttribute("aria-busy", "true");
    await change(undefined);
    node.removeAttribute("aria-busy");
  });
  return node;
}

export function overflow(element, { key, change }) {
  const entries = element.options.map((option) => ({
    name: option.text.text,
    description: option.description?.text,
    choose: () => change(option.value),
  }));
  return menuButton(t("menu.more"), entries, { key });
}
