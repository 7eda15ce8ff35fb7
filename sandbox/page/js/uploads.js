// Uploads of files into the local Slack.

import { post } from "./requests.js";
import { attempt } from "./elements.js";
import { toast } from "./toast.js";
import { seat } from "./world.js";

const LARGEST = 10 * 1024 * 1024; // bytes; Slack's own limit for a file in a form

/** Upload a file into a channel, or, without one, for a form. Returns its id, or null if it was refused. */
export async function sent(file, channel) {
  if (file.size > LARGEST) {
    toast(t("file.large"));
    return null;
  }
  const content = await base64(file);
  const fields = { user: seat.get().id, channel, filename: file.name, content_base64: content };
  return (await attempt(() => post("control/upload", fields)))?.file_id ?? null;
}

/** Accept files that are dragged onto a node. */
export function onDrop(node, take) {
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    node.dataset.over = "yes";
  };
  node.addEventListener("dragover", over);
  node.addEventListener("dragleave", () => delete node.dataset.over);
  node.addEventListener("drop", (event) => {
    over(event);
    delete node.dataset.over;
    take([...event.dataTransfer.files]);
  });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
