// A button with a menu: arrows move, Enter chooses, Escape closes.

import { h, unique } from "./dom.js";

/** `entries`: `{name, description, choose}`. */
export function menuButton(label, entries, { key = null, style = "plain" } = {}) {
  const id = unique("menu");
  const list = h("div", { id, role: "menu", popover: "auto", class: "menu" }, entries.map((entry) => item(entry, close)));
  const node = h(
    "button",
    { type: "button", class: style, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": label, title: label, data: { key } },
    "⋮",
  );

  function close() {
    list.hidePopover();
    node.focus();
  }

  list.addEventListener("toggle", (event) => node.setAttribute("aria-expanded", String(event.newState === "open")));
  list.addEventListener("keydown", (event) => move(event, list));
  node.addEventListener("click", () => {
    list.togglePopover();
    place(list, node);
    list.firstElementChild?.focus();
  });
  return h("span", { class: "menuplace" }, node, list);
}

function item({ name, description, choose }, close) {
  const node = h(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1" },
    h("span", {}, name),
    description && h("small", {}, description),
  );
  node.addEventListener("click", () => {
    close();
    choose();
  });
  return node;
}

function move(event, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.children];
  const now = items.indexOf(document.activeElement);
  items[(now + step + items.length) % items.length].focus();
}

function place(list, node) {
  const at = node.getBoundingClientRect();
  const below = at.bottom + list.offsetHeight < window.innerHeight;
  list.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - list.offsetHeight - 4)}px`;
  list.style.left = `${Math.max(4, Math.min(at.right - list.offsetWidth, window.innerWidth - list.offsetWidth - 4))}px`;
}
