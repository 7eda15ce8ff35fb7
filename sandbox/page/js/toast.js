// A short word on what did not work, and gone again.

import { fill, h } from "./dom.js";
import { t } from "./words.js";

const STAYS = 8000; // milliseconds
let timer;

/** `detail` is the sandbox's own sentence, for whoever looks into it. */
export function toast(key, detail = "") {
  const node = document.getElementById("toast");
  fill(node, h("p", {}, t(key)), detail && h("small", { lang: "en" }, detail));
  clearTimeout(timer);
  timer = setTimeout(() => fill(node), STAYS);
}
