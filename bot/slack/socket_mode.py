"""The socket to Slack (Socket Mode): connects, reconnects, and logs when it is up, when it is lost, and why.

The library reconnects by itself. Its own log lines are not used, since they quote the proxy with its password.
"""

import http.client
import json
import logging
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.network import name_fault
from bot.slack.client import CheckedClient

_PING_SECONDS = 10
_CLOSED = "closed"
_LOST = "lost"
_REFUSED = "refused"
"""Slack named an address and then did not open the socket."""
_log = logging.getLogger(__name__)


class SlackSocket(SocketModeClient):
    """The connection over which Slack sends commands, clicks and events."""

    def __init__(self, app_token: str, client: CheckedClient) -> None:
        super().__init__(
            app_token,
            web_client=client,
            ping_interval=_PING_SECONDS,
            on_message_listeners=[self._read_state],
            on_error_listeners=[self._keep_error],
            on_close_listeners=[self._keep_close],
        )
        self._network = client.network
        self._is_up = False
        self._cause = _LOST
        self._logged_failure: str | None = None

    def issue_new_wss_url(self) -> str:
        """Ask for the address of a new socket, and choose the proxy for it. Raises what the client raises."""
        if self._is_up:
            self._is_up = False
            _log.info("disconnected", extra={"code": self._cause})
        self._cause = _REFUSED
        try:
            url = super().issue_new_wss_url()
        except (SlackApiError, OSError, http.client.HTTPException) as fault:
            self._log_failure(read_fault(fault))
            raise
        self.proxy = self._network.choose_proxy(url)
        return url

    def prepare(self) -> None:
        """Ask for the address that `connect` opens first. Raises what the client raises."""
        self.wss_uri = self.issue_new_wss_url()

    def connect(self) -> None:
        """Open the socket. The library keeps a failure to itself, and tries again with the next check."""
        super().connect()
        if not self.is_connected():
            self._log_failure(self._cause)

    def _log_failure(self, code: str) -> None:
        """Log a failed attempt; the same failure again, every ten seconds, is not logged."""
        if code != self._logged_failure:
            _log.warning("not_connected", extra={"code": code})
        self._logged_failure = code

    def _read_state(self, message: str) -> None:
        try:
            frame: Any = json.loads(message)
        except ValueError:  # the library hands over ping frames too
            return
        match frame:
            case {"type": "hello"}:
                self._is_up, self._cause, self._logged_failure = True, _LOST, None
                _log.info("connected", extra={"sockets": frame.get("num_connections")})
            case {"type": "disconnect"}:
                self._cause = str(frame.get("reason") or _CLOSED)

    def _keep_error(self, fault: Exception) -> None:
        self._cause = read_fault(fault)

    def _keep_close(self, code: int, _reason: str | None = None) -> None:
        self._cause = f"{_CLOSED}_{code}"


def read_fault(fault: BaseException) -> str:
    """Return why Slack could not be asked, as a code: Slack's own, or that of the connection."""
    if isinstance(fault, SlackApiError):
        return str(fault.response.get("error"))
    return name_fault(fault, "unreachable")
