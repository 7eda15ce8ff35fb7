"""The text of a campaign: its fields in braces, and how they are filled.

There are no conditions, loops or formats, so that what a supervisor reads is what everybody receives.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}｛｝]")


class Field(StrEnum):
    """What a text may leave open. `REF` differs for each recipient, the others are the desk's own."""

    REF = "ref"
    CITY = "city"
    DESK = "desk"
    PHONE = "phone"
    HOURS = "hours"


class UnknownField(ValueError):
    """A text names a field that does not exist, or a brace belongs to no field; `name` is what stands there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def normal(text: str) -> str:
    """The text as it is counted, approved and sent: lines end with LF, without one final newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def field_names(text: str) -> list[str]:
    """What stands in braces, in order, known or not."""
    return _FIELD.findall(text)


def unknown_fields(text: str) -> list[str]:
    """What stands in braces and is no field, and each brace without its partner (full-width ones have none)."""
    known = set(Field)
    return [name for name in field_names(text) if name not in known] + _BRACE.findall(_FIELD.sub("", text))


def fill(text: str, values: Mapping[Field, str]) -> str:
    """The normalised text with its known fields filled; the rest stays as it stands, so that it can be judged.

    A value is put in as it is: braces in it are not read again.
    """
    return _FIELD.sub(lambda found: _value(found, values), normal(text))


def render(text: str, values: Mapping[Field, str]) -> str:
    """The text for one recipient, normalised. Raises UnknownField for a field that `values` does not fill."""
    unfilled = [name for name in field_names(text) if _known(name) not in values]
    if wrong := unknown_fields(text) + unfilled:
        raise UnknownField(wrong[0])
    return fill(text, values)


def _value(found: re.Match[str], values: Mapping[Field, str]) -> str:
    field = _known(found[1])
    return found[0] if field is None else values.get(field, found[0])


def _known(name: str) -> Field | None:
    return Field(name) if name in set(Field) else None
