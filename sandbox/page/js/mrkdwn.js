// Slack's markup as nodes: bold, italic, struck, code, quotes, links, mentions, dates, emoji.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { stayOnPage } from "./links.js";
import { clockTime, day } from "./times.js";
import { nameOf, start } from "./world.js";

// As in Slack, a sign opens and closes only next to a character that is neither letter nor digit.
const pair = (sign) => `(?<![\\p{L}\\p{N}${sign}])${sign}(?=\\S)([^${sign}\\n]+?)(?<=\\S)${sign}(?![\\p{L}\\p{N}${sign}])`;
const INLINE = new RegExp(
  `\`([^\`\\n]+)\`|<([^<>\\n]+)>|:([a-z0-9_+-]+):|${pair("\\*")}|${pair("_")}|${pair("~")}`,
  "gu",
);

/** The nodes of a text in Slack's markup. */
export function mrkdwn(text) {
  return text.split("```").flatMap((part, index) => (index % 2 ? [h("pre", {}, plain(part.trim()))] : lines(part)));
}

/** The nodes of a plain text: emoji only. */
export function emojified(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}

function lines(text) {
  const nodes = [];
  let quoted = [];
  const close = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, broken(quoted)));
    quoted = [];
  };
  const plainLines = [];
  const flush = () => {
    if (plainLines.length) nodes.push(...broken(plainLines.splice(0)));
  };
  for (const line of text.split("\n")) {
    const quote = line.match(/^(?:>|&gt;) ?(.*)$/s);
    if (quote) {
      flush();
      quoted.push(quote[1]);
    } else {
      close();
      plainLines.push(line);
    }
  }
  close();
  flush();
  return nodes;
}

function broken(list) {
  return list.flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line)));
}

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(plain(text.slice(from, found.index)), piece(found));
    from = found.index + found[0].length;
  }
  nodes.push(plain(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

function piece([whole, code, angle, emoji, bold, italic, struck]) {
  if (code !== undefined) return h("code", {}, plain(code));
  if (angle !== undefined) return reference(angle);
  if (emoji !== undefined) return EMOJI[emoji] ? h("span", { class: "emoji", title: whole }, EMOJI[emoji]) : whole;
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  return h("s", {}, inline(struck));
}

function reference(inside) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return mention(`@${nameOf(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${channelName(target.slice(1)) ?? label}`);
  if (target.startsWith("!subteam^")) return mention(`@${start.groups[target.split("^")[1]] ?? label}`);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`);
  if (!/^(https?|mailto|tel):/.test(target)) return plain(`<${inside}>`);
  return stayOnPage(h("a", { href: plain(target), target: "_blank", rel: "noreferrer noopener" }, plain(label ?? target)));
}

function date(target, fallback) {
  const [, seconds, format] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  const text = format?.replace(/\{(date|time)\w*\}/g, (_, kind) => (kind === "date" ? day(at) : clockTime(at)));
  return h("time", { datetime: at.toISOString(), title: fallback }, text ?? fallback);
}

const mention = (text) => h("span", { class: "mention" }, text);
const channelName = (id) => start.channels.find((channel) => channel.id === id)?.name;
const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
