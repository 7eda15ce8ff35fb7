// Links to messages of this Slack (`chat.getPermalink`): they show the message on this page.

import { h } from "./dom.js";
import { channels, linked, place } from "./world.js";

const PATH = /^\/archives\/([^/]+)\/p(\d{10})(\d{6})$/;

/** Follow the address of a button. */
export function follow(address) {
  stayOnPage(h("a", { href: address, target: "_blank", rel: "noreferrer noopener" })).click();
}

/** Make a link to a message of the user's own channels show it here. Every other link stays as it is. */
export function stayOnPage(link) {
  const found = link.origin === location.origin && PATH.exec(link.pathname);
  if (!found) return link;
  const [, channel, seconds, micros] = found;
  link.addEventListener("click", (event) => {
    if (!channels().some((item) => item.id === channel)) return;
    event.preventDefault();
    if (place.get() !== channel) place.set(channel);
    document.body.dataset.pane = "conversation";
    queueMicrotask(() => linked.set(`${seconds}.${micros}`));
  });
  return link;
}
