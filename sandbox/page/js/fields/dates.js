// Pickers of days and times; all times are Japan's.

import { fromField, forField } from "../times.js";
import { attributes } from "./attributes.js";
import { dateField } from "./datefield.js";

export const date = (element, field) => picker("date", element, field, field.value?.selected_date, (text) => text);

export const time = (element, field) => picker("time", element, field, field.value?.selected_time, (text) => text);

export function dateTime(element, field) {
  const seconds = field.value?.selected_date_time;
  const value = seconds ? forField(new Date(seconds * 1000)) : null;
  return picker("datetime-local", element, field, value, (text) => fromField(text).getTime() / 1000);
}

function picker(kind, element, field, value, read) {
  return dateField(kind, value, attributes(field, element), (text) => field.change(text === null ? null : read(text)));
}
