// Blocks of Block Kit, each as Slack shows it. `elements` handles their elements' input: see elements.js.

import { h } from "../dom.js";
import { element } from "../fields/index.js";
import { input } from "../fields/input.js";
import { t } from "../words.js";
import { chart } from "./chart.js";
import { picture } from "./picture.js";
import { richText } from "./rich.js";
import { table } from "./table.js";
import { text } from "./text.js";

const DRAWN = {
  section,
  header: (block) => h(`h${Math.min((block.level ?? 1) + 2, 6)}`, { class: "header" }, text(block.text)),
  context: (block) => h("div", { class: "context" }, block.elements.map(small)),
  divider: () => h("hr"),
  actions: (block, elements) => h("div", { class: "actions" }, block.elements.map((item) => element(item, block, elements))),
  image: (block, elements) => picture(block, elements),
  markdown: (block) => h("div", { class: "markdown" }, block.text),
  rich_text: (block) => richText(block),
  table: (block) => table(block),
  data_visualization: (block) => chart(block),
  alert: (block) => h("div", { class: "alert", role: "note", data: { level: block.level ?? "default" } }, text(block.text)),
  input,
};

/** The nodes of some blocks. */
export function blocks(list, elements) {
  return list.map((block) => {
    const draw = DRAWN[block.type];
    return h("div", { class: "block" }, draw ? draw(block, elements) : h("p", {}, t("block.unknown", { type: block.type })));
  });
}

function section(block, elements) {
  const body = h(
    "div",
    { class: "body" },
    block.text && h("div", { class: "text" }, text(block.text)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, text(field)))),
  );
  if (!block.accessory) return h("div", { class: "section" }, body);
  const beside = block.accessory.type === "image" ? picture(block.accessory, elements) : element(block.accessory, block, elements);
  return h("div", { class: "section" }, body, h("div", { class: "accessory" }, beside));
}

function small(item) {
  return item.type === "image" ? picture(item) : h("span", {}, text(item));
}
