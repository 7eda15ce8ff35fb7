// The layer of modals over the local Slack: the page below it cannot be used, and the focus stays in the modal.

const COVERED = ["places", "conversation"];
const FOCUSABLE = "button, input, select, textarea, a[href], summary, [tabindex='0']";
let focusedBefore = null;

/** Show the layer. */
export function cover(layer) {
  if (!layer.hidden) return;
  focusedBefore = document.activeElement;
  layer.hidden = false;
  for (const id of COVERED) document.getElementById(id).inert = true;
}

/** Hide the layer; the focus returns to where it was, unless it is on the top or the side of the page now. */
export function uncover(layer) {
  if (layer.hidden) return;
  const focused = isFocusElsewhere() ? null : focusedBefore;
  layer.hidden = true;
  for (const id of COVERED) document.getElementById(id).inert = false;
  (focused?.isConnected ? focused : focused && document.getElementById("typed"))?.focus();
}

/** Move the focus to the first field of the opened modal, else to `otherwise`. */
export function enter(node, otherwise) {
  if (isFocusElsewhere()) return;
  (node.querySelector("[autofocus]") ?? listFocusable(node.querySelector(".page"))[0] ?? otherwise).focus();
}

/** Tab stays within a node, Escape closes it, a click outside does nothing. */
export function keepFocusIn(layer, node, close) {
  layer.addEventListener("pointerdown", (event) => event.target === layer && event.preventDefault());
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !node.querySelector(":popover-open")) close();
    if (event.key !== "Tab") return;
    const all = listFocusable(node);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement !== edge && document.activeElement !== node) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0]).focus();
  });
}

const isFocusElsewhere = () => Boolean(document.activeElement?.closest("#top, #side, #panes"));

function listFocusable(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter((item) => !item.disabled && item.tabIndex >= 0 && item.checkVisibility());
}
