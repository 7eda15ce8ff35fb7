// Images. The page's policy allows only those of this machine; of others the description is shown.

import { h } from "../dom.js";
import { t } from "../words.js";
import { seat } from "../world.js";
import { text } from "./text.js";

export function picture(object) {
  const title = object.title && h("figcaption", {}, text(object.title));
  const image = h("img", { src: source(object), alt: object.alt_text, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missing(object.alt_text)));
  return h("figure", { class: "picture" }, title, image);
}

function source(object) {
  const file = object.slack_file?.id;
  return file ? `/watch/files/${file}?${new URLSearchParams({ user: seat.get().id })}` : (object.image_url ?? "");
}

function missing(description) {
  return h("span", { class: "missing", role: "img", "aria-label": description }, t("picture.missing", { description }));
}
