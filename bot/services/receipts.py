"""Receipts: the provider's reports on messages. They are kept, and move a message's state only forward."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import AsksById, Connection, NoAnswer, Receipt, Terms
from bot.services.context import ServiceContext
from bot.services.opt_outs import suppress_opted_out
from bot.services.unit_of_work import Change, change, read
from bot.store import messages

_log = logging.getLogger(__name__)

FINAL_AFTER = timedelta(hours=73)
"""No network tries longer than 72 hours; after one more hour a message becomes `unknown`."""

_MARGIN = timedelta(minutes=10)
_COLLECTION_STEPS = (
    (timedelta(minutes=10), timedelta(seconds=10)),
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=20)),
    (FINAL_AFTER, timedelta(hours=1)),
)
"""For each age of the newest open message: the time between two collections."""
_ASKED_ON_FOR = timedelta(hours=6)


def is_collection_due(context: ServiceContext, actor: Actor, last: datetime | None) -> bool:
    """Whether it is time to collect receipts. `last` is when they were collected last."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        span = messages.find_awaiting_span(unit.db)
        waiting = len(messages.list_awaiting_ids(unit.db, context.provider.terms.identity))
    if span is None:
        return False
    return last is None or unit.now - last >= _find_pause(unit.now - span[1], waiting, context.provider.terms)


def _find_pause(age: timedelta, waiting: int, terms: Terms) -> timedelta:
    """Return the time between two collections. A provider that is asked by id is asked on until all had their turn."""
    if terms.receipts_at_once is not None and waiting > terms.receipts_at_once and age <= _ASKED_ON_FOR:
        return _COLLECTION_STEPS[0][1]
    return next((step for limit, step in _COLLECTION_STEPS if age <= limit), _COLLECTION_STEPS[-1][1])


def collect_receipts(context: ServiceContext, actor: Actor, connection: Connection) -> None:
    """Collect the receipts of all open messages, and close those that have been open too long."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        span = messages.find_awaiting_span(unit.db)
    if span is None:
        return
    for page in _list_pages(context, actor, connection, span[0] - _MARGIN, unit.now + _MARGIN):
        if isinstance(page, NoAnswer):
            _log.warning("receipts_incomplete", extra={"code": page.reason})
            return  # collected again next time; without all pages no message may be closed
        record_receipts(context, actor, page)
    _close_overdue(context, actor)


def _list_pages(
    context: ServiceContext, actor: Actor, connection: Connection, since: datetime, until: datetime
) -> Iterator[list[Receipt] | NoAnswer]:
    """Yield the pages of the provider's list, or, where it has none, the receipts of the open messages by id."""
    if not isinstance(connection, AsksById):
        return connection.receipts(since, until)
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = messages.list_awaiting_ids(unit.db, context.provider.terms.identity)
    return connection.receipts_of(waiting)


def record_receipts(context: ServiceContext, actor: Actor, receipts: Iterable[Receipt]) -> None:
    """Record receipts. Repeated, late or unordered ones lead to the same state."""
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as unit:
        for receipt in receipts:
            _record_receipt(unit, context.provider.terms.identity, receipt)


def _record_receipt(unit: Change, provider: str, receipt: Receipt) -> None:
    if receipt.state is MessageState.ACCEPTED:
        return
    message = messages.find_by_provider_id(unit.db, provider, receipt.provider_id)
    if message is None or not messages.add_receipt(unit.db, message.id, receipt, unit.now):
        return
    if messages.finish_message(unit.db, message.id, receipt.state, receipt.reason, receipt.units, unit.now):
        unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    if receipt.opted_out:
        suppress_opted_out(unit, provider.partition(":")[0], message.id)


def _close_overdue(context: ServiceContext, actor: Actor) -> None:
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        overdue = messages.list_overdue(unit.db, unit.now - FINAL_AFTER)
    if not overdue:
        return
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as unit:
        for message in overdue:
            messages.finish_message(unit.db, message.id, MessageState.UNKNOWN, None, None, unit.now)
            unit.queue_post(CAMPAIGN_POST, message.campaign_id)
