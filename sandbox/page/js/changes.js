// The socket that reports changes; after an interruption it opens again and everything is fetched again.

import { signal } from "./signal.js";

const AGAIN_AFTER = 1000; // milliseconds

/** Numbers by topic, as `/watch/changes` sends them; null while the sandbox cannot be reached. */
export const changes = signal(null);

export function listen() {
  const socket = new WebSocket(`ws://${location.host}/watch/changes`);
  socket.addEventListener("message", (event) => changes.set(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    changes.set(null);
    setTimeout(listen, AGAIN_AFTER);
  });
}

/** Call `listener` whenever the number of a topic has changed. */
export function when(topic, listener) {
  let lastNumber;
  changes.on((numbers) => {
    const current = numbers && JSON.stringify(numbers[topic]);
    if (current === lastNumber) return;
    lastNumber = current;
    if (numbers) listener(numbers[topic]);
  });
}
