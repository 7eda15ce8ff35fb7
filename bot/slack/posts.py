"""A message in Slack: posted, edited; and what an error means for it."""

import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.client import GatedClient

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_NOBODY = frozenset(
    {"channel_not_found", "user_not_found", "user_disabled", "is_archived", "cannot_dm_bot", "messages_tab_disabled"}
)
"""What Slack says where a direct message cannot be: the person has left, or the app may not write to people."""
_THEIR_FAULT = 500
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message stands."""

    channel: str
    ts: str


class NotShown(Exception):
    """It did not go through. `answered`: Slack said no, so that it surely does not stand there.

    `retry_after` in seconds, where Slack named it; `gone`: what was to be edited is not there any more;
    `bad_blocks`: Slack does not take the blocks; `nobody`: there is no such place, or nobody there.
    """

    def __init__(
        self,
        code: str,
        *,
        answered: bool,
        retry_after: float | None = None,
        gone: bool = False,
        bad_blocks: bool = False,
        nobody: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.answered = answered
        self.retry_after = retry_after
        self.gone = gone
        self.bad_blocks = bad_blocks
        self.nobody = nobody


def post_message(client: GatedClient, channel: str, text: str, blocks: list[dict[str, Any]]) -> MessagePlace:
    """Post a message. Raises NotShown."""
    answer = _call_slack(
        lambda: client.chat_postMessage(
            channel=channel, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False
        )
    )
    return MessagePlace(str(answer["channel"]), str(answer["ts"]))


def edit_message(client: GatedClient, place: MessagePlace, text: str, blocks: list[dict[str, Any]]) -> MessagePlace:
    """Replace a message of ours. Raises NotShown."""
    _call_slack(lambda: client.chat_update(channel=place.channel, ts=place.ts, text=text, blocks=blocks))
    return place


def _call_slack(call: Callable[[], SlackResponse]) -> SlackResponse:
    try:
        return call()
    except SlackApiError as fault:
        raise _classify_error(fault) from fault
    except ConnectionRefusedError as fault:
        raise NotShown("refused", answered=True) from fault
    except URLError as fault:
        raise NotShown("unreachable", answered=isinstance(fault.reason, ConnectionRefusedError)) from fault
    except (OSError, http.client.HTTPException) as fault:
        raise NotShown("no_answer", answered=False) from fault


def _classify_error(fault: SlackApiError) -> NotShown:
    response = fault.response
    if response.status_code >= _THEIR_FAULT:
        return NotShown("server_error", answered=False)
    code = str(response.get("error"))
    if not _CODE.fullmatch(code):  # the library's own sentence: an answer that nobody can read says nothing
        return NotShown("no_sense", answered=False)
    retry_after = response.headers.get("Retry-After") or response.headers.get("retry-after")
    return NotShown(
        code,
        answered=True,
        retry_after=float(retry_after) if retry_after else None,
        gone=code in _GONE,
        bad_blocks=code in ("invalid_blocks", "invalid_blocks_format"),
        nobody=code in _NOBODY,
    )
