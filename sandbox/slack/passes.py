"""What works once or for a short time: trigger ids, tickets of the socket, response URLs. In real time."""

import secrets
import time
from dataclasses import dataclass, replace

from sandbox.slack.errors import Refused

TRIGGER_SECONDS = 3.0  # a modal can be opened so long after what a person did
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a person did at `since` (monotonic); `view` is the modal in which they did it, if it was one."""

    user: str
    view: str | None
    since: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class Hook:
    """A response URL: where it answers, and to whom. `ts` is the message at which it came to be, if there is one."""

    user: str
    channel: str
    ts: str | None
    since: float
    uses: int = 0


class Passes:
    """All trigger ids, socket tickets and response URLs that were handed out."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}
        self._tickets: set[str] = set()

    def trigger(self, user: str, view: str | None = None) -> str:
        """Hand out a trigger id for what `user` just did."""
        identity = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(user, view, time.monotonic())
        return identity

    def exchange(self, identity: str) -> Trigger:
        """Use a trigger id up.

        Raises Refused: `invalid_trigger_id`, `expired_trigger_id` after 3 seconds, `exchanged_trigger_id`.
        """
        trigger = self._triggers.get(identity)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.since > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        self._triggers[identity] = replace(trigger, used=True)
        return trigger

    def ticket(self) -> str:
        """Hand out a ticket for one socket."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    def admit(self, ticket: str) -> bool:
        """Use a ticket up; tell whether it was good."""
        if ticket not in self._tickets:
            return False
        self._tickets.discard(ticket)
        return True

    def hook(self, user: str, channel: str, ts: str | None = None) -> str:
        """Hand out the secret part of a response URL."""
        secret = secrets.token_urlsafe(24)
        self._hooks[secret] = Hook(user, channel, ts, time.monotonic())
        return secret

    def answer(self, secret: str) -> Hook:
        """Use a response URL once. Raises Refused: `expired_url` after 30 minutes, `used_url` after 5 uses."""
        hook = self._hooks.get(secret)
        if hook is None or time.monotonic() - hook.since > RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if hook.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        self._hooks[secret] = replace(hook, uses=hook.uses + 1)
        return hook
