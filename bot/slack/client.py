"""Client of Slack's Web API that checks each request: one that contains a full phone number is not sent.

The library must not retry: a message that is posted again after a lost answer would appear twice. scheduler/poster
handles lost answers; a person repeats the call of a listener.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.rules.privacy import check_payload

_SECONDS = 10
_OMITTED = {"views.update": "hash"}
"""The argument of a method that is not checked: Slack's mark of a view's state, whose digits may look like a number."""
_log = logging.getLogger(__name__)


class CheckedClient(WebClient):
    """A WebClient that refuses to send personal data: raises privacy.Leak before anything is sent."""

    def __init__(self, token: str, base_url: str, allowed: frozenset[str]) -> None:
        super().__init__(token=token, base_url=base_url, timeout=_SECONDS, retry_handlers=[])
        self._allowed = allowed

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:
        """Call a method of the Web API. Raises privacy.Leak."""
        omitted = _OMITTED.get(api_method)
        self.check({name: _omit(request.get(name), omitted) for name in ("json", "params", "data")})
        return super().api_call(api_method, **request)

    def respond(self, url: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Answer a command or a click through its response URL; only the person who made it sees the answer.

        Works in every channel, for 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). Raises
        privacy.Leak before anything is sent.
        """
        body = {"response_type": "ephemeral", "replace_original": False, "text": text, "blocks": blocks or []}
        self.check(body)
        answer = WebhookClient(url, timeout=_SECONDS, retry_handlers=[]).send_dict(body)
        if answer.status_code != 200:
            _log.warning("response_refused", extra={"status": answer.status_code})

    def check(self, payload: Mapping[str, object]) -> None:
        """Check data that is sent another way, such as with an acknowledgement. Raises privacy.Leak."""
        check_payload(payload, self._allowed)


def _omit(arguments: object, name: str | None) -> object:
    if name is None or not isinstance(arguments, Mapping):
        return arguments
    return {key: value for key, value in arguments.items() if key != name}
