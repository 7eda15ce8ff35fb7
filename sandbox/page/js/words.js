// The page's own texts, in the current user's language.

import { language } from "./world.js";

let catalogue = {};

export async function load() {
  catalogue = await (await fetch("/page/words.json")).json();
}

/** The text of a key; `{name}` is replaced by a value. */
export function t(key, facts = {}) {
  const text = catalogue[key]?.[language()] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

/** One of the two languages in "日本語（English）", the form of descriptions in the app's manifest. */
export function pickLanguage(text) {
  const parts = text.match(/^(.*?)（([^（）]*)）$/);
  if (!parts) return text;
  return language() === "ja" ? parts[1] : parts[2];
}

const FAILED = /^(\/\S+) failed with the error "(.+)"$/;
const TROUBLE = /^We had some trouble connecting\. Try again\? \((.+)\)$/;
const LIMIT = /^Please (enter|choose) at (least|most) (\d+) (characters|files)\.$/;

/** Slack's own message to a user, in the user's language. */
export function translateSlack(text) {
  const failed = text.match(FAILED);
  if (failed) return withReason(t("slack.failed", { command: failed[1], code: failed[2] }), failed[2]);
  const trouble = text.match(TROUBLE);
  if (trouble) return withReason(t("slack.trouble", { code: trouble[1] }), trouble[1]);
  if (text === "Please complete this required field.") return t("slack.required");
  if (text === "Please enter a number.") return t("slack.number");
  const limit = text.match(LIMIT);
  return limit ? t(`slack.${limit[2]}_${limit[4]}`, { n: limit[3] }) : text;
}

/** Slack's sentence and, which Slack does not say, why nothing came of what the user did. */
function withReason(text, code) {
  const key = `why.${code}`;
  return key in catalogue ? `${text}\n${t(key)}` : text;
}

const REFUSALS = [
  [/ is before /, "refused.backwards"],
  [/^now |advance_seconds/, "refused.clock"],
  [/ has no view |is not on top/, "refused.view"],
  [/^there is no element|has no option/, "refused.element"],
  [/ sees no message /, "refused.message"],
  [/turned off$/, "refused.direct"],
  [/ has no file |may not delete/, "refused.file"],
];

/** A refusal of the sandbox, in the user's language. */
export function translateRefusal(text) {
  return t(REFUSALS.find(([sign]) => sign.test(text))?.[1] ?? "toast.refused");
}
