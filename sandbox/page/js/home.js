// The app's Home, as the bot published it for the current user. Opening it sends the bot an event.

import { blocks } from "./blocks/index.js";
import { changes, when } from "./changes.js";
import { getDeskTime } from "./desktime.js";
import { fill, h, redraw } from "./dom.js";
import { get, post } from "./requests.js";
import { attempt, viewElements } from "./elements.js";
import { toast } from "./toast.js";
import { t } from "./words.js";
import { HOME, place, seat } from "./world.js";

const node = h("div", { id: "home", class: "page", tabindex: "-1" });
let typed = {};
let hash = null;

export function homePage() {
  typed = {};
  hash = null;
  fill(node, h("p", { class: "empty" }, t(changes.get()?.state.ready ? "home.waiting" : "home.alone")));
  attempt(() => post("control/home", { user: seat.get().id })).then(fetchNew);
  return node;
}

export function follow() {
  when("views", fetchNew);
}

async function fetchNew() {
  if (place.get() !== HOME) return;
  const user = seat.get().id;
  const view = await get("control/home", { user });
  if (!view || view.hash === hash || user !== seat.get().id || place.get() !== HOME) return;
  hash = view.hash;
  const elements = viewElements(view, typed, {}, toast);
  redraw(node, () => fill(node, blocks(view.blocks, elements)));
  node.dataset.drawn = getDeskTime().toISOString();
}
