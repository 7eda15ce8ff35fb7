"""The text of a campaign: its fields in braces, and how they are filled.

There are no conditions, loops or formats, so that what a supervisor reads is what everybody receives.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}｛｝]")


class TextField(StrEnum):
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


def normalise_text(text: str) -> str:
    """The text as it is counted, approved and sent: lines end with LF, without one final newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def list_fields(text: str) -> list[str]:
    """What stands in braces, in order, known or not."""
    return _FIELD.findall(text)


def find_unknown_fields(text: str) -> list[str]:
    """What stands in braces and is no field, and each brace without its partner (full-width ones have none)."""
    known = set(TextField)
    return [name for name in list_fields(text) if name not in known] + _BRACE.findall(_FIELD.sub("", text))


def fill_fields(text: str, values: Mapping[TextField, str]) -> str:
    """The normalised text with its known fields filled; the rest stays as it stands, so that it can be judged.

    A value is put in as it is: braces in it are not read again.
    """
    return _FIELD.sub(lambda found: _value(found, values), normalise_text(text))


def render_text(text: str, values: Mapping[TextField, str]) -> str:
    """The text for one recipient, normalised. Raises UnknownField for a field that `values` does not fill."""
    unfilled = [name for name in list_fields(text) if _known(name) not in values]
    if wrong := find_unknown_fields(text) + unfilled:
        raise UnknownField(wrong[0])
    return fill_fields(text, values)


def _value(found: re.Match[str], values: Mapping[TextField, str]) -> str:
    field = _known(found[1])
    return found[0] if field is None else values.get(field, found[0])


def _known(name: str) -> TextField | None:
    return TextField(name) if name in set(TextField) else None


_SAFE = frozenset("\n～－∥￠￡￢—")
"""The line break, and signs that JIS X 0208 has, but whose code in Unicode differs from the one that Python knows."""


def find_bad_characters(text: str) -> list[str]:
    """The characters outside JIS X 0208 and ASCII, in order: emoji, ①, ㈱, 髙, half-width kana, control characters."""
    return [character for character in text if not _is_safe(character)]


def _is_safe(character: str) -> bool:
    if character in _SAFE or " " <= character <= "~":
        return True
    try:
        return len(character.encode("shift_jis")) == 2
    except UnicodeEncodeError:
        return False
