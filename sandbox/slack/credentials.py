"""Tokens and short-lived credentials: trigger ids, socket tickets, response URLs. Times are real time."""

import secrets
import time
from dataclasses import dataclass, replace
from enum import StrEnum

from sandbox.slack.errors import Refused
from sandbox.slack.people import BOT_USER

APP_SCOPES = frozenset({"connections:write"})
USER_SCOPES = frozenset({"files:write"})  # what a person's own token may do: delete files
TRIGGER_SECONDS = 3.0  # how long after a person's action a modal can be opened
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


class TokenKind(StrEnum):
    """The kind of a token."""

    BOT = "bot"
    APP = "app"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of the Web API: the kind of their token, their user id, and the granted scopes."""

    kind: TokenKind
    user: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger id's user, and when it was created (monotonic)."""

    user: str
    created: float
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Where and to whom a response URL answers; `ts` is the message with which it was created, if there is one."""

    user: str
    channel: str
    ts: str | None
    created: float
    uses: int = 0


class Credentials:
    """All tokens, trigger ids, socket tickets and response URLs that were given out."""

    def __init__(self, bot_scopes: frozenset[str]) -> None:
        self.bot_token = f"xoxb-sandbox-{secrets.token_hex(16)}"
        self.app_token = f"xapp-sandbox-{secrets.token_hex(16)}"
        self._callers = {
            self.bot_token: Caller(TokenKind.BOT, BOT_USER, bot_scopes),
            self.app_token: Caller(TokenKind.APP, BOT_USER, APP_SCOPES),
        }
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}
        self._tickets: set[str] = set()

    def create_user_token(self, user: str) -> str:
        """Create a token for a person, as installing an app with user scopes does."""
        token = f"xoxp-sandbox-{secrets.token_hex(16)}"
        self._callers[token] = Caller(TokenKind.USER, user, USER_SCOPES)
        return token

    def create_app_token(self, scopes: frozenset[str]) -> str:
        """Create another app-level token with these scopes, as on the app's page of settings."""
        token = f"xapp-sandbox-{secrets.token_hex(16)}"
        self._callers[token] = Caller(TokenKind.APP, BOT_USER, scopes)
        return token

    def find_caller(self, token: str) -> Caller | None:
        """Return the owner of a token; None if the token is unknown."""
        return self._callers.get(token)

    def create_trigger(self, user: str) -> str:
        """Create a trigger id for an action of `user`."""
        identity = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(user, time.monotonic())
        return identity

    def use_trigger(self, identity: str) -> str:
        """Use up a trigger id; return its user.

        Raises Refused: `invalid_trigger_id`, `expired_trigger_id` after 3 seconds, `exchanged_trigger_id`.
        """
        trigger = self._triggers.get(identity)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.created > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        self._triggers[identity] = replace(trigger, is_used=True)
        return trigger.user

    def create_ticket(self) -> str:
        """Create a ticket for one socket."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    def use_ticket(self, ticket: str) -> bool:
        """Use up a ticket; return whether it was valid."""
        is_valid = ticket in self._tickets
        self._tickets.discard(ticket)
        return is_valid

    def create_response_url(self, user: str, channel: str, ts: str | None = None) -> str:
        """Return the secret part of a new response URL."""
        secret = secrets.token_urlsafe(24)
        self._response_urls[secret] = ResponseUrl(user, channel, ts, time.monotonic())
        return secret

    def use_response_url(self, secret: str) -> ResponseUrl:
        """Use a response URL once. Raises Refused: `expired_url` after 30 minutes, `used_url` after 5 uses."""
        url = self._response_urls.get(secret)
        if url is None or time.monotonic() - url.created > RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        self._response_urls[secret] = replace(url, uses=url.uses + 1)
        return url
