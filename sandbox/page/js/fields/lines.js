// Text fields of one line or several.

import { h } from "../dom.js";
import { attributes } from "./attributes.js";

const KINDS = { number_input: "text", email_text_input: "email", url_text_input: "url" };

export function line(element, field) {
  const common = { ...attributes(field, element), placeholder: element.placeholder?.text, maxlength: element.max_length ?? 3000 };
  const node = element.multiline
    ? h("textarea", { rows: 5, ...common })
    : h("input", { type: KINDS[element.type] ?? "text", inputmode: element.type === "number_input" ? "decimal" : null, ...common });
  node.value = field.value?.value ?? "";
  const isDispatched = Boolean(element.dispatch_action_config);
  node.addEventListener(isDispatched ? "change" : "input", () => field.change(node.value || null));
  return node;
}
