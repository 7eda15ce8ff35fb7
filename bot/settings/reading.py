"""One setting at a time: its text into a value, or a fault noted and a harmless value, so that all are read."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from bot.rules.addresses import is_loopback_url
from bot.settings.faults import FaultCode, SettingsFault

Choice = TypeVar("Choice", bound=StrEnum)
Parsed = TypeVar("Parsed")

_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})
_PHONE = re.compile(r"0[1-9]\d{8,9}", re.ASCII)


class Reading:
    """The settings being read, and the faults found so far. Blank means not set, everywhere."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.faults: list[SettingsFault] = []

    def fault(self, code: FaultCode, name: str, **facts: str | int) -> None:
        """Note a fault."""
        self.faults.append(SettingsFault(code, name, facts))

    def text(self, name: str, default: str = "") -> str:
        """A text as it stands, without the spaces around it."""
        return self._values.get(name, "").strip() or default

    def required(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            self.fault(FaultCode.MISSING, name)
        return value

    def token(self, name: str, prefix: str, *, optional: bool = False) -> str:
        """One of Slack's tokens, known by its first letters."""
        value = self.text(name) if optional else self.required(name)
        if value and not value.startswith(prefix):
            self.fault(FaultCode.BAD_PREFIX, name, prefix=prefix)
        return value

    def slack_id(self, name: str, letters: str, default: str | None = None) -> str:
        """One of Slack's ids, known by its first letter; without `default` it must be there."""
        value = self.required(name) if default is None else self.text(name, default)
        if value and not _is_id(value, letters):
            self.fault(FaultCode.BAD_ID, name, prefix="/".join(letters))
        return value

    def slack_ids(self, name: str, letters: str) -> frozenset[str]:
        """Ids with commas between them."""
        values = frozenset(self.words(name))
        if not all(_is_id(value, letters) for value in values):
            self.fault(FaultCode.BAD_ID, name, prefix="/".join(letters))
        return values

    def words(self, name: str) -> tuple[str, ...]:
        """A list with commas between its words."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number."""
        value = self.optional_number(name, least, most)
        return default if value is None else value

    def optional_number(self, name: str, least: int, most: int) -> int | None:
        """A whole number, or None where nothing is set."""
        text = self.text(name)
        if not text:
            return None
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) and least <= int(text) <= most:
            return int(text)
        self.fault(FaultCode.BAD_NUMBER, name, least=least, most=most)
        return None

    def price(self, name: str, default: str) -> Decimal:
        """Yen, with a fraction where the contract has one."""
        try:
            value = Decimal(self.text(name, default))
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_finite() and 0 <= value <= 10_000:
            return value
        self.fault(FaultCode.BAD_PRICE, name)
        return Decimal(default)

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        word = self.text(name, "yes" if default else "no").lower()
        if word not in _YES | _NO:
            self.fault(FaultCode.BAD_CHOICE, name, choices="yes | no")
        return word in _YES

    def choice(self, name: str, default: Choice) -> Choice:
        """One word out of several."""
        kind = type(default)
        try:
            return kind(self.text(name, default))
        except ValueError:
            self.fault(FaultCode.BAD_CHOICE, name, choices=" | ".join(kind))
            return default

    def url(self, name: str, default: str) -> str:
        """An https URL, or http on this machine; without credentials, query and the slash at its end."""
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
            sound = bool(parts.hostname) and parts.port != 0 and not parts.query and not parts.fragment
        except ValueError:
            self.fault(FaultCode.BAD_URL, name)
            return default
        if not sound or parts.scheme not in ("http", "https"):
            self.fault(FaultCode.BAD_URL, name)
        elif parts.username is not None or (parts.scheme == "http" and not is_loopback_url(value)):
            self.fault(FaultCode.NOT_HTTPS, name)
        return value.rstrip("/")

    def phone(self, name: str) -> str:
        """A Japanese phone number that must be there; kept as written."""
        value = self.required(name)
        if value and not is_phone(value):
            self.fault(FaultCode.BAD_PHONE, name)
        return value

    def parsed(self, name: str, default: str, parse: Callable[[str], Parsed], code: FaultCode) -> Parsed:
        """Whatever a rule reads out of a text; it says that it cannot by a ValueError."""
        try:
            return parse(self.text(name, default))
        except ValueError:
            self.fault(code, name)
            return parse(default)


def is_phone(text: str) -> bool:
    """Whether a text is a Japanese number, hyphens allowed."""
    return _PHONE.fullmatch(text.replace("-", "")) is not None


def _is_id(value: str, letters: str) -> bool:
    return re.fullmatch(rf"[{letters}][A-Z0-9]{{2,}}", value) is not None
