"""The filters and pages of GET /messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sandbox.carrier.karaden.box import Box
from sandbox.carrier.karaden.errors import invalid
from sandbox.carrier.karaden.fields import Fields
from sandbox.carrier.karaden.message import Message

PER_PAGE = 20
MOST_PER_PAGE = 100
_WORDS = {
    "status": frozenset({"done", "waiting", "error", "canceled"}),
    "result": frozenset({"done", "processing"}),
    "sent_result": frozenset({"none", "received", "unconnected", "error", "unknown"}),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the list. Times are aware, UTC; `words` are the wanted values of state fields."""

    service_id: int | None
    to: str | None
    tag: str | None
    start_at: datetime | None
    end_at: datetime | None
    words: Mapping[str, str]
    page: int
    per_page: int


def read(values: Mapping[str, str]) -> Query:
    """Return what a query string asks; raises Trouble (validation_error) with every fault of it."""
    fields = Fields(values)
    words = {name: fields.word(name, allowed) for name, allowed in _WORDS.items()}
    query = Query(
        service_id=fields.number("service_id", least=1),
        to=fields.text("to"),
        tag=fields.text("tag"),
        start_at=fields.instant("start_at"),
        end_at=fields.instant("end_at"),
        words={name: word for name, word in words.items() if word is not None},
        page=fields.number("page", least=1) or 1,
        per_page=fields.number("per_page", least=1, most=MOST_PER_PAGE) or PER_PAGE,
    )
    if fields.errors:
        raise invalid(fields.errors)
    return query


def page(box: Box, query: Query, now: datetime) -> tuple[list[Message], bool]:
    """Return one page, newest first, and whether there are more."""
    first = (query.page - 1) * query.per_page
    found = list(islice(_matching(box, query, now), first, first + query.per_page + 1))
    return found[: query.per_page], len(found) > query.per_page


def _matching(box: Box, query: Query, now: datetime) -> Iterator[Message]:
    among = box.tagged(query.tag) if query.tag else box.between(query.start_at, query.end_at)
    return (message for message in reversed(among) if _matches(message, query, now))


def _matches(message: Message, query: Query, now: datetime) -> bool:
    if query.service_id not in (None, message.service_id) or query.to not in (None, message.order.to):
        return False
    if query.start_at and message.created_at < query.start_at:
        return False
    if query.end_at and message.created_at > query.end_at:
        return False
    if not query.words:
        return True
    state = message.state(now)
    return all(getattr(state, name) == word for name, word in query.words.items())
