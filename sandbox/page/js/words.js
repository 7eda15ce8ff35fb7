// What a person reads on the page itself, in the language of whose seat it is.

import { language } from "./world.js";

let catalogue = {};

export async function load() {
  catalogue = await (await fetch("/page/words.json")).json();
}

/** The words for a key; `{name}` stands for a fact. */
export function t(key, facts = {}) {
  const text = catalogue[key]?.[language()] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

/** One of two languages out of "日本語（English）", as the app's manifest writes its descriptions. */
export function inOurs(text) {
  const both = text.match(/^(.*?)（([^（）]*)）$/);
  if (!both) return text;
  return language() === "ja" ? both[1] : both[2];
}

const FAILED = /^(\/\S+) failed with the error "(.+)"$/;
const TROUBLE = /^We had some trouble connecting\. Try again\? \((.+)\)$/;
const LIMIT = /^Please (enter|choose) at (least|most) (\d+) (characters|files)\.$/;

/** What Slack itself says to a person, in the seat's language. */
export function slackSays(text) {
  const failed = text.match(FAILED);
  if (failed) return t("slack.failed", { command: failed[1], code: failed[2] });
  const trouble = text.match(TROUBLE);
  if (trouble) return t("slack.trouble", { code: trouble[1] });
  if (text === "Please complete this required field.") return t("slack.required");
  if (text === "Please enter a number.") return t("slack.number");
  const limit = text.match(LIMIT);
  return limit ? t(`slack.${limit[2]}_${limit[4]}`, { n: limit[3] }) : text;
}
