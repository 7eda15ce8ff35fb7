// The `rich_text` block: sections, lists, quotes and preformatted text with styled pieces.

import { h } from "../dom.js";
import { EMOJI } from "../emoji.js";
import { nameOf } from "../world.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

export function richText(block) {
  return block.elements.map(part);
}

function part(element) {
  if (element.type === "rich_text_list") {
    const kind = element.style === "ordered" ? "ol" : "ul";
    return h(kind, {}, element.elements.map((item) => h("li", {}, item.elements.map(piece))));
  }
  const kind = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[element.type] ?? "p";
  return h(kind, {}, element.elements.map(piece));
}

function piece(element) {
  if (element.type === "emoji") return EMOJI[element.name] ?? `:${element.name}:`;
  if (element.type === "user") return h("span", { class: "mention" }, `@${nameOf(element.user_id)}`);
  if (element.type === "link" && /^https?:/.test(element.url)) {
    return h("a", { href: element.url, target: "_blank", rel: "noreferrer noopener" }, element.text ?? element.url);
  }
  const styles = Object.keys(STYLES).filter((style) => element.style?.[style]);
  return styles.reduce((inner, style) => h(STYLES[style], {}, inner), document.createTextNode(element.text ?? ""));
}
