// What arrives on the citizens' phones: the newest as bubbles on a lock screen, with the carrier's outcome.

import { when } from "./changes.js";
import { base, getDeskTime } from "./desktime.js";
import { fill, h } from "./dom.js";
import { get } from "./requests.js";
import { clockTime, day } from "./times.js";
import { t } from "./words.js";
import { seat } from "./world.js";

const AGAIN = 2000; // milliseconds; an outcome changes with the time, without a notice
const node = h("section", { class: "phone", "aria-labelledby": "phone-title" });
let found = { count: 0, newest: [] };
let timer;

export function phone() {
  when("arrivals", fetchNew);
  base.on(fetchNew);
  seat.on(draw);
  draw();
  return node;
}

async function fetchNew() {
  clearTimeout(timer);
  found = await get("watch/arrivals");
  draw();
  if (found.newest.some((item) => item.outcome === null)) timer = setTimeout(fetchNew, AGAIN);
}

function draw() {
  const now = getDeskTime();
  fill(
    node,
    h("h2", { id: "phone-title" }, t("phone.title")),
    h("p", { class: "count" }, t("phone.count", { n: found.count.toLocaleString() })),
    h(
      "div",
      { class: "screen", tabindex: "0", role: "group", "aria-label": t("phone.title") },
      h("p", { class: "big", "aria-hidden": "true" }, clockTime(now)),
      h("p", { class: "date", "aria-hidden": "true" }, day(now)),
      found.newest.length ? h("ol", {}, found.newest.map(bubble)) : h("p", { class: "empty" }, t("phone.empty")),
    ),
  );
}

function bubble(item) {
  const outcome = item.outcome ?? "pending";
  const at = new Date(item.at);
  return h(
    "li",
    { class: "bubble", data: { outcome } },
    h("div", { class: "to" }, h("span", {}, t("phone.to", { number: grouped(item.to) })), h("time", { datetime: item.at }, clockTime(at))),
    h("p", {}, item.body),
    h("small", {}, t(`outcome.${outcome}`)),
  );
}

const grouped = (number) => number.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1-$2-$3");
