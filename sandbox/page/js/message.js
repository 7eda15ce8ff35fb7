// One message as Slack shows it.

import { blocks } from "./blocks/index.js";
import { getDeskTime } from "./desktime.js";
import { h } from "./dom.js";
import { post } from "./requests.js";
import { menuButton } from "./menu.js";
import { fileMenu, sizeOf } from "./myfiles.js";
import { mrkdwn } from "./mrkdwn.js";
import { attempt, messageElements } from "./elements.js";
import { showNotice } from "./store.js";
import { clockTime, dateOf } from "./times.js";
import { pickLanguage, translateSlack, t } from "./words.js";
import { nameOf, seat, start } from "./world.js";

/** The message's element; `replies` are the messages of its thread. */
export function message(item, replies = []) {
  const at = dateOf(item.ts);
  return h(
    "article",
    { class: item.ephemeral_to ? "message own" : "message", "aria-label": `${author(item)} ${clockTime(at)}` },
    avatar(item),
    h(
      "div",
      { class: "content" },
      item.ephemeral_to && h("p", { class: "only" }, `👁 ${t("message.only_you")}`),
      h("div", { class: "by" }, h("strong", {}, author(item)), isApp(item) && h("span", { class: "badge" }, t("message.app")), time(at)),
      item.blocks?.length ? blocks(item.blocks, messageElements(item)) : item.text && h("div", { class: "text" }, mrkdwn(item.text)),
      item.edited && !isApp(item) && h("small", {}, t("message.edited")),
      (item.files ?? []).map(file),
      replies.length > 0 && thread(replies),
    ),
    !item.ephemeral_to && start.shortcuts.length > 0 && menu(item),
  );
}

function thread(replies) {
  const summary = h("summary", {}, t(replies.length === 1 ? "thread.one" : "thread.many", { n: replies.length }));
  return h("details", { class: "thread" }, summary, replies.map((reply) => message(reply)));
}

function avatar(item) {
  const name = author(item);
  return h("span", { class: "avatar", "aria-hidden": "true", data: { hue: hue(item.user) } }, isApp(item) ? "n" : name.slice(0, 1));
}

/** One of eight colours, always the same for one person. */
export function hue(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
}

const author = (item) => (item.user === "slackbot" ? t("slack.itself") : nameOf(item.user));
const isApp = (item) => item.user === start.bot.id;
const time = (at) => h("time", { datetime: at.toISOString() }, clockTime(at));

function file(item) {
  if (item.mode === "tombstone") return h("div", { class: "file gone" }, h("span", { "aria-hidden": "true" }, "🗑"), t("file.gone"));
  const address = `/watch/files/${item.id}?${new URLSearchParams({ user: seat.get().id })}`;
  const link = h("a", { href: address, download: item.name }, item.name);
  const image = /^image\/(png|jpeg|gif)$/.test(item.mimetype) && h("img", { src: address, alt: item.name, loading: "lazy" });
  return h("div", { class: "file" }, h("span", { "aria-hidden": "true" }, "📄"), h("div", {}, link, h("small", {}, sizeOf(item)), image), fileMenu(item));
}

function menu(item) {
  const entries = start.shortcuts.map((shortcut) => ({
    name: shortcut.name,
    description: pickLanguage(shortcut.description),
    choose: () => choose(item, shortcut.id),
  }));
  return h("div", { class: "tools" }, menuButton(t("menu.message"), entries, { key: `menu/${item.ts}` }));
}

async function choose(item, callback) {
  const fields = { user: seat.get().id, channel: item.channel, ts: item.ts, callback_id: callback };
  const answer = await attempt(() => post("control/shortcut", fields));
  if (answer?.error) showNotice(item.channel, translateSlack(answer.error), getDeskTime());
}
