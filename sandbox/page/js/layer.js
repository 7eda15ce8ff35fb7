// The layer of modals over the local Slack: what is beneath cannot be used, the focus stays within.

const BENEATH = ["places", "conversation"];
const REACHED = "button, input, select, textarea, a[href], summary, [tabindex='0']";
let before = null;

/** Cover what is beneath. */
export function cover(layer) {
  if (!layer.hidden) return;
  before = document.activeElement;
  layer.hidden = false;
  for (const id of BENEATH) document.getElementById(id).inert = true;
}

/** Uncover it; the focus goes back to where it was, unless it has moved to the seats or the side since. */
export function uncover(layer) {
  if (layer.hidden) return;
  const was = elsewhere() ? null : before;
  layer.hidden = true;
  for (const id of BENEATH) document.getElementById(id).inert = false;
  (was?.isConnected ? was : was && document.getElementById("typed"))?.focus();
}

/** Move the focus to the first field of what was opened, else to `otherwise`. */
export function enter(node, otherwise) {
  if (elsewhere()) return;
  (node.querySelector("[autofocus]") ?? reached(node.querySelector(".page"))[0] ?? otherwise).focus();
}

/** Tab stays within a node, Escape closes it, a click outside does nothing. */
export function keepFocusIn(layer, node, close) {
  layer.addEventListener("pointerdown", (event) => event.target === layer && event.preventDefault());
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !node.querySelector(":popover-open")) close();
    if (event.key !== "Tab") return;
    const all = reached(node);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement !== edge && document.activeElement !== node) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0]).focus();
  });
}

const elsewhere = () => Boolean(document.activeElement?.closest("#top, #side, #panes"));

function reached(node) {
  return [...node.querySelectorAll(REACHED)].filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility());
}
