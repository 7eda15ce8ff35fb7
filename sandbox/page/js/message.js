// One message as Slack shows it.

import { blocks } from "./blocks/index.js";
import { deskNow } from "./desktime.js";
import { h } from "./dom.js";
import { post } from "./requests.js";
import { menuButton } from "./menu.js";
import { fileMenu, sizeOf } from "./myfiles.js";
import { mrkdwn } from "./mrkdwn.js";
import { attempt, messageElements } from "./elements.js";
import { showNotice } from "./store.js";
import { clockTime, dateOf } from "./times.js";
import { inOurs, slackSays, t } from "./words.js";
import { nameOf, seat, start } from "./world.js";

/** The message's element; `replies` are the messages of its thread. */
export function message(one, replies = []) {
  const at = dateOf(one.ts);
  return h(
    "article",
    { class: one.ephemeral_to ? "message own" : "message", "aria-label": `${author(one)} ${clockTime(at)}` },
    avatar(one),
    h(
      "div",
      { class: "content" },
      one.ephemeral_to && h("p", { class: "only" }, `👁 ${t("message.only_you")}`),
      h("div", { class: "by" }, h("strong", {}, author(one)), isApp(one) && h("span", { class: "badge" }, t("message.app")), time(at)),
      one.blocks?.length ? blocks(one.blocks, messageElements(one)) : one.text && h("div", { class: "text" }, mrkdwn(one.text)),
      one.edited && !isApp(one) && h("small", {}, t("message.edited")),
      (one.files ?? []).map(file),
      replies.length > 0 && thread(replies),
    ),
    !one.ephemeral_to && start.shortcuts.length > 0 && menu(one),
  );
}

function thread(replies) {
  const summary = h("summary", {}, t(replies.length === 1 ? "thread.one" : "thread.many", { n: replies.length }));
  return h("details", { class: "thread" }, summary, replies.map((reply) => message(reply)));
}

function avatar(one) {
  const name = author(one);
  return h("span", { class: "avatar", "aria-hidden": "true", data: { hue: hue(one.user) } }, isApp(one) ? "n" : name.slice(0, 1));
}

/** One of eight colours, always the same for one person. */
export function hue(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
}

const author = (one) => (one.user === "slackbot" ? t("slack.itself") : nameOf(one.user));
const isApp = (one) => one.user === start.bot.id;
const time = (at) => h("time", { datetime: at.toISOString() }, clockTime(at));

function file(one) {
  if (one.mode === "tombstone") return h("div", { class: "file gone" }, h("span", { "aria-hidden": "true" }, "🗑"), t("file.gone"));
  const address = `/watch/files/${one.id}?${new URLSearchParams({ user: seat.get().id })}`;
  const link = h("a", { href: address, download: one.name }, one.name);
  const shown = /^image\/(png|jpeg|gif)$/.test(one.mimetype) && h("img", { src: address, alt: one.name, loading: "lazy" });
  return h("div", { class: "file" }, h("span", { "aria-hidden": "true" }, "📄"), h("div", {}, link, h("small", {}, sizeOf(one)), shown), fileMenu(one));
}

function menu(one) {
  const entries = start.shortcuts.map((shortcut) => ({
    name: shortcut.name,
    description: inOurs(shortcut.description),
    choose: () => choose(one, shortcut.id),
  }));
  return h("div", { class: "tools" }, menuButton(t("menu.message"), entries, { key: `menu/${one.ts}` }));
}

async function choose(one, callback) {
  const fields = { user: seat.get().id, channel: one.channel, ts: one.ts, callback_id: callback };
  const seen = await attempt(() => post("control/shortcut", fields));
  if (seen?.error) showNotice(one.channel, slackSays(seen.error), deskNow());
}
