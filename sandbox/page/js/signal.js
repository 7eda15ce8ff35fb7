// A value with listeners.

export function signal(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(value);
    },
    on: (listener) => listeners.add(listener),
  };
}
