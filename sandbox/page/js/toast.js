// A short notice of a failure; it disappears after a while.

import { fill, h } from "./dom.js";

const STAYS = 8000; // milliseconds
let timer;

export function toast(text) {
  const node = document.getElementById("toast");
  fill(node, h("p", {}, text));
  clearTimeout(timer);
  timer = setTimeout(() => fill(node), STAYS);
}
