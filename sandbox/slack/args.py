"""The arguments of a Web API call, however they came: query, form or JSON."""

import json

from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import BOT_USER

STRUCTURED = frozenset({"attachments", "blocks", "files", "metadata", "view"})


class Args:
    """Arguments by name, and the user whose token the call carries.

    In forms everything is text, and lists and objects are JSON inside it.
    """

    def __init__(self, given: Json, caller: str = BOT_USER) -> None:
        self.caller = caller
        self.given = {key: _opened(key, value) for key, value in given.items()}

    def text(self, key: str) -> str | None:
        """Return an argument as text; None if it is missing or empty."""
        value = self.given.get(key)
        return None if value is None or value == "" else str(value)

    def need(self, key: str) -> str:
        """Return an argument as text. Raises Refused `invalid_arguments` if it is missing."""
        value = self.text(key)
        if value is None:
            sentence = f"[ERROR] missing required field: {key} [json-pointer:/{key}]"
            raise Refused("invalid_arguments", response_metadata={"messages": [sentence]})
        return value

    def flag(self, key: str) -> bool:
        """Return whether an argument says yes."""
        return self.given.get(key) in (True, 1, "1", "true", "True")

    def json(self, key: str) -> object:
        """Return an argument that is a list or an object; None if it is missing."""
        return self.given.get(key)


def _opened(key: str, value: object) -> object:
    """Open what is JSON inside a text; what cannot be opened is judged by the method."""
    if key in STRUCTURED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
