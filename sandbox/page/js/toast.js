// A short notice of a failure; it disappears after a while.

import { fill, h } from "./dom.js";
import { t } from "./words.js";

const STAYS = 8000; // milliseconds
let timer;

/** `detail` is the sandbox's own sentence, for developers. */
export function toast(key, detail = "") {
  const node = document.getElementById("toast");
  fill(node, h("p", {}, t(key)), detail && h("small", { lang: "en" }, detail));
  clearTimeout(timer);
  timer = setTimeout(() => fill(node), STAYS);
}
