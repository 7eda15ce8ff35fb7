// The current user's open modals, the lowest first.

import { when } from "./changes.js";
import { get } from "./requests.js";
import { signal } from "./signal.js";
import { seat } from "./world.js";

export const views = signal([]);

let fetching = Promise.resolve();

/** Fetch them again; one request at a time, and the newest counts. */
export function refresh() {
  fetching = fetching.then(fetchNew);
  return fetching;
}

export function follow() {
  when("views", refresh);
  seat.on(() => {
    views.set([]);
    refresh();
  });
}

async function fetchNew() {
  const user = seat.get().id;
  const found = await get("control/views", { user });
  if (user === seat.get().id) views.set(found);
}
