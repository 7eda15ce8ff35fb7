// The `rich_text` block: sections, lists, quotes and preformatted text with styled pieces.

import { h } from "../dom.js";
import { EMOJI } from "../emoji.js";
import { nameOf } from "../world.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

export function richText(block) {
  return block.elements.map(part);
}

function part(one) {
  if (one.type === "rich_text_list") {
    const kind = one.style === "ordered" ? "ol" : "ul";
    return h(kind, {}, one.elements.map((item) => h("li", {}, item.elements.map(piece))));
  }
  const kind = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[one.type] ?? "p";
  return h(kind, {}, one.elements.map(piece));
}

function piece(one) {
  if (one.type === "emoji") return EMOJI[one.name] ?? `:${one.name}:`;
  if (one.type === "user") return h("span", { class: "mention" }, `@${nameOf(one.user_id)}`);
  if (one.type === "link" && /^https?:/.test(one.url)) {
    return h("a", { href: one.url, target: "_blank", rel: "noreferrer noopener" }, one.text ?? one.url);
  }
  const styles = Object.keys(STYLES).filter((style) => one.style?.[style]);
  return styles.reduce((inner, style) => h(STYLES[style], {}, inner), document.createTextNode(one.text ?? ""));
}
