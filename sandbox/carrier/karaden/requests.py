"""Requests to Karaden: the form of a send request and the query of the list, checked by its OpenAPI description.

Every fault is collected under its field, because Karaden names them all at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from starlette.datastructures import FormData

from sandbox.carrier.karaden.errors import bad_fields

JAPAN = timezone(timedelta(hours=9))
MAX_UNITS = 660  # the longest text, in UTF-16 units (Karaden's support pages)
MAX_AHEAD = timedelta(days=30)
PER_PAGE = 20
MAX_PER_PAGE = 100
_NUMBER = re.compile(r"[0-9]{11}")
_STATES = {
    "status": frozenset({"done", "waiting", "error", "canceled"}),
    "result": frozenset({"done", "processing"}),
    "sent_result": frozenset({"none", "received", "unconnected", "error", "unknown"}),
}


@dataclass(frozen=True, slots=True)
class Order:
    """A valid send request. Times are aware, UTC."""

    to: str
    body: str
    tags: list[str]
    is_shorten: bool
    scheduled_at: datetime | None
    limited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Query:
    """A valid query of the list. Times are aware, UTC; `states` are the required values of state fields."""

    service_id: int | None
    to: str | None
    tag: str | None
    start_at: datetime | None
    end_at: datetime | None
    states: Mapping[str, str]
    page: int
    per_page: int


class Fields:
    """The fields of one request; `errors` are the faults found so far, by field."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.errors: dict[str, list[str]] = {}

    def add_error(self, name: str, message: str) -> None:
        """Record that a field is wrong."""
        self.errors.setdefault(name, []).append(message)

    def raise_errors(self) -> None:
        """Raise RequestError (validation_error) if any field is wrong."""
        if self.errors:
            raise bad_fields(self.errors)

    def text(self, name: str) -> str | None:
        """Return a field unchanged, or None if it is blank."""
        value = self._values.get(name)
        return value if value is not None and value.strip() else None

    def read_required(self, name: str) -> str:
        """Return a field, or record that it is missing and return an empty text."""
        value = self.text(name)
        if value is None:
            self.add_error(name, f"{name}は必須です。")
        return value or ""

    def number(self, name: str, *, maximum: int | None = None) -> int | None:
        """Return a whole number from 1 to `maximum`."""
        value = self.text(name)
        if value is None:
            return None
        number = int(value) if value.isascii() and value.isdigit() else 0
        if number < 1 or (maximum is not None and number > maximum):
            self.add_error(name, f"{name}が正しくありません。")
            return None
        return number

    def word(self, name: str, allowed: frozenset[str]) -> str | None:
        """Return one of the allowed words."""
        value = self.text(name)
        if value is not None and value not in allowed:
            self.add_error(name, f"{name}が正しくありません。")
            return None
        return value

    def instant(self, name: str) -> datetime | None:
        """Return an ISO 8601 instant, in UTC; one without an offset is Japan's time."""
        value = self.text(name)
        if value is None:
            return None
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.add_error(name, f"{name}はISO 8601形式で入力してください。")
            return None
        return (instant if instant.tzinfo else instant.replace(tzinfo=JAPAN)).astimezone(UTC)


def length(body: str) -> int:
    """Return a text's length in UTF-16 units; a CRLF counts once."""
    return len(body.replace("\r\n", "\n").encode("utf-16-le")) // 2


def texts_of(form: FormData) -> dict[str, str]:
    """Return the form's text fields, the last of each name."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def tags_of(form: FormData) -> list[str]:
    """Return the tags in their order."""
    return [value for value in form.getlist("tags[]") if isinstance(value, str) and value]


def read_order(form: FormData, *, now: datetime, service_id: int) -> Order:
    """Read the form of a send request. Raises RequestError (validation_error) naming every fault."""
    fields = Fields(texts_of(form))
    if fields.read_required("service_id") and fields.number("service_id") != service_id:
        fields.add_error("service_id", "service_idが正しくありません。")
    to = fields.read_required("to")
    if to and not _NUMBER.fullmatch(to):
        fields.add_error("to", "toは11桁の数字で入力してください。")
    body = fields.read_required("body")
    if length(body) > MAX_UNITS:
        fields.add_error("body", f"bodyは{MAX_UNITS}文字以内で入力してください。")
    is_shorten = fields.word("is_shorten", frozenset({"true", "false"})) == "true"
    scheduled_at, limited_at = fields.instant("scheduled_at"), fields.instant("limited_at")
    if scheduled_at and scheduled_at > now + MAX_AHEAD:
        fields.add_error("scheduled_at", "scheduled_atは30日以内の日時を入力してください。")
    if limited_at and limited_at <= max(scheduled_at or now, now):
        fields.add_error("limited_at", "limited_atは送信日時より後の日時を入力してください。")
    fields.raise_errors()
    return Order(to, body, tags_of(form), is_shorten, scheduled_at, limited_at)


def read_query(values: Mapping[str, str]) -> Query:
    """Read the query of the list. Raises RequestError (validation_error) naming every fault."""
    fields = Fields(values)
    states = {name: fields.word(name, allowed) for name, allowed in _STATES.items()}
    query = Query(
        service_id=fields.number("service_id"),
        to=fields.text("to"),
        tag=fields.text("tag"),
        start_at=fields.instant("start_at"),
        end_at=fields.instant("end_at"),
        states={name: state for name, state in states.items() if state is not None},
        page=fields.number("page") or 1,
        per_page=fields.number("per_page", maximum=MAX_PER_PAGE) or PER_PAGE,
    )
    fields.raise_errors()
    return query
