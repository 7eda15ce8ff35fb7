// Buttons and overflow menus.

import { text } from "../blocks/text.js";
import { h } from "../dom.js";
import { menuButton } from "../menu.js";
import { t } from "../words.js";

export function button(one, { key, change }) {
  const style = one.style ? `button ${one.style}` : "button";
  const node = h(
    "button",
    { type: "button", class: style, data: { key, action: one.action_id }, "aria-label": one.accessibility_label },
    text(one.text),
  );
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await change(undefined);
    node.removeAttribute("aria-busy");
  });
  return node;
}

export function overflow(one, { key, change }) {
  const entries = one.options.map((option) => ({
    name: option.text.text,
    description: option.description?.text,
    choose: () => change(option.value),
  }));
  return menuButton(t("menu.more"), entries, { key });
}
