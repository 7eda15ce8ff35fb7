// The desk's clock, and the buttons that move it.

import { base, getDeskTime } from "./desktime.js";
import { fill, h } from "./dom.js";
import { post } from "./requests.js";
import { dateField } from "./fields/datefield.js";
import { attempt } from "./elements.js";
import { clockTime, day, forField, fromField, nextMorning } from "./times.js";
import { t } from "./words.js";
import { seat } from "./world.js";

const node = h("section", { class: "clock", "aria-labelledby": "clock-title" });
let follow = () => {}; // shows the desk's time in the field, until somebody types there
const timeNode = h("p", { class: "now", role: "timer" });

export function clock() {
  seat.on(draw);
  base.on(draw);
  setInterval(tick, 1000);
  draw();
  return node;
}

function draw() {
  let chosenTime = forField(getDeskTime());
  const field = dateField("datetime-local", chosenTime, { "aria-label": t("clock.to") }, (text) => (chosenTime = text));
  const typed = field.querySelector("input");
  follow = () => {
    if (document.activeElement === typed || typed.value !== chosenTime?.replace("T", " ")) return;
    if (chosenTime < forField(getDeskTime())) chosenTime = forField(getDeskTime());
    typed.value = chosenTime.replace("T", " ");
  };
  const go = h("button", { type: "submit", class: "button" }, t("clock.set"));
  const form = h("form", {}, field, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosenTime) move({ now: fromField(chosenTime).toISOString() });
  });
  fill(
    node,
    h("h2", { id: "clock-title" }, t("clock.title")),
    timeNode,
    h(
      "div",
      { class: "row" },
      step("clock.minute", () => ({ advance_seconds: 60 })),
      step("clock.hour", () => ({ advance_seconds: 3600 })),
      step("clock.morning", () => ({ now: nextMorning(getDeskTime()).toISOString() })),
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
  follow();
  fill(timeNode, h("span", {}, day(getDeskTime())), " ", h("strong", {}, clockTime(getDeskTime())));
}

const move = (change) => attempt(() => post("control/clock", change));
