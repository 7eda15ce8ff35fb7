// The elements of a message or of a view. What a user does with them goes to the control interface.
//
// An object here has `use(block, element, value)`, `valueOf(block, element)` (the value as Slack's state has it),
// `setValue(block, element, value)`, and `errors` (a sentence for each block).

import { getDeskTime } from "./desktime.js";
import { post, Refused } from "./requests.js";
import { VALUE_KEYS } from "./fields/values.js";
import { showNotice } from "./store.js";
import { toast } from "./toast.js";
import { seat } from "./world.js";
import { t, translateRefusal, translateSlack } from "./words.js";

/** A message: its elements hold no value; each use is sent at once. */
export function messageElements(message) {
  return {
    errors: {},
    valueOf: (_, element) => initial(element),
    setValue: () => {},
    async use(block, element, value) {
      const { channel, ts } = message;
      const where = { user: seat.get().id, channel, ts, block_id: block.block_id, action_id: element.action_id };
      const answer = await attempt(() => post("control/click", { ...where, ...(value !== undefined && { value }) }));
      if (answer?.error) showNotice(channel, translateSlack(answer.error), getDeskTime());
    },
  };
}

/** A view: what is typed is kept here until a button is pressed. `typed` survives a redraw. */
export function viewElements(view, typed, errors, complain) {
  return {
    errors,
    valueOf: (block, element) => typed[block.block_id]?.[element.action_id] ?? stored(view, block, element),
    setValue(block, element, value) {
      typed[block.block_id] = { ...typed[block.block_id], [element.action_id]: value };
    },
    async use(block, element, value) {
      const where = { user: seat.get().id, view: view.id, block_id: block.block_id, action_id: element.action_id };
      const values = withoutFiles(currentValues(view, typed));
      const answer = await attempt(() => post("control/click", { ...where, values, ...(value !== undefined && { value }) }));
      if (answer?.error) complain(translateSlack(answer.error));
    },
  };
}

/** What was typed into the view's present fields: the view may have been replaced since. */
export function currentValues(view, typed) {
  const found = {};
  for (const block of view.blocks) {
    for (const element of [block.element, block.accessory, ...(block.elements ?? [])]) {
      const value = element?.action_id && typed[block.block_id]?.[element.action_id];
      if (value) found[block.block_id] = { ...found[block.block_id], [element.action_id]: value };
    }
  }
  return found;
}

/** Call the control interface and show its refusal, or that it cannot be reached. Returns its answer, or null. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) toast(translateRefusal(error.message));
    else if (error instanceof TypeError) toast(t("toast.away")); // fetch's error without a connection
    else throw error;
    return null;
  }
}

function stored(view, block, element) {
  return view.state.values[block.block_id]?.[element.action_id] ?? initial(element);
}

function initial(element) {
  const keys = VALUE_KEYS[element.type];
  if (!keys) return null;
  const none = keys.many ? [] : null;
  return { type: element.type, [keys.key]: element[keys.initial] ?? none };
}

/** Files are sent with the form only, as in Slack. */
function withoutFiles(typed) {
  const filterActions = (actions) => Object.fromEntries(Object.entries(actions).filter(([, value]) => value.type !== "file_input"));
  return Object.fromEntries(Object.entries(typed).map(([block, actions]) => [block, filterActions(actions)]));
}
