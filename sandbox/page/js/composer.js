// The input field: a command with completion, a message, or a file for the channel.

import { completion } from "./completion.js";
import { getDeskTime } from "./desktime.js";
import { h } from "./dom.js";
import { post } from "./requests.js";
import { attempt } from "./elements.js";
import { showNotice } from "./store.js";
import { translateSlack, t } from "./words.js";
import { seat, start } from "./world.js";

export function composer(channel, share) {
  const name = channel.name ? `#${channel.name}` : start.bot.name;
  const field = h("textarea", { id: "typed", rows: 1, placeholder: t("composer.placeholder", { name }), "aria-label": t("composer.placeholder", { name }), data: { key: "composer" } });
  const offers = completion(field);
  const chooser = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  const attach = h("button", { type: "button", class: "plain", title: t("composer.attach"), "aria-label": t("composer.attach") }, "📎");
  const send = h("button", { type: "submit", class: "button primary" }, t("composer.send"));
  const form = h("form", { class: "composer" }, offers.node, field, chooser, attach, send);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.takes(event) || event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    offers.close();
    if (text) said(channel.id, text);
  });
  attach.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => share([...chooser.files]).then(() => (chooser.value = "")));
  return form;
}

async function said(channel, text) {
  if (!text.startsWith("/")) {
    await attempt(() => post("control/say", { user: seat.get().id, channel, text }));
    return;
  }
  const [command, ...rest] = text.split(/\s+/);
  if (!start.commands.some((known) => known.id === command)) {
    showNotice(channel, t("slack.no_command", { command }), getDeskTime());
    return;
  }
  const answer = await attempt(() => post("control/command", { user: seat.get().id, channel, command, text: rest.join(" ") }));
  if (answer?.error) showNotice(channel, translateSlack(answer.error), getDeskTime());
}
