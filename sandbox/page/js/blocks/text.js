// A text object: plain, or in Slack's markup.

import { emojified, mrkdwn } from "../mrkdwn.js";

export function text(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : emojified(object.text);
}
