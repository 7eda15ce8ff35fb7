"""Client of Slack's Web API that checks each request: one that contains a full phone number is not sent.

The library must not retry: a message that is posted again after a lost answer would appear twice. scheduler/poster
handles lost answers; a person repeats the call of a listener. Only the content of a view is sent once more, when Slack
has refused it as too early and has said when it may come: otherwise the view would say "working" for ever.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.network import Network
from bot.rules.privacy import check_payload

_SECONDS = 10
_OMITTED = {"views.update": "hash"}
"""The argument of a method that is not checked: Slack's mark of a view's state, whose digits may look like a number."""
_TOO_MANY_REQUESTS = 429
_FILLS_A_VIEW = frozenset({"views.update", "views.publish"})
_PAUSE_SECONDS = 30.0
"""Seconds without requests after an answer 429 that does not say how many."""
_DIRECT = Network()
_log = logging.getLogger(__name__)


class CheckedClient(WebClient):
    """A WebClient that refuses to send personal data: raises privacy.Leak before anything is sent."""

    def __init__(self, token: str, base_url: str, allowed: frozenset[str], network: Network = _DIRECT) -> None:
        super().__init__(token=token, base_url=base_url, timeout=_SECONDS, retry_handlers=[], ssl=network.tls)
        # Set after the library's own choice: where there is no proxy, it takes that of the environment.
        self.proxy = network.choose_proxy(base_url)
        self.network = network
        self._allowed = allowed

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:
        """Call a method of the Web API. Raises privacy.Leak."""
        omitted = _OMITTED.get(api_method)
        self.check({name: _omit(request.get(name), omitted) for name in ("json", "params", "data")})
        try:
            return super().api_call(api_method, **request)
        except SlackApiError as fault:
            pause = read_pause(fault)
            if not pause or api_method not in _FILLS_A_VIEW:
                raise
        time.sleep(pause)
        return super().api_call(api_method, **request)

    def respond(self, url: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Answer a command or a click through its response URL; only the person who made it sees the answer.

        Works in every channel, for 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). Raises
        privacy.Leak before anything is sent.
        """
        body = {"response_type": "ephemeral", "replace_original": False, "text": text, "blocks": blocks or []}
        self.check(body)
        hook = WebhookClient(url, timeout=_SECONDS, retry_handlers=[], ssl=self.network.tls)
        hook.proxy = self.network.choose_proxy(url)
        answer = hook.send_dict(body)
        if answer.status_code != 200:
            _log.warning("response_refused", extra={"status": answer.status_code})

    def check(self, payload: Mapping[str, object]) -> None:
        """Check data that is sent another way, such as with an acknowledgement. Raises privacy.Leak."""
        check_payload(payload, self._allowed)


def read_pause(fault: Exception) -> float:
    """Return the seconds for which Slack asks us to call a method no more: those of an answer 429, else 0."""
    response = fault.response if isinstance(fault, SlackApiError) else None
    if getattr(response, "status_code", None) != _TOO_MANY_REQUESTS:
        return 0.0
    seconds = str(getattr(response, "headers", {}).get("Retry-After") or "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else _PAUSE_SECONDS


def _omit(arguments: object, name: str | None) -> object:
    if name is None or not isinstance(arguments, Mapping):
        return arguments
    return {key: value for key, value in arguments.items() if key != name}
