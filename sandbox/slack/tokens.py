"""Tokens: whose they are, and what they are good for. A person's own, of another small app, deletes files only."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.people import BOT_USER

USER_SCOPES = frozenset({"files:write"})


class Token(StrEnum):
    """What a token is."""

    BOT = "bot"
    APP = "app"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the Web API: the kind of their token, who they are, and the scopes that were granted."""

    kind: Token
    user: str
    scopes: frozenset[str]


class Tokens:
    """The bot's token, the app's, and those that people made for themselves."""

    def __init__(self, bot_scopes: frozenset[str]) -> None:
        self.bot = f"xoxb-sandbox-{secrets.token_hex(16)}"
        self.app = f"xapp-sandbox-{secrets.token_hex(16)}"
        self._callers = {
            self.bot: Caller(Token.BOT, BOT_USER, bot_scopes),
            self.app: Caller(Token.APP, BOT_USER, bot_scopes),
        }

    def of_person(self, user: str) -> str:
        """Make a token for a person, as installing an app with user scopes does."""
        token = f"xoxp-sandbox-{secrets.token_hex(16)}"
        self._callers[token] = Caller(Token.USER, user, USER_SCOPES)
        return token

    def caller(self, token: str) -> Caller | None:
        """Return whose token it is; None if it is nobody's."""
        return self._callers.get(token)
