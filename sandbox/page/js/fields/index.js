// Interactive elements. Each kind is drawn by its own module, which passes a new value to `change`. Here the value is
// kept, confirmed if the element has a `confirm`, and sent to the bot where Slack would send it.

import { confirmed } from "../dialog.js";
import { button, overflow } from "./buttons.js";
import { checkboxes, manySelect, radio, select } from "./choices.js";
import { date, dateTime, time } from "./dates.js";
import { files } from "./files.js";
import { VALUE_KEYS } from "./values.js";
import { line } from "./lines.js";

const DRAWN = {
  button,
  overflow,
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: manySelect,
  multi_users_select: manySelect,
  checkboxes,
  radio_buttons: radio,
  datepicker: date,
  timepicker: time,
  datetimepicker: dateTime,
  plain_text_input: line,
  number_input: line,
  email_text_input: line,
  url_text_input: line,
  file_input: files,
};

/** An element of a block. `label` connects it to its texts: `{id, describedby, required, invalid}`. */
export function element(item, block, elements, label = {}) {
  const key = `${block.block_id}/${item.action_id}`;
  return DRAWN[item.type](item, { key, label, value: elements.valueOf(block, item), change: (value) => changed(item, block, elements, value) });
}

async function changed(item, block, elements, value) {
  const keys = VALUE_KEYS[item.type];
  if (!keys) {
    if (await confirmed(item.confirm)) await elements.use(block, item, value);
    return;
  }
  const previousValue = elements.valueOf(block, item);
  elements.setValue(block, item, { type: item.type, [keys.key]: value });
  if (block.type === "input" && !block.dispatch_action) return;
  if (await confirmed(item.confirm)) await elements.use(block, item, plainValue(value));
  else elements.setValue(block, item, previousValue);
}

/** The control interface identifies options by their values. */
function plainValue(value) {
  if (Array.isArray(value)) return value.map(plainValue);
  return value?.value ?? value;
}
