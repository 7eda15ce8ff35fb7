"""Refusals: errors that a user causes and can resolve. Each has a sentence that says what to do now.

Refusal                      the base; `code` names its sentence in the catalogues (refusal.<code>)
├── NotAllowed               the user's role does not include this action
├── NotFound                 no such list, campaign, …
├── Conflict                 somebody else acted first, or the object has changed since the button was shown
├── BadInput                 an entered or chosen value cannot be used; `field` names the form's field
├── FileRefused              a file that cannot be used at all
└── StoreRefused             the database file cannot be used
"""

from typing import ClassVar


class Refusal(Exception):
    """A refused request. `code` chooses its sentence and `facts` fill it; facts contain no personal data."""

    default: ClassVar[str] = "refused"

    def __init__(self, code: str | None = None, **facts: str | int) -> None:
        super().__init__(code or self.default)
        self.code = code or self.default
        self.facts = facts


class NotAllowed(Refusal):
    """The user may not do this."""

    default = "not_allowed"


class NotFound(Refusal):
    """The object does not exist."""

    default = "not_found"


class Conflict(Refusal):
    """The object has changed since the user saw it."""

    default = "changed_meanwhile"


class BadInput(Refusal):
    """A value in a form cannot be used; `field` is the id of its block."""

    default = "bad_input"

    def __init__(self, code: str, field: str, **facts: str | int) -> None:
        super().__init__(code, **facts)
        self.field = field


class FileRefused(Refusal):
    """A file cannot be used; nothing of it is stored."""

    default = "file_refused"


class StoreRefused(Refusal):
    """The database file cannot be used."""

    default = "store_refused"
