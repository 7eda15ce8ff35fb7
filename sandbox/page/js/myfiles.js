// The current user's files and their deletion: on a page of its own, and in a posted file's menu.

import { when } from "./changes.js";
import { confirmed } from "./dialog.js";
import { fill, h, redraw } from "./dom.js";
import { get, post } from "./requests.js";
import { menuButton } from "./menu.js";
import { attempt } from "./elements.js";
import { dateOf, moment } from "./times.js";
import { t } from "./words.js";
import { FILES, place, seat, start } from "./world.js";

const node = h("div", { id: "myfiles", class: "page", tabindex: "-1" });

/** The page with all of the user's files, also those submitted with a form. */
export function filesPage() {
  fill(node);
  fetchNew();
  return node;
}

export function follow() {
  when("files", fetchNew);
}

/** The menu of a file in a message; nothing for users who may not delete it. */
export function fileMenu(file) {
  const { id, role } = seat.get();
  if (file.user !== id && role !== "manager") return null;
  return menuButton(t("file.menu", { name: file.name }), [{ name: t("file.delete"), choose: () => remove(file) }], { key: `file/${file.id}` });
}

/** A file's size with its unit. */
export function sizeOf(file) {
  return `${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB`;
}

async function fetchNew() {
  if (place.get() !== FILES) return;
  const user = seat.get().id;
  const files = await get("watch/files", { user });
  if (user !== seat.get().id || place.get() !== FILES) return;
  const list = files.length ? h("ul", { class: "files" }, files.map(line)) : h("p", { class: "empty" }, t("files.empty"));
  redraw(node, () => fill(node, h("p", {}, t("files.what")), list));
}

function line(file) {
  const names = file.channels.map((id) => start.channels.find((item) => item.id === id)?.name || start.bot.name);
  const when = moment(dateOf(file.at));
  const where = names.length ? t("files.posted", { when, where: names.map((name) => `#${name}`).join(t("list.comma")) }) : t("files.handed_in", { when });
  const away = h("button", { type: "button", class: "button danger", "aria-label": t("files.delete_one", { name: file.name }), data: { key: `myfile/${file.id}` } }, t("file.delete"));
  away.addEventListener("click", () => remove(file));
  return h("li", { class: "file" }, h("span", { "aria-hidden": "true" }, "📄"), h("div", {}, file.name, h("small", {}, `${sizeOf(file)}　${where}`)), away);
}

async function remove(file) {
  const plain = (key) => ({ type: "plain_text", text: t(key, { name: file.name }) });
  const question = { title: plain("file.sure"), text: plain("file.sure_text"), confirm: plain("file.delete"), deny: plain("file.keep"), style: "danger" };
  if (await confirmed(question)) await attempt(() => post("control/delete_file", { user: seat.get().id, file_id: file.id }));
}
