"""Slack's Web API, gated: whatever leaves is examined first, and a full number in it stops the call.

No retries by the library: a post that is repeated after a lost answer stands there twice. The poster knows how to
tell (scheduler/poster), and a listener's call is repeated by the person.
"""

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.rules.privacy import examine

_SECONDS = 10


class GatedClient(WebClient):
    """A WebClient that lets no personal data out. Raises privacy.Leak before anything leaves."""

    def __init__(self, token: str, base_url: str, allowed: frozenset[str]) -> None:
        super().__init__(token=token, base_url=base_url, timeout=_SECONDS, retry_handlers=[])
        self._allowed = allowed

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:
        """Call a method, unless what it carries must not leave."""
        self.check({name: request.get(name) for name in ("json", "params", "data")})
        return super().api_call(api_method, **request)

    def check(self, payload: Mapping[str, object]) -> None:
        """Examine what is about to leave by another way: an acknowledgement with an answer in it. Raises Leak."""
        examine(payload, self._allowed)
