"""Refusals: what nofu declines to do, each with a sentence that tells the person what to do now.

Refusal                      the base; `code` names its sentence in the catalogues (refusal.<code>)
├── NotAllowed               the person's role does not include this
├── NotFound                 no such list, campaign, …
├── Conflict                 somebody else was faster, or the thing has changed since the button was drawn
├── BadInput                 what was typed or chosen cannot be used; `field` names the form's field
├── FileRefused              a file that cannot be used at all
└── StoreRefused             the database file cannot be used
"""

from typing import ClassVar


class Refusal(Exception):
    """Something that is declined. `code` and `facts` choose and fill its sentence; facts hold no personal data."""

    default: ClassVar[str] = "refused"

    def __init__(self, code: str | None = None, **facts: str | int) -> None:
        super().__init__(code or self.default)
        self.code = code or self.default
        self.facts = facts


class NotAllowed(Refusal):
    """The person may not do this."""

    default = "not_allowed"


class NotFound(Refusal):
    """There is no such thing."""

    default = "not_found"


class Conflict(Refusal):
    """The thing is no longer as the person saw it."""

    default = "changed_meanwhile"


class BadInput(Refusal):
    """A form's value cannot be used; `field` is the block it stands in."""

    default = "bad_input"

    def __init__(self, code: str, field: str, **facts: str | int) -> None:
        super().__init__(code, **facts)
        self.field = field


class FileRefused(Refusal):
    """A whole file that cannot be used; nothing of it is stored."""

    default = "file_refused"


class StoreRefused(Refusal):
    """The database file cannot be used."""

    default = "store_refused"
