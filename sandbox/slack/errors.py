"""What travels as JSON, and the two ways in which our Slack says no."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A Web API call that is answered with `ok: false`; `error` is Slack's code, `extra` what goes with it."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra

    def answer(self) -> Json:
        """Return the body of the answer."""
        return {"ok": False, "error": self.error, **self.extra}


class RateLimited(Exception):
    """A Web API call that is answered with 429; `seconds` go into Retry-After."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class NotFound(Exception):
    """A person was to do something with what they cannot see; the message says what is missing."""


class NotPossible(ValueError):
    """A person was to do what Slack's own screen does not let them do; the message says why."""
