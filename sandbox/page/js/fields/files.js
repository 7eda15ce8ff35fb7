// File inputs: choose, or drag here. What is chosen is uploaded at once, as in Slack, and submitted with the form.

import { fill, h } from "../dom.js";
import { onDrop, sent } from "../uploads.js";
import { t } from "../words.js";
import { groupAttributes } from "./attributes.js";

export function files(element, field) {
  const most = element.max_files ?? 10;
  const listed = [...(field.value?.files ?? [])];
  const accept = element.filetypes?.map((kind) => `.${kind}`).join(",");
  const chooser = h("input", { type: "file", class: "unseen", tabindex: "-1", accept, multiple: most > 1, "aria-hidden": "true" });
  const list = h("ul", { class: "chosen" });
  const pick = h("button", { type: "button", class: "button", data: { key: field.key }, "aria-describedby": field.label.describedby }, t("file.choose"));
  const zone = h("div", { class: "drop", role: "group", ...groupAttributes(field, element) }, h("p", {}, t("file.drop")), pick, chooser, list);

  function draw() {
    fill(list, listed.map((file) => entry(file)));
    zone.dataset.full = listed.length >= most ? "yes" : "no";
  }

  function entry(file) {
    const remove = h("button", { type: "button", class: "plain", "aria-label": t("file.remove", { name: file.name }) }, "×");
    remove.addEventListener("click", () => {
      listed.splice(listed.indexOf(file), 1);
      field.change([...listed]);
      draw();
      pick.focus();
    });
    return h("li", {}, `📄 ${file.name}`, remove);
  }

  async function take(chosen) {
    const accepted = accept ? chosen.filter((file) => element.filetypes.some((kind) => file.name.toLowerCase().endsWith(`.${kind}`))) : chosen;
    zone.dataset.refused = accepted.length < chosen.length ? "yes" : "no";
    fill(problem, accepted.length < chosen.length ? t("file.kind", { kinds: element.filetypes.join(", ") }) : "");
    for (const file of accepted.slice(0, most - listed.length)) {
      const id = await sent(file, null);
      if (id) listed.push({ id, name: file.name });
    }
    field.change([...listed]);
    draw();
  }

  const problem = h("p", { class: "wrong", role: "alert" });
  zone.append(problem);
  pick.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => take([...chooser.files]).then(() => (chooser.value = "")));
  onDrop(zone, take);
  draw();
  return zone;
}
