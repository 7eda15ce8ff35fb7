// The messages that the current user sees, by channel and ts, and Slack's own notices to them.

import { get } from "./requests.js";
import { signal } from "./signal.js";
import { seat } from "./world.js";

/** What changed last: `null` for everything, else a list of [channel, ts]. */
export const news = signal(null);

const SLACK = "slackbot";
const notices = new Map(); // user id -> notices that only the page keeps; no server stores them
let places = new Map();
let number = 0;
let epoch = 0; // an answer to a request from before `forget` is dropped
let fetching = Promise.resolve();

/** The messages of a channel, oldest first. */
export function messagesOf(channel) {
  const ownNotices = (notices.get(seat.get().id) ?? []).filter((message) => message.channel === channel);
  return [...(places.get(channel)?.values() ?? []), ...ownNotices].sort((item, other) => Number(item.ts) - Number(other.ts));
}

export function find(channel, ts) {
  return places.get(channel)?.get(ts) ?? messagesOf(channel).find((message) => message.ts === ts);
}

/** Fetch new messages; all messages after `forget`. One request at a time. */
export function refresh() {
  fetching = fetching.then(fetchNew);
  return fetching;
}

export function forget() {
  places = new Map();
  number = 0;
  epoch += 1;
}

/** Show a notice of Slack to the current user where they are, such as for a command that failed. */
export function showNotice(channel, text, date) {
  const ts = (date.getTime() / 1000).toFixed(6);
  const list = notices.get(seat.get().id) ?? [];
  list.push({ ts, channel, user: SLACK, ephemeral_to: seat.get().id, text });
  notices.set(seat.get().id, list);
  news.set([[channel, ts]]);
}

async function fetchNew() {
  const whole = number === 0;
  const epochBefore = epoch;
  const found = await get("watch/messages", { user: seat.get().id, after: number });
  if (epochBefore !== epoch) return;
  number = found.number;
  for (const message of found.messages) put(message);
  for (const [channel, ts] of found.gone) places.get(channel)?.delete(ts);
  news.set(whole ? null : [...found.messages.map((item) => [item.channel, item.ts]), ...found.gone]);
}

function put(message) {
  if (!places.has(message.channel)) places.set(message.channel, new Map());
  places.get(message.channel).set(message.ts, message);
}
