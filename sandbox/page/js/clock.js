// The desk's clock, and the buttons that move it.

import { base, deskNow } from "./desktime.js";
import { fill, h } from "./dom.js";
import { post } from "./requests.js";
import { dateField } from "./fields/datefield.js";
import { attempt } from "./elements.js";
import { clockTime, day, forField, fromField, nextMorning } from "./times.js";
import { t } from "./words.js";
import { seat } from "./world.js";

const node = h("section", { class: "clock", "aria-labelledby": "clock-title" });
const shown = h("p", { class: "now", role: "timer" });

export function clock() {
  seat.on(draw);
  base.on(draw);
  setInterval(tick, 1000);
  draw();
  return node;
}

function draw() {
  let wished = forField(deskNow());
  const field = dateField("datetime-local", wished, { "aria-label": t("clock.to") }, (text) => (wished = text));
  const go = h("button", { type: "submit", class: "button" }, t("clock.set"));
  const form = h("form", {}, field, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (wished) move({ now: fromField(wished).toISOString() });
  });
  fill(
    node,
    h("h2", { id: "clock-title" }, t("clock.title")),
    shown,
    h(
      "div",
      { class: "row" },
      step("clock.minute", () => ({ advance_seconds: 60 })),
      step("clock.hour", () => ({ advance_seconds: 3600 })),
      step("clock.morning", () => ({ now: nextMorning(deskNow()).toISOString() })),
    ),
    form,
  );
  tick();
}

function step(key, change) {
  const button = h("button", { type: "button", class: "button", data: { step: key } }, t(key));
  button.addEventListener("click", () => move(change()));
  return button;
}

function tick() {
  fill(shown, h("span", {}, day(deskNow())), " ", h("strong", {}, clockTime(deskNow())));
}

const move = (change) => attempt(() => post("control/clock", change));
