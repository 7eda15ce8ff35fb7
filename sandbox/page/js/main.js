// Starts the page. Each part redraws itself when the user, the place or the data changes.

import { changes, listen, when } from "./changes.js";
import { clock } from "./clock.js";
import * as desktime from "./desktime.js";
import { faults } from "./faults.js";
import * as home from "./home.js";
import { modals } from "./modal.js";
import * as myfiles from "./myfiles.js";
import { panes } from "./panes.js";
import { phone } from "./phone.js";
import { places } from "./places.js";
import { seats } from "./seats.js";
import { forget, refresh } from "./store.js";
import { conversation } from "./conversation.js";
import { load, t } from "./words.js";
import { begin, language, seat } from "./world.js";

await Promise.all([begin(), load()]);
desktime.follow();
follow();
seats();
panes();
places();
conversation();
home.follow();
myfiles.follow();
modals();
document.getElementById("side").append(phone(), clock(), faults());
listen();

/** Fetch messages when there are new ones, and all of them for another user or after an interruption. */
function follow() {
  named();
  when("messages", refresh);
  changes.on((numbers) => numbers === null && forget());
  seat.on(() => {
    named();
    forget();
    refresh();
  });
}

function named() {
  document.documentElement.lang = language();
  document.title = t("top.title");
  document.getElementById("side").setAttribute("aria-label", t("panes.side"));
}
