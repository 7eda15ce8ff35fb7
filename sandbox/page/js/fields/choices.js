// Selects, check boxes and radio buttons. Options are passed on whole, as Slack's state holds them.

import { emojified } from "../mrkdwn.js";
import { h, unique } from "../dom.js";
import { channels, start } from "../world.js";
import { t } from "../words.js";
import { attributes, groupAttributes } from "./attributes.js";
import { VALUE_KEYS } from "./values.js";

export function select(element, field) {
  const current = field.value?.[VALUE_KEYS[element.type].key];
  const listed = optionsOf(element);
  const chosen = current?.value ?? current ?? "";
  const node = h(
    "select",
    attributes(field, element),
    h("option", { value: "" }, element.placeholder?.text ?? t("form.choose")),
    element.option_groups ? element.option_groups.map(group) : listed.map(option),
  );
  node.value = chosen;
  node.addEventListener("change", () => {
    const found = listed.find((offered) => offered.value === node.value) ?? null;
    field.change(element.type === "static_select" || !found ? found : found.value);
  });
  return node;
}

export function manySelect(element, field) {
  return boxes(element, field, "checkbox", element.type === "multi_static_select" ? (chosen) => chosen : valuesOf);
}

export const checkboxes = (element, field) => boxes(element, field, "checkbox", (chosen) => chosen);

export const radio = (element, field) => boxes(element, field, "radio", (chosen) => chosen[0] ?? null);

function boxes(element, field, kind, toValue) {
  const name = unique("choice");
  const value = field.value?.[VALUE_KEYS[element.type].key] ?? [];
  const chosen = new Set([value].flat().map((entry) => entry?.value ?? entry));
  const listed = optionsOf(element);
  const node = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", ...groupAttributes(field, element) });
  node.append(
    ...listed.map((offered, index) => {
      const box = h("input", { type: kind, name, value: offered.value, data: { key: `${field.key}/${index}` } });
      box.checked = chosen.has(offered.value);
      const described = offered.description && h("small", {}, emojified(offered.description.text));
      return h("label", {}, box, h("span", {}, emojified(offered.text.text), described));
    }),
  );
  node.addEventListener("change", () => {
    const picked = new Set([...node.querySelectorAll("input:checked")].map((box) => box.value));
    field.change(toValue(listed.filter((offered) => picked.has(offered.value))));
  });
  return node;
}

const valuesOf = (chosen) => chosen.map((offered) => offered.value);

function optionsOf(element) {
  if (element.type.endsWith("users_select")) return start.people.map(({ id, name }) => plain(id, name));
  if (element.type === "static_select" || element.options || element.option_groups) {
    return element.options ?? element.option_groups.flatMap((listed) => listed.options);
  }
  return channels().map(({ id, name }) => plain(id, name ? `#${name}` : start.bot.name));
}

const plain = (value, text) => ({ text: { type: "plain_text", text }, value });
const option = (offered) => h("option", { value: offered.value }, emojified(offered.text.text));
const group = (listed) => h("optgroup", { label: listed.label.text }, listed.options.map(option));
