// Requests to the sandbox: the control interface and the page's queries.

/** A refusal of the sandbox; its message is in English. */
export class Refused extends Error {}

export async function get(path, query = {}) {
  return answer(await fetch(`/${path}?${new URLSearchParams(query)}`));
}

export async function post(path, fields) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) };
  return answer(await fetch(`/${path}`, request));
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Refused(body.error ?? `HTTP ${response.status}`);
  return body;
}
