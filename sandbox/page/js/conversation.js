// The middle column of the page: a channel with its composer, the app's Home, or the user's files.

import { follow, messageList } from "./channel.js";
import { composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { homePage } from "./home.js";
import { attempt } from "./elements.js";
import { post } from "./requests.js";
import { filesPage } from "./myfiles.js";
import { onDrop, sent } from "./uploads.js";
import { FILES, HOME, channels, nameOf, place, seat, start } from "./world.js";
import { t } from "./words.js";

const pane = document.getElementById("conversation");

export function conversation() {
  follow();
  onDrop(pane, (files) => share(files));
  place.on(draw);
  seat.on(draw);
  draw();
}

function draw() {
  if (place.get() === HOME) {
    fill(pane, h("h1", {}, t("home.title", { name: start.bot.name })), homePage());
    return;
  }
  if (place.get() === FILES) {
    fill(pane, h("h1", {}, t("places.my_files")), filesPage());
    return;
  }
  const channel = channels().find((item) => item.id === place.get());
  if (!channel) {
    place.set(channels()[0].id);
    return;
  }
  const people = channel.members.filter((id) => id !== start.bot.id).length;
  const title = h("h1", {}, channel.name ? `# ${channel.name}` : start.bot.name, h("small", {}, t(people === 1 ? "channel.person" : "channel.people", { n: people })));
  const isClosed = !channel.name && start.read_only;
  fill(pane, title, messageList(channel.id), isClosed ? h("p", { class: "closed" }, t("composer.off")) : composer(channel, share));
}

/** Upload files into the open channel. */
async function share(files) {
  if (place.get() === HOME || place.get() === FILES) return;
  for (const file of files) await sent(file, place.get());
}
