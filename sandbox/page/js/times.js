// The desk's times, always Japan's, whatever the machine's time zone.

import { language } from "./world.js";

const ZONE = "Asia/Tokyo";
const OFFSET = "+09:00";

function format(date, options) {
  return new Intl.DateTimeFormat(language() === "ja" ? "ja-JP" : "en-GB", { timeZone: ZONE, ...options }).format(date);
}

export const clockTime = (date) => format(date, { hour: "2-digit", minute: "2-digit" });

export const day = (date) => format(date, { month: "long", day: "numeric", weekday: "short" });

export const moment = (date) => `${day(date)} ${clockTime(date)}`;

export const dateOf = (ts) => new Date(Number(ts) * 1000);

/** `2026-07-07T09:00`, the value of a datetime-local field. */
export function forField(date) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" })
    .format(date)
    .replace(" ", "T");
}

/** The time in such a field. */
export const fromField = (text) => new Date(`${text}:00${OFFSET}`);

/** The next nine o'clock in the morning. */
export function nextMorning(now) {
  const today = fromField(`${forField(now).slice(0, 10)}T09:00`);
  return today > now ? today : new Date(today.getTime() + 24 * 3600 * 1000);
}
