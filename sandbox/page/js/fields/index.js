// Interactive elements. Each kind is drawn by its own module, which passes a new value to `change`. Here the value is
// kept, confirmed if the element has a `confirm`, and sent to the bot where Slack would send it.

import { confirmed } from "../dialog.js";
import { button, overflow } from "./buttons.js";
import { checkboxes, manySelect, radio, select } from "./choices.js";
import { date, dateTime, time } from "./dates.js";
import { files } from "./files.js";
import { HOLDING } from "./holding.js";
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
export function element(one, block, elements, label = {}) {
  const key = `${block.block_id}/${one.action_id}`;
  return DRAWN[one.type](one, { key, label, value: elements.valueOf(block, one), change: (value) => changed(one, block, elements, value) });
}

async function changed(one, block, elements, value) {
  const holding = HOLDING[one.type];
  if (!holding) {
    if (await confirmed(one.confirm)) await elements.use(block, one, value);
    return;
  }
  const before = elements.valueOf(block, one);
  elements.setValue(block, one, { type: one.type, [holding.key]: value });
  if (block.type === "input" && !block.dispatch_action) return;
  if (await confirmed(one.confirm)) await elements.use(block, one, plainValue(value));
  else elements.setValue(block, one, before);
}

/** The control interface identifies options by their values. */
function plainValue(value) {
  if (Array.isArray(value)) return value.map(plainValue);
  return value?.value ?? value;
}
