// The top of the page: its title, the users to act as, and whether the bot is connected.

import { changes } from "./changes.js";
import { fill, h } from "./dom.js";
import { hue } from "./message.js";
import { t } from "./words.js";
import { seat, start } from "./world.js";

const node = document.getElementById("top");
const state = h("span", { class: "state", role: "status" });

export function seats() {
  seat.on(draw);
  changes.on(drawState);
  draw();
}

function draw() {
  const strip = h("div", { class: "seats", role: "group", "aria-label": t("seats.label") }, start.people.map(chair));
  fill(node, h("div", { class: "what" }, h("strong", {}, t("top.practice")), h("span", {}, t("top.what")), state), strip);
  strip.querySelector('[aria-pressed="true"]').scrollIntoView({ block: "nearest", inline: "nearest" });
  drawState();
}

function chair(person) {
  const isOurs = person.id === seat.get().id;
  const chosen = h(
    "button",
    { type: "button", class: "seat", "aria-pressed": String(isOurs), data: { seat: person.id } },
    h("span", { class: "avatar", "aria-hidden": "true", data: { hue: hue(person.id) } }, person.name.slice(0, 1)),
    h("span", {}, person.name, h("small", {}, t(`role.${person.role}`))),
  );
  chosen.addEventListener("click", () => {
    seat.set(person);
    node.querySelector(`[data-seat="${person.id}"]`).focus();
  });
  return chosen;
}

function drawState() {
  const current = changes.get();
  const name = current === null ? "away" : current.state.gone ? "gone" : current.state.ready ? "ready" : "alone";
  state.dataset.state = name;
  fill(state, t(`state.${name}`));
}
