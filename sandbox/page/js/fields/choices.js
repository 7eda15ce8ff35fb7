// Selects, check boxes and radio buttons. Options are passed on whole, as Slack's state holds them.

import { emojified } from "../mrkdwn.js";
import { h, unique } from "../dom.js";
import { channels, start } from "../world.js";
import { t } from "../words.js";
import { attributes, groupAttributes } from "./attributes.js";
import { HOLDING } from "./holding.js";

export function select(one, face) {
  const held = face.value?.[HOLDING[one.type].key];
  const listed = optionsOf(one);
  const chosen = held?.value ?? held ?? "";
  const node = h(
    "select",
    attributes(face, one),
    h("option", { value: "" }, one.placeholder?.text ?? t("form.choose")),
    one.option_groups ? one.option_groups.map(group) : listed.map(option),
  );
  node.value = chosen;
  node.addEventListener("change", () => {
    const found = listed.find((offered) => offered.value === node.value) ?? null;
    face.change(one.type === "static_select" || !found ? found : found.value);
  });
  return node;
}

export function manySelect(one, face) {
  return boxes(one, face, "checkbox", one.type === "multi_static_select" ? (chosen) => chosen : valuesOf);
}

export const checkboxes = (one, face) => boxes(one, face, "checkbox", (chosen) => chosen);

export const radio = (one, face) => boxes(one, face, "radio", (chosen) => chosen[0] ?? null);

function boxes(one, face, kind, held) {
  const name = unique("choice");
  const value = face.value?.[HOLDING[one.type].key] ?? [];
  const chosen = new Set([value].flat().map((entry) => entry?.value ?? entry));
  const listed = optionsOf(one);
  const node = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", ...groupAttributes(face, one) });
  node.append(
    ...listed.map((offered, index) => {
      const box = h("input", { type: kind, name, value: offered.value, data: { key: `${face.key}/${index}` } });
      box.checked = chosen.has(offered.value);
      const described = offered.description && h("small", {}, emojified(offered.description.text));
      return h("label", {}, box, h("span", {}, emojified(offered.text.text), described));
    }),
  );
  node.addEventListener("change", () => {
    const picked = new Set([...node.querySelectorAll("input:checked")].map((box) => box.value));
    face.change(held(listed.filter((offered) => picked.has(offered.value))));
  });
  return node;
}

const valuesOf = (chosen) => chosen.map((offered) => offered.value);

function optionsOf(one) {
  if (one.type.endsWith("users_select")) return start.people.map(({ id, name }) => plain(id, name));
  if (one.type === "static_select" || one.options || one.option_groups) {
    return one.options ?? one.option_groups.flatMap((listed) => listed.options);
  }
  return channels().map(({ id, name }) => plain(id, name ? `#${name}` : start.bot.name));
}

const plain = (value, text) => ({ text: { type: "plain_text", text }, value });
const option = (offered) => h("option", { value: offered.value }, emojified(offered.text.text));
const group = (listed) => h("optgroup", { label: listed.label.text }, listed.options.map(option));
