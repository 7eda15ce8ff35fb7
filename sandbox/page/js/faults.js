// The faults that a trainer can cause.

import { changes } from "./changes.js";
import { fill, h } from "./dom.js";
import { post } from "./requests.js";
import { attempt } from "./elements.js";
import { t } from "./words.js";
import { seat } from "./world.js";

const MANY = 1_000_000; // until a person clears it
const node = h("section", { class: "faults", "aria-labelledby": "faults-title" });

const FAULTS = [
  { name: "provider_down", side: "carrier", fault: { fault: "refuse_connection", times: MANY } },
  { name: "answer_lost", side: "carrier", fault: { fault: "reset_after_accept", times: 1 } },
  { name: "slack_gone", side: "slack", fault: { fault: "drop_socket", seconds: 30 } },
  { name: "ack_lost", side: "slack", fault: { fault: "lose_ack", times: 1 } },
];
const ROUTE = { slack: "control/faults", carrier: "carrier/control/faults" };

export function faults() {
  seat.on(draw);
  changes.on(draw);
  draw();
  return node;
}

let last;

function draw() {
  const state = changes.get()?.state ?? { slack: [], carrier: [], gone: false };
  const drawn = JSON.stringify([state, seat.get().id]);
  if (drawn === last) return;
  last = drawn;
  const isOpen = node.querySelector("details")?.open ?? false;
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.fault : null;
  const resetButton = h("button", { type: "button", class: "button", data: { fault: "reset" } }, t("fault.reset"));
  resetButton.addEventListener("click", clear);
  const title = h("summary", {}, h("h2", { id: "faults-title" }, t("fault.title")));
  fill(node, h("details", { open: isOpen }, title, FAULTS.map((item) => cause(item, state)), resetButton));
  if (focused) node.querySelector(`[data-fault="${focused}"]`)?.focus();
}

function cause({ name, side, fault }, state) {
  const isOn = state[side].includes(fault.fault) || (name === "slack_gone" && state.gone);
  const button = h(
    "button",
    { type: "button", class: "button danger", disabled: isOn, data: { fault: name }, "aria-describedby": `fault-${name}` },
    t(`fault.${name}`),
  );
  button.addEventListener("click", () => attempt(() => post(ROUTE[side], fault)));
  return h("div", { class: "fault" }, button, h("small", { id: `fault-${name}` }, isOn ? t("fault.on") : t(`fault.${name}.what`)));
}

async function clear() {
  for (const route of Object.values(ROUTE)) await attempt(() => post(route, { clear: true }));
}
