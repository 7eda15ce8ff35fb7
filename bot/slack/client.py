"""Slack's Web API, gated: whatever leaves is examined first, and a full number in it stops the call.

No retries by the library: a post that is repeated after a lost answer stands there twice. The poster knows how to
tell (scheduler/poster), and a listener's call is repeated by the person.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.rules.privacy import check_payload

_SECONDS = 10
_log = logging.getLogger(__name__)


class GatedClient(WebClient):
    """A WebClient that lets no personal data out. Raises privacy.Leak before anything leaves."""

    def __init__(self, token: str, base_url: str, allowed: frozenset[str]) -> None:
        super().__init__(token=token, base_url=base_url, timeout=_SECONDS, retry_handlers=[])
        self._allowed = allowed

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:
        """Call a method, unless what it carries must not leave."""
        self.check({name: request.get(name) for name in ("json", "params", "data")})
        return super().api_call(api_method, **request)

    def respond(self, url: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Answer a command or a click where it was made, so that only that person sees it; Slack gave the address.

        It works in every channel, for half an hour. Raises privacy.Leak before anything leaves.
        """
        body = {"response_type": "ephemeral", "replace_original": False, "text": text, "blocks": blocks or []}
        self.check(body)
        answer = WebhookClient(url, timeout=_SECONDS, retry_handlers=[]).send_dict(body)
        if answer.status_code != 200:
            _log.warning("answer_not_taken", extra={"status": answer.status_code})

    def check(self, payload: Mapping[str, object]) -> None:
        """Examine what is about to leave by another way, such as an acknowledgement. Raises privacy.Leak."""
        check_payload(payload, self._allowed)
