// The buttons that choose the pane: a narrow screen shows one pane at a time.

import { fill, h } from "./dom.js";
import { t } from "./words.js";
import { seat } from "./world.js";

const node = document.getElementById("panes");
const PANES = ["places", "conversation", "side"];

export function panes() {
  seat.on(draw);
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-pane"] });
  draw();
}

function draw() {
  node.setAttribute("aria-label", t("panes.label"));
  fill(node, PANES.map(choice));
}

function choice(name) {
  const isHere = document.body.dataset.pane === name;
  const chosen = h("button", { type: "button", "aria-current": isHere ? "true" : null }, t(`panes.${name}`));
  chosen.addEventListener("click", () => (document.body.dataset.pane = name));
  return chosen;
}
