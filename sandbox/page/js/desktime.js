// The desk's time: fetched when the clock was moved, computed in between.

import { when } from "./changes.js";
import { get } from "./requests.js";
import { signal } from "./signal.js";

/** The desk's time when it was last fetched, and the local time of that. */
export const base = signal({ desk: Date.now(), here: performance.now() });

export function getDeskTime() {
  const { desk, here } = base.get();
  return new Date(desk + performance.now() - here);
}

export function follow() {
  when("clock", async () => {
    const { now } = await get("control/clock");
    base.set({ desk: Date.parse(now), here: performance.now() });
  });
}
