// The `table` block; its first row is the heading.

import { h } from "../dom.js";
import { richText } from "./rich.js";

export function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const line = (row, tag) => h("tr", {}, row.map((cell, column) => cellOf(cell, tag, settings[column])));
  return h(
    "div",
    { class: "scroller", tabindex: "0", role: "group" },
    h("table", {}, h("thead", {}, line(head, "th")), h("tbody", {}, rows.map((row) => line(row, "td")))),
  );
}

function cellOf(cell, tag, setting) {
  const content = cell.type === "rich_text" ? richText(cell) : (cell.text ?? String(cell.value));
  const align = setting?.align ?? (cell.type === "raw_number" ? "right" : null);
  const wraps = setting?.is_wrapped ? "yes" : null;
  return h(tag, { scope: tag === "th" ? "col" : null, data: { ...(align && { align }), ...(wraps && { wraps }) } }, content);
}
