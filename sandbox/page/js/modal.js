// Modals: the topmost is shown, what was typed survives every redraw, errors are shown at their fields.
// They cover only the local Slack: the users, the phone and the clock can still be used.

import { blocks } from "./blocks/index.js";
import { emojified } from "./mrkdwn.js";
import { fill, h, redraw } from "./dom.js";
import { post } from "./requests.js";
import { cover, enter, keepFocusIn, uncover } from "./layer.js";
import { attempt, currentValues, viewElements } from "./elements.js";
import { translateSlack, t } from "./words.js";
import { follow, refresh, views } from "./views.js";
import { seat } from "./world.js";

const layer = document.getElementById("layer");
const node = h("div", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", tabindex: "-1" });
const states = new Map(); // view id -> {hash, typed, errors, complaint, waiting}
let top = null;

export function modals() {
  layer.append(node);
  keepFocusIn(layer, node, close);
  views.on(show);
  follow();
}

function show(stack) {
  const previous = top;
  top = stack.at(-1) ?? null;
  for (const id of states.keys()) if (!stack.some((view) => view.id === id) && !isElsewhere(id)) states.delete(id);
  if (!top) {
    uncover(layer);
    return;
  }
  const state = stateOf(top);
  if (previous?.id === top.id && state.hash === top.hash) return;
  if (state.hash !== top.hash) Object.assign(state, { hash: top.hash, errors: {}, complaint: null });
  draw(stack.length, previous?.id !== top.id);
}

/** Whether the modal is another user's; what was typed there is kept. */
const isElsewhere = (id) => states.get(id).user !== seat.get().id;

function stateOf(view) {
  if (!states.has(view.id)) states.set(view.id, { user: seat.get().id, hash: null, typed: {}, errors: {}, complaint: null, waiting: false });
  return states.get(view.id);
}

function draw(depth = views.get().length, isNew = false) {
  const [view, state] = [top, stateOf(top)];
  redraw(node, () => {
    const scrolled = isNew ? 0 : (node.querySelector(".page")?.scrollTop ?? 0);
    fill(node, form(view, state, depth));
    node.querySelector(".page").scrollTop = scrolled;
  });
  cover(layer);
  if (isNew) enter(node, node.querySelector(".decide button"));
}

function form(view, state, depth) {
  const elements = viewElements(view, state.typed, state.errors, complain);
  const backButton = h("button", { type: "button", class: "plain", "aria-label": depth > 1 ? t("modal.back") : t("modal.close") }, depth > 1 ? "‹" : "×");
  const closeButton = h("button", { type: "button", class: "button", data: { key: "modal/close" } }, emojified(view.close?.text ?? t("modal.close")));
  const submit = view.submit && h("button", { type: "submit", class: "button primary", disabled: state.waiting, data: { key: "modal/submit" } }, emojified(view.submit.text));
  for (const button of [backButton, closeButton]) button.addEventListener("click", close);
  const formNode = h(
    "form",
    { novalidate: true, "aria-busy": String(state.waiting), data: { depth: String(depth) } },
    h("div", { class: "head" }, h("h2", { id: "modal-title" }, emojified(view.title.text)), backButton),
    h("div", { class: "page", tabindex: "-1" }, blocks(view.blocks, elements)),
    state.complaint && h("p", { class: "complaint", role: "alert" }, state.complaint),
    h("div", { class: "decide" }, state.waiting && h("span", { class: "waiting", role: "status" }, t("modal.waiting")), closeButton, submit),
  );
  formNode.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit && !state.waiting) submitForm(view, state);
  });
  return formNode;
}

async function submitForm(view, state) {
  Object.assign(state, { waiting: true, errors: {}, complaint: null });
  draw();
  const values = currentValues(view, state.typed);
  const answer = await attempt(() => post("control/submit", { user: state.user, view: view.id, values }));
  Object.assign(state, { waiting: false, errors: answer?.errors ?? {}, complaint: answer?.error ? translateSlack(answer.error) : null });
  await refresh();
  if (top?.id !== view.id) return;
  draw();
  node.querySelector('[aria-invalid="true"], [data-wrong="yes"] button, [data-wrong="yes"] input')?.focus();
}

function complain(text) {
  stateOf(top).complaint = text;
  draw();
}

async function close() {
  await attempt(() => post("control/close", { user: seat.get().id, view: top.id }));
  await refresh();
}
