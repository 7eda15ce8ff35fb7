// The `input` block: a label, an element, a hint, and the error of the submitted value.

import { emojified } from "../mrkdwn.js";
import { h, unique } from "../dom.js";
import { translateSlack, t } from "../words.js";
import { element } from "./index.js";

const GROUPS = new Set(["checkboxes", "radio_buttons", "multi_static_select", "multi_users_select", "file_input"]);

export function input(block, elements) {
  const id = unique("field");
  const error = elements.errors[block.block_id];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const label = {
    id,
    labelledby: `${id}-label`,
    describedby: described || null,
    required: !block.optional,
    invalid: Boolean(error),
  };
  const optional = block.optional && h("span", { class: "optional" }, t("form.optional"));
  const isGroup = GROUPS.has(block.element.type);
  return h(
    "div",
    { class: "input", data: { wrong: error ? "yes" : "no" } },
    h(isGroup ? "span" : "label", { id: `${id}-label`, class: "label", for: isGroup ? null : id }, emojified(block.label.text), optional),
    element(block.element, block, elements, label),
    error && h("p", { id: `${id}-error`, class: "wrong" }, translateSlack(error)),
    block.hint && h("p", { id: `${id}-hint`, class: "hint" }, emojified(block.hint.text)),
  );
}
