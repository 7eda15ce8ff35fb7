// The current user's open modals, the lowest first.

import { when } from "./changes.js";
import { get } from "./face.js";
import { signal } from "./signal.js";
import { seat } from "./world.js";

export const views = signal([]);

let looking = Promise.resolve();

/** Fetch them again; one request at a time, and the newest counts. */
export function refresh() {
  looking = looking.then(look);
  return looking;
}

export function follow() {
  when("views", refresh);
  seat.on(() => {
    views.set([]);
    refresh();
  });
}

async function look() {
  const user = seat.get().id;
  const found = await get("control/views", { user });
  if (user === seat.get().id) views.set(found);
}
