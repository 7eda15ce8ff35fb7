// The messages of the open channel: the newest at first, older ones on scrolling up.

import { fill, h, redraw } from "./dom.js";
import { message } from "./message.js";
import { find, messagesOf, news } from "./store.js";
import { dateOf, day } from "./times.js";
import { t } from "./words.js";
import { linked, place, seat } from "./world.js";

const AT_ONCE = 50;
const NEAR = 120; // pixels; nearer to its end, the list scrolls to new messages

let channel = null;
let limit = 0;
const list = h("ol", { class: "messages" });
const older = h("button", { type: "button", class: "button older" });
const scroller = h("div", { id: "scroller", tabindex: "-1" }, older, list);

/** The node of the list, for one channel. */
export function messageList(id) {
  channel = id;
  limit = AT_ONCE;
  older.textContent = t("channel.older");
  list.setAttribute("aria-label", t("channel.messages"));
  redrawAll();
  queueMicrotask(toEnd);
  return scroller;
}

/** Scroll to a message of the open channel, or to the thread with it, and give it the focus. */
function showMessage(ts) {
  const found = find(channel, ts);
  const top = found?.thread_ts ?? ts;
  const all = tops();
  limit = Math.max(limit, all.length - all.findIndex((item) => item.ts === top));
  redrawAll();
  const node = [...list.children].find((item) => item.dataset.ts === top);
  if (!node) return;
  if (top !== ts) node.querySelector("details").open = true;
  node.tabIndex = -1;
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

export function follow() {
  linked.on(showMessage);
  older.addEventListener("click", more);
  new IntersectionObserver(([entry]) => entry.isIntersecting && scroller.scrollTop > 0 && more(), { root: scroller }).observe(older);
  news.on((changed) => {
    if (place.get() !== channel) return;
    const wasNear = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    if (changed === null) redrawAll();
    else for (const [where, ts] of changed) if (where === channel) redrawOne(ts);
    announce(changed);
    if (wasNear) toEnd();
  });
}

const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);

function more() {
  const heightBefore = scroller.scrollHeight;
  limit += AT_ONCE;
  redrawAll();
  scroller.scrollTop += scroller.scrollHeight - heightBefore;
}

function redrawAll() {
  const all = tops();
  const some = all.slice(-limit);
  older.hidden = some.length === all.length;
  fill(list, some.length ? some.map(entry) : h("li", { class: "empty" }, t("channel.empty")));
  markDays();
}

function redrawOne(ts) {
  const changed = find(channel, ts);
  const top = changed?.thread_ts && changed.thread_ts !== ts ? changed.thread_ts : ts;
  const there = [...list.children].find((node) => node.dataset.ts === top);
  const now = find(channel, top);
  if (there && now) redraw(there, () => fill(there, message(now, repliesTo(now))));
  else redrawAll();
  markDays();
}

function entry(item) {
  return h("li", { data: { ts: item.ts } }, message(item, repliesTo(item)));
}

/** A line with the date above each day's first message. */
function markDays() {
  let last = null;
  for (const node of list.children) {
    if (!node.dataset.ts) continue;
    const name = day(dateOf(node.dataset.ts));
    if (name === last) delete node.dataset.day;
    else node.dataset.day = name;
    last = name;
  }
}

function tops() {
  return messagesOf(channel).filter((item) => !item.thread_ts || item.thread_ts === item.ts);
}

function repliesTo(item) {
  return messagesOf(channel).filter((reply) => reply.thread_ts === item.ts && reply.ts !== item.ts);
}

/** Announce new messages to a screen reader. */
function announce(changed) {
  if (changed === null) return;
  const came = changed.map(([, ts]) => find(channel, ts)).filter((item) => item && item.user !== seat.get().id);
  if (came.length) document.getElementById("live").textContent = came.at(-1).text ?? "";
}
