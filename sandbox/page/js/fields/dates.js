// Pickers of days and times; all times are Japan's.

import { fromField, forField } from "../times.js";
import { attributes } from "./attributes.js";
import { dateField } from "./datefield.js";

export const date = (one, face) => picker("date", one, face, face.value?.selected_date, (text) => text);

export const time = (one, face) => picker("time", one, face, face.value?.selected_time, (text) => text);

export function dateTime(one, face) {
  const seconds = face.value?.selected_date_time;
  const shown = seconds ? forField(new Date(seconds * 1000)) : null;
  return picker("datetime-local", one, face, shown, (text) => fromField(text).getTime() / 1000);
}

function picker(kind, one, face, shown, read) {
  return dateField(kind, shown, attributes(face, one), (text) => face.change(text === null ? null : read(text)));
}
