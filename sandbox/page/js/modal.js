// Modals: the topmost is shown, what was typed survives every redraw, errors are shown at their fields.
// They cover only the local Slack: the users, the phone and the clock can still be used.

import { blocks } from "./blocks/index.js";
import { emojified } from "./mrkdwn.js";
import { fill, h, redraw } from "./dom.js";
import { post } from "./requests.js";
import { cover, enter, keepFocusIn, uncover } from "./layer.js";
import { attempt, currentValues, viewElements } from "./elements.js";
import { slackSays, t } from "./words.js";
import { follow, refresh, views } from "./views.js";
import { seat } from "./world.js";

const layer = document.getElementById("layer");
const node = h("div", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", tabindex: "-1" });
const kept = new Map(); // view id -> {hash, typed, errors, complaint, waiting}
let top = null;

export function modals() {
  layer.append(node);
  keepFocusIn(layer, node, close);
  views.on(show);
  follow();
}

function show(stack) {
  const before = top;
  top = stack.at(-1) ?? null;
  for (const id of kept.keys()) if (!stack.some((view) => view.id === id) && !isElsewhere(id)) kept.delete(id);
  if (!top) {
    uncover(layer);
    return;
  }
  const ours = own(top);
  if (before?.id === top.id && ours.hash === top.hash) return;
  if (ours.hash !== top.hash) Object.assign(ours, { hash: top.hash, errors: {}, complaint: null });
  draw(stack.length, before?.id !== top.id);
}

/** Whether the modal is another user's; what was typed there is kept. */
const isElsewhere = (id) => kept.get(id).user !== seat.get().id;

function own(view) {
  if (!kept.has(view.id)) kept.set(view.id, { user: seat.get().id, hash: null, typed: {}, errors: {}, complaint: null, waiting: false });
  return kept.get(view.id);
}

function draw(depth = views.get().length, isNew = false) {
  const [view, ours] = [top, own(top)];
  redraw(node, () => {
    const scrolled = isNew ? 0 : (node.querySelector(".page")?.scrollTop ?? 0);
    fill(node, form(view, ours, depth));
    node.querySelector(".page").scrollTop = scrolled;
  });
  cover(layer);
  if (isNew) enter(node, node.querySelector(".decide button"));
}

function form(view, ours, depth) {
  const elements = viewElements(view, ours.typed, ours.errors, complain);
  const back = h("button", { type: "button", class: "plain", "aria-label": depth > 1 ? t("modal.back") : t("modal.close") }, depth > 1 ? "‹" : "×");
  const shut = h("button", { type: "button", class: "button", data: { key: "modal/close" } }, emojified(view.close?.text ?? t("modal.close")));
  const submit = view.submit && h("button", { type: "submit", class: "button primary", disabled: ours.waiting, data: { key: "modal/submit" } }, emojified(view.submit.text));
  for (const button of [back, shut]) button.addEventListener("click", close);
  const made = h(
    "form",
    { novalidate: true, "aria-busy": String(ours.waiting), data: { depth: String(depth) } },
    h("div", { class: "head" }, h("h2", { id: "modal-title" }, emojified(view.title.text)), back),
    h("div", { class: "page", tabindex: "-1" }, blocks(view.blocks, elements)),
    ours.complaint && h("p", { class: "complaint", role: "alert" }, ours.complaint),
    h("div", { class: "decide" }, ours.waiting && h("span", { class: "waiting", role: "status" }, t("modal.waiting")), shut, submit),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit && !ours.waiting) hand(view, ours);
  });
  return made;
}

async function hand(view, ours) {
  Object.assign(ours, { waiting: true, errors: {}, complaint: null });
  draw();
  const values = currentValues(view, ours.typed);
  const seen = await attempt(() => post("control/submit", { user: ours.user, view: view.id, values }));
  Object.assign(ours, { waiting: false, errors: seen?.errors ?? {}, complaint: seen?.error ? slackSays(seen.error) : null });
  await refresh();
  if (top?.id !== view.id) return;
  draw();
  node.querySelector('[aria-invalid="true"], [data-wrong="yes"] button, [data-wrong="yes"] input')?.focus();
}

function complain(text) {
  own(top).complaint = text;
  draw();
}

async function close() {
  await attempt(() => post("control/close", { user: seat.get().id, view: top.id }));
  await refresh();
}
