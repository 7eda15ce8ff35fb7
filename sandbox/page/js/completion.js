// The commands that match what is typed, with a description each; arrows move, Tab or Enter chooses.

import { fill, h } from "./dom.js";
import { pickLanguage, t } from "./words.js";
import { start } from "./world.js";

export function completion(field) {
  const node = h("div", { id: "offers", role: "listbox", "aria-label": t("composer.commands"), class: "offers", hidden: true });
  let offers = [];
  let at = 0;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "offers");
  field.addEventListener("input", () => offer(fitting(field.value)));
  field.addEventListener("blur", () => offer([]));

  function offer(found) {
    offers = found;
    at = 0;
    draw();
  }

  function draw() {
    node.hidden = offers.length === 0;
    field.setAttribute("aria-expanded", String(offers.length > 0));
    if (offers.length) field.setAttribute("aria-activedescendant", `offer-${at}`);
    else field.removeAttribute("aria-activedescendant");
    fill(node, offers.map((item, index) => row(item, index)));
  }

  function row(item, index) {
    const option = h(
      "div",
      { id: `offer-${index}`, role: "option", "aria-selected": String(index === at) },
      h("strong", {}, item.id),
      h("span", {}, pickLanguage(item.description)),
    );
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(item);
    });
    return option;
  }

  function take(item) {
    field.value = item.id;
    offer([]);
    field.focus();
  }

  /** Whether the list handled a key. */
  function takes(event) {
    if (!offers.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + offers.length) % offers.length;
    else if (event.key === "Escape") offers = [];
    else if (event.key === "Tab" || (event.key === "Enter" && offers[at].id !== field.value.trim())) take(offers[at]);
    else return false;
    event.preventDefault();
    draw();
    return true;
  }

  return { node, takes, close: () => offer([]) };
}

function fitting(text) {
  return /^\/\S*$/.test(text) ? start.commands.filter((item) => item.id.startsWith(text)) : [];
}
