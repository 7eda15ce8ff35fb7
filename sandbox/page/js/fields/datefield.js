// A field for a day, a time or both, written the same in every language (2026-07-07 09:00, the example in it is the desk's time), with the browser's own
// calendar behind a button. The browser's own field would use the browser's language, not the user's.

import { getDeskTime } from "../desktime.js";
import { h } from "../dom.js";
import { forField } from "../times.js";
import { t } from "../words.js";

const DAY = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/;
const TIME = /(\d{1,2}):(\d{2})$/;
const PARTS = { date: [0, 10], time: [11], "datetime-local": [0] }; // of 2026-07-07T09:00

/** `value`, and what `change` gets, have the format of the browser's field (2026-07-07T09:00), or are null. */
export function dateField(kind, value, props, change) {
  const text = h("input", { type: "text", inputmode: "numeric", autocomplete: "off", placeholder: present(kind).replace("T", " "), ...props });
  const native = h("input", { type: kind, class: "calendar", tabindex: "-1", "aria-hidden": "true" });
  const open = h("button", { type: "button", class: "plain", "aria-label": t("date.choose"), title: t("date.choose") }, kind === "time" ? "🕘" : "📅");
  text.value = value?.replace("T", " ") ?? "";
  text.addEventListener("change", () => {
    const read = reading(kind, text.value.trim());
    text.setAttribute("aria-invalid", String(read === undefined));
    if (read === undefined) return;
    text.value = read?.replace("T", " ") ?? "";
    change(read);
  });
  native.addEventListener("change", () => {
    text.value = native.value;
    text.dispatchEvent(new Event("change"));
  });
  open.addEventListener("click", () => {
    native.value = reading(kind, text.value.trim()) ?? present(kind);
    native.showPicker();
  });
  return h("span", { class: "datefield" }, text, open, native);
}

/** The desk's present time in the format of the browser's field. */
const present = (kind) => forField(getDeskTime()).slice(...PARTS[kind]);

/** The field's value, null if it is empty, undefined if it is no date. */
function reading(kind, text) {
  if (text === "") return null;
  const [day, time] = [text.match(DAY), text.match(TIME)];
  const date = day && `${day[1]}-${day[2].padStart(2, "0")}-${day[3].padStart(2, "0")}`;
  const hour = time && `${time[1].padStart(2, "0")}:${time[2]}`;
  const read = { date, time: hour, "datetime-local": date && hour && `${date}T${hour}` }[kind];
  const proof = document.createElement("input");
  proof.type = kind;
  proof.value = read ?? "";
  return proof.value === "" ? undefined : proof.value;
}
