// Constants while the page is open (people, channels, commands), and the current user and place.

import { get } from "./requests.js";
import { signal } from "./signal.js";

export const HOME = "home";
export const FILES = "files";

/** The answer of `/watch/start`. */
export const start = {};

/** The current user. */
export const seat = signal(null);

/** The id of the open channel, or HOME, or FILES. */
export const place = signal(null);

/** The `ts` of the message of the open channel to which a link leads. */
export const linked = signal(null);

export async function begin() {
  Object.assign(start, await get("watch/start"));
  const known = start.people.find((person) => person.id === sessionStorage.getItem("seat"));
  seat.set(known ?? start.people.find((person) => person.role === "staff"));
  place.set(desk().id);
  seat.on((person) => sessionStorage.setItem("seat", person.id));
}

/** The current user's channels. */
export function channels() {
  return start.channels.filter((channel) => channel.members.includes(seat.get().id));
}

export function desk() {
  return start.channels.find((channel) => channel.purpose === "desk");
}

export function nameOf(id) {
  if (id === start.bot.id) return start.bot.name;
  return start.people.find((person) => person.id === id)?.name ?? id;
}

export function language() {
  return seat.get().locale.startsWith("ja") ? "ja" : "en";
}
