"""Posts and edits messages in Slack, and classifies errors."""

import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.client import CheckedClient

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_NO_THREAD = frozenset(
    {"message_not_found", "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
)
"""Errors of a reply whose thread does not exist any more, or takes no replies."""
_NO_RECIPIENT = frozenset(
    {"channel_not_found", "user_not_found", "user_disabled", "is_archived", "cannot_dm_bot", "messages_tab_disabled"}
)
"""Errors of chat.postMessage that mean that the channel or user does not exist or cannot receive messages."""
_FIRST_SERVER_ERROR = 500
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class MessageId:
    """Channel and time stamp, which identify a message."""

    channel: str
    ts: str


class PostFailed(Exception):
    """A message was not posted or edited. `answered`: Slack refused it, so it is certain that nothing was posted.

    `retry_after`: in seconds, if Slack names it; `gone`: the message to edit no longer exists; `no_thread`: there is no
    thread to reply in; `bad_blocks`: Slack refuses the blocks; `nobody`: the channel or user does not exist or cannot
    receive messages.
    """

    def __init__(
        self,
        code: str,
        *,
        answered: bool,
        retry_after: float | None = None,
        gone: bool = False,
        no_thread: bool = False,
        bad_blocks: bool = False,
        nobody: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.answered = answered
        self.retry_after = retry_after
        self.gone = gone
        self.no_thread = no_thread
        self.bad_blocks = bad_blocks
        self.nobody = nobody


def post_message(
    client: CheckedClient, channel: str, text: str, blocks: list[dict[str, Any]], *, thread: str | None = None
) -> MessageId:
    """Post a message; `thread`: as a reply to the message with this time stamp. Raises PostFailed."""
    answer = _call_slack(
        lambda: client.chat_postMessage(
            channel=channel, text=text, blocks=blocks, thread_ts=thread, unfurl_links=False, unfurl_media=False
        )
    )
    return MessageId(str(answer["channel"]), str(answer["ts"]))


def edit_message(client: CheckedClient, message_id: MessageId, text: str, blocks: list[dict[str, Any]]) -> MessageId:
    """Replace a message of the app. Raises PostFailed."""
    _call_slack(lambda: client.chat_update(channel=message_id.channel, ts=message_id.ts, text=text, blocks=blocks))
    return message_id


def fetch_link(client: CheckedClient, message_id: MessageId) -> str:
    """Return the link to a message. Raises PostFailed."""
    answer = _call_slack(lambda: client.chat_getPermalink(channel=message_id.channel, message_ts=message_id.ts))
    return str(answer["permalink"])


def _call_slack(call: Callable[[], SlackResponse]) -> SlackResponse:
    try:
        return call()
    except SlackApiError as fault:
        raise _classify_error(fault) from fault
    except ConnectionRefusedError as fault:
        raise PostFailed("refused", answered=True) from fault
    except URLError as fault:
        raise PostFailed("unreachable", answered=isinstance(fault.reason, ConnectionRefusedError)) from fault
    except (OSError, http.client.HTTPException) as fault:
        raise PostFailed("no_answer", answered=False) from fault


def _classify_error(fault: SlackApiError) -> PostFailed:
    response = fault.response
    if response.status_code >= _FIRST_SERVER_ERROR:
        return PostFailed("server_error", answered=False)
    code = str(response.get("error"))
    if not _CODE.fullmatch(code):  # a sentence of the library about an answer that it cannot parse
        return PostFailed("no_sense", answered=False)
    retry_after = response.headers.get("Retry-After") or response.headers.get("retry-after")
    return PostFailed(
        code,
        answered=True,
        retry_after=float(retry_after) if retry_after else None,
        gone=code in _GONE,
        no_thread=code in _NO_THREAD,
        bad_blocks=code in ("invalid_blocks", "invalid_blocks_format"),
        nobody=code in _NO_RECIPIENT,
    )
