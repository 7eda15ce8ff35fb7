"""What a request to send must look like: POST /messages of the OpenAPI description."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.datastructures import FormData

from sandbox.carrier.karaden.errors import invalid
from sandbox.carrier.karaden.fields import Fields

MAX_UNITS = 660
"""the longest text, in UTF-16 units (Karaden's support pages)"""
MAX_AHEAD = timedelta(days=30)
_NUMBER = re.compile(r"[0-9]{11}")
_BOOLEAN = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Order:
    """A message that may be taken. Times are aware, UTC."""

    to: str
    body: str
    tags: list[str]
    is_shorten: bool
    scheduled_at: datetime | None
    limited_at: datetime | None


def length(body: str) -> int:
    """Return a text's length in UTF-16 units, a line break counted once."""
    return len(body.replace("\r\n", "\n").encode("utf-16-le")) // 2


def texts(form: FormData) -> dict[str, str]:
    """Return the form's plain fields, the last of each name."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def tags_of(form: FormData) -> list[str]:
    """Return the tags in the order in which they came."""
    return [value for value in form.getlist("tags[]") if isinstance(value, str) and value]


def read(form: FormData, *, now: datetime, service_id: int) -> Order:
    """Return what the form orders; raises Trouble (validation_error) with every fault of it."""
    fields = Fields(texts(form))
    if fields.required("service_id") and fields.number("service_id", least=1) != service_id:
        fields.wrong("service_id", "service_idが正しくありません。")
    to = fields.required("to")
    if to and not _NUMBER.fullmatch(to):
        fields.wrong("to", "toは11桁の数字で入力してください。")
    body = fields.required("body")
    if length(body) > MAX_UNITS:
        fields.wrong("body", f"bodyは{MAX_UNITS}文字以内で入力してください。")
    order = Order(
        to=to,
        body=body,
        tags=tags_of(form),
        is_shorten=fields.word("is_shorten", _BOOLEAN) == "true",
        scheduled_at=fields.instant("scheduled_at"),
        limited_at=fields.instant("limited_at"),
    )
    _check_times(fields, order, now)
    if fields.errors:
        raise invalid(fields.errors)
    return order


def _check_times(fields: Fields, order: Order, now: datetime) -> None:
    if order.scheduled_at and order.scheduled_at > now + MAX_AHEAD:
        fields.wrong("scheduled_at", "scheduled_atは30日以内の日時を入力してください。")
    if order.limited_at and order.limited_at <= max(order.scheduled_at or now, now):
        fields.wrong("limited_at", "limited_atは送信日時より後の日時を入力してください。")
