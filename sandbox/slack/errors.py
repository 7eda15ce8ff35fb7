"""The type of a JSON object, and the errors of the local Slack."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A Web API call is answered with `ok: false`; `error` is Slack's code, `extra` are further fields."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra

    def to_json(self) -> Json:
        """Return the body of the answer."""
        return {"ok": False, "error": self.error, **self.extra}


class RateLimited(Exception):
    """A Web API call is answered with 429; `seconds` is the value of Retry-After."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class NotFound(Exception):
    """A person cannot see what they want to use; the message says what is missing."""


class NotPossible(ValueError):
    """Slack's own screen does not let a person do this; the message says why."""
