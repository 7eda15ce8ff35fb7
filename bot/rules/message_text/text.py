"""The text of a campaign and its fields in braces.

Fields have no conditions, loops or formats, so that all recipients get the text that the supervisor approved.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache

from bot.model.campaigns import Intent

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}｛｝]")


class TextField(StrEnum):
    """A field of a text. `REF` and `PROMISE_DATE` differ for each recipient, `LETTER_DATE` is of the campaign.

    The others are settings. There is no field for a name, a debt or an amount, and there must not be.
    """

    REF = "ref"
    CITY = "city"
    DESK = "desk"
    PHONE = "phone"
    HOURS = "hours"
    PROMISE_DATE = "promise_date"
    LETTER_DATE = "letter_date"


_FIELDS: dict[str, TextField] = {field.value: field for field in TextField}


_INTENTS = {TextField.PROMISE_DATE: Intent.PROMISE_NEAR, TextField.LETTER_DATE: Intent.LETTER_POSTED}
SAMPLE_DAY = "○月○日"
"""What stands for a day that differs for each recipient, where no recipient is meant."""


class UnknownField(ValueError):
    """A text has an unknown field or an unmatched brace; `name` is the field or the brace."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def normalise_text(text: str) -> str:
    """The text as counted, approved and sent: LF as line end, without one final newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def list_fields(text: str) -> list[str]:
    """The names in braces in order, known or not."""
    return _FIELD.findall(text)


def uses_field(text: str, field: TextField) -> bool:
    """Whether a text has a field."""
    return field.value in list_fields(text)


def find_misplaced_field(text: str, intent: Intent) -> TextField | None:
    """The first field of a text that only another intent has: only a reminder of a promise names the promised day."""
    return next((field for field, own in _INTENTS.items() if own is not intent and uses_field(text, field)), None)


def format_day(day: date) -> str:
    """A day as texts name it: 7月10日."""
    return f"{day.month}月{day.day}日"


def find_unknown_fields(text: str) -> list[str]:
    """The unknown names in braces, and all unmatched or full-width braces."""
    return [name for name in list_fields(text) if name not in _FIELDS] + _BRACE.findall(_FIELD.sub("", text))


def fill_fields(text: str, values: Mapping[TextField, str]) -> str:
    """The normalised text with its known fields filled; unknown ones are kept for the lint.

    Braces in a value are not fields.
    """
    return _FIELD.sub(lambda found: _get_value(found, values), normalise_text(text))


def render_text(text: str, values: Mapping[TextField, str]) -> str:
    """The normalised text for one recipient. Raises UnknownField if a field is unknown or has no value."""
    try:
        return "".join([values[part] if isinstance(part, TextField) else part for part in _split_text(text)])
    except KeyError as fault:
        raise UnknownField(fault.args[0].value) from fault


@lru_cache(maxsize=16)
def _split_text(text: str) -> tuple[str | TextField, ...]:
    """The normalised text as its fields and what is between them. Raises UnknownField.

    Kept for the newest texts: all messages of a campaign have the same one.
    """
    if wrong := find_unknown_fields(text):
        raise UnknownField(wrong[0])
    parts = _FIELD.split(normalise_text(text))
    return tuple(_FIELDS[part] if index % 2 else part for index, part in enumerate(parts))


def _get_value(found: re.Match[str], values: Mapping[TextField, str]) -> str:
    field = _parse_field(found[1])
    return found[0] if field is None else values.get(field, found[0])


def _parse_field(name: str) -> TextField | None:
    return _FIELDS.get(name)


_ALLOWED = frozenset("\n～－∥￠￡￢—")
"""The line break, and characters of JIS X 0208 that Python's codec maps to other code points."""


def find_bad_characters(text: str) -> list[str]:
    """The characters outside JIS X 0208 and ASCII in order: emoji, ①, ㈱, 髙, half-width kana, control characters."""
    return [character for character in text if not _is_allowed(character)]


def _is_allowed(character: str) -> bool:
    if character in _ALLOWED or " " <= character <= "~":
        return True
    try:
        return len(character.encode("shift_jis")) == 2
    except UnicodeEncodeError:
        return False
