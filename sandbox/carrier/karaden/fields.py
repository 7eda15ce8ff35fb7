"""Reading the values of a form or a query; every fault is collected under its field, as Karaden answers them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9))


class Fields:
    """The fields of one request, and what is wrong with them (`errors`, by field)."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.errors: dict[str, list[str]] = {}

    def wrong(self, name: str, message: str) -> None:
        """Note that a field is wrong."""
        self.errors.setdefault(name, []).append(message)

    def text(self, name: str) -> str | None:
        """Return a field as it stands; blank is absent."""
        value = self._values.get(name)
        return value if value is not None and value.strip() else None

    def required(self, name: str) -> str:
        """Return a field that must be there, or an empty text and a fault."""
        value = self.text(name)
        if value is None:
            self.wrong(name, f"{name}は必須です。")
        return value or ""

    def number(self, name: str, *, least: int, most: int | None = None) -> int | None:
        """Return a whole number within limits."""
        value = self.text(name)
        if value is None:
            return None
        number = int(value) if value.isascii() and value.isdigit() else None
        if number is None or number < least or (most is not None and number > most):
            self.wrong(name, f"{name}が正しくありません。")
            return None
        return number

    def word(self, name: str, allowed: frozenset[str]) -> str | None:
        """Return one of the allowed words."""
        value = self.text(name)
        if value is not None and value not in allowed:
            self.wrong(name, f"{name}が正しくありません。")
            return None
        return value

    def instant(self, name: str) -> datetime | None:
        """Return an ISO 8601 instant, in UTC; without an offset it is Japan's."""
        value = self.text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.wrong(name, f"{name}はISO 8601形式で入力してください。")
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(UTC)
