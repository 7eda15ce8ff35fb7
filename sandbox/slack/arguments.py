"""The arguments of a Web API call, from its query, form or JSON."""

import json

from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import BOT_USER

STRUCTURED = frozenset({"attachments", "blocks", "files", "message", "metadata", "view"})


class Arguments:
    """The arguments by name in `given`, the name of the method, and the user id of the caller.

    In forms every value is text, and lists and objects are JSON in a text.
    """

    def __init__(self, given: Json, method: str = "", caller: str = BOT_USER) -> None:
        self.method = method
        self.caller = caller
        self.given = {key: _parse(key, value) for key, value in given.items()}

    def get_text(self, key: str) -> str | None:
        """Return an argument as text; None if it is missing or empty."""
        value = self.given.get(key)
        return None if value is None or value == "" else str(value)

    def require_text(self, key: str) -> str:
        """Return an argument as text. Raises Refused `invalid_arguments` if it is missing."""
        value = self.get_text(key)
        if value is None:
            sentence = f"[ERROR] missing required field: {key} [json-pointer:/{key}]"
            raise Refused("invalid_arguments", response_metadata={"messages": [sentence]})
        return value

    def is_true(self, key: str) -> bool:
        """Return whether an argument is a true value."""
        return self.given.get(key) in (True, 1, "1", "true", "True")


def _parse(key: str, value: object) -> object:
    """Parse JSON in a text. The methods refuse what cannot be parsed."""
    if key in STRUCTURED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
