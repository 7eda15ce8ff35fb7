"""Receipts: what the provider reports is kept, and moves a message's state forward, never back."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import Connection, NoAnswer, Receipt
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, change, read
from bot.store import messages

_log = logging.getLogger(__name__)

FINAL_AFTER = timedelta(hours=73)
"""No network tries longer than 72 hours: what is not known an hour later stays unknown."""

_MARGIN = timedelta(minutes=10)
_COLLECTION_STEPS = (
    (timedelta(minutes=10), timedelta(seconds=10)),
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=20)),
    (FINAL_AFTER, timedelta(hours=1)),
)
"""How old the newest open message is, and how often the provider is asked then."""


def is_collection_due(context: ServiceContext, actor: Actor, last: datetime | None) -> bool:
    """Whether it is time to ask for reports, having asked last at that moment."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        span = messages.find_awaiting_span(unit.db)
    if span is None:
        return False
    age = unit.now - span[1]
    pause = next((step for limit, step in _COLLECTION_STEPS if age <= limit), _COLLECTION_STEPS[-1][1])
    return last is None or unit.now - last >= pause


def collect_receipts(context: ServiceContext, actor: Actor, connection: Connection) -> None:
    """Ask for the reports on everything that still waits for one; close what has waited too long."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        span = messages.find_awaiting_span(unit.db)
    if span is None:
        return
    for page in connection.receipts(span[0] - _MARGIN, unit.now + _MARGIN):
        if isinstance(page, NoAnswer):
            _log.warning("receipts_incomplete", extra={"code": page.reason})
            return  # the rest is asked for next time; nothing is closed on half an answer
        record_receipts(context, actor, page)
    _close_overdue(context, actor)


def record_receipts(context: ServiceContext, actor: Actor, reports: Iterable[Receipt]) -> None:
    """Keep reports; the same one twice, late or in any order ends in the same state."""
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as unit:
        for report in reports:
            _record_receipt(unit, context.provider.terms.identity, report)


def _record_receipt(unit: Change, provider: str, report: Receipt) -> None:
    if report.state is MessageState.ACCEPTED:
        return
    message = messages.find_by_provider_id(unit.db, provider, report.provider_id)
    if message is None or not messages.add_receipt(unit.db, message.id, report, unit.now):
        return
    if messages.finish_message(unit.db, message.id, report.state, report.reason, report.units, unit.now):
        unit.queue_post(CAMPAIGN_POST, message.campaign_id)


def _close_overdue(context: ServiceContext, actor: Actor) -> None:
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        late = messages.list_overdue(unit.db, unit.now - FINAL_AFTER)
    if not late:
        return
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as unit:
        for message in late:
            messages.finish_message(unit.db, message.id, MessageState.UNKNOWN, None, None, unit.now)
            unit.queue_post(CAMPAIGN_POST, message.campaign_id)
