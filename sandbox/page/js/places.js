// Channels, direct messages and the app at the left, with the number of unread messages.

import { fill, h } from "./dom.js";
import { messagesOf, news } from "./store.js";
import { t } from "./words.js";
import { FILES, HOME, channels, place, seat, start } from "./world.js";

const node = document.getElementById("places");
const lastRead = new Map(); // "person channel" -> the newest ts that the person saw there

export function places() {
  for (const source of [place, seat, news]) source.on(draw);
  draw();
}

function draw() {
  const [named, direct] = [channels().filter((item) => item.name), channels().filter((item) => !item.name)];
  markAsRead(place.get());
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.place : null;
  node.setAttribute("aria-label", t("places.label"));
  fill(
    node,
    h("h2", {}, start.team),
    h("h3", {}, t("places.channels")),
    h("ul", {}, named.map((item) => line(item.id, `# ${item.name}`))),
    h("h3", {}, t("places.direct")),
    h("ul", {}, direct.map((item) => line(item.id, start.bot.name))),
    h("h3", {}, t("places.apps")),
    h("ul", {}, line(HOME, `${start.bot.name} ${t("places.home")}`)),
    h("h3", {}, t("places.files")),
    h("ul", {}, line(FILES, t("places.my_files"))),
  );
  if (focused) node.querySelector(`[data-place="${focused}"]`)?.focus();
}

function line(id, name) {
  const isHere = place.get() === id;
  const fresh = id === HOME || id === FILES || isHere ? 0 : unseen(id);
  const label = fresh ? h("span", { class: "count", "aria-label": t("places.unseen", { n: fresh }) }, String(fresh)) : null;
  const go = h("button", { type: "button", class: fresh ? "place fresh" : "place", "aria-current": isHere ? "page" : null, data: { place: id } }, h("span", {}, name), label);
  go.addEventListener("click", () => {
    place.set(id);
    document.body.dataset.pane = "conversation";
  });
  return h("li", {}, go);
}

function markAsRead(channel) {
  const last = messagesOf(channel).at(-1);
  if (last) lastRead.set(`${seat.get().id} ${channel}`, Number(last.ts));
}

function unseen(channel) {
  const until = lastRead.get(`${seat.get().id} ${channel}`) ?? 0;
  return messagesOf(channel).filter((item) => Number(item.ts) > until && item.user !== seat.get().id).length;
}
