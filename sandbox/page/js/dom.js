// Makes elements from names and texts. The page never makes HTML from a string.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `props`: `class`, `on` (listeners by event), `data`, and attributes; null and false leave one out. */
export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

/** Replace the content of an element. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

/** Redraw inside `node`; the focus stays where it was, or moves to `node` if that element is gone. */
export function redraw(node, draw) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.closest("[data-key]")?.dataset.key;
  const range = focused && "selectionStart" in focused ? selection(focused) : null;
  draw();
  if (!focused) return;
  const found = [...node.querySelectorAll("[data-key]")].find((item) => item.dataset.key === key && !item.disabled);
  (found ?? node).focus({ preventScroll: true });
  if (found && range) found.setSelectionRange(...range);
}

/** An id that no other element has. */
export function unique(name) {
  unique.last = (unique.last ?? 0) + 1;
  return `${name}-${unique.last}`;
}

function selection(field) {
  return field.selectionStart === null ? null : [field.selectionStart, field.selectionEnd];
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
