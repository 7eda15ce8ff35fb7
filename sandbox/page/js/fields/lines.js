// Text fields of one line or several.

import { h } from "../dom.js";
import { attributes } from "./attributes.js";

const KINDS = { number_input: "text", email_text_input: "email", url_text_input: "url" };

export function line(one, face) {
  const common = { ...attributes(face, one), placeholder: one.placeholder?.text, maxlength: one.max_length ?? 3000 };
  const node = one.multiline
    ? h("textarea", { rows: 5, ...common })
    : h("input", { type: KINDS[one.type] ?? "text", inputmode: one.type === "number_input" ? "decimal" : null, ...common });
  node.value = face.value?.value ?? "";
  const isDispatched = Boolean(one.dispatch_action_config);
  node.addEventListener(isDispatched ? "change" : "input", () => face.change(node.value || null));
  return node;
}
