"""Receipts: what the provider reports is kept, and moves a message's state forward, never back."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.messages import MessageState
from bot.model.providers import NoAnswer, Receipt
from bot.services.context import Connection, ServiceContext
from bot.services.unit_of_work import UnitOfWork, change, read
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


def is_collection_due(tools: ServiceContext, actor: Actor, last: datetime | None) -> bool:
    """Whether it is time to ask for reports, having asked last at that moment."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        span = messages.find_awaiting_span(deed.db)
    if span is None:
        return False
    age = deed.now - span[1]
    pause = next((step for limit, step in _COLLECTION_STEPS if age <= limit), _COLLECTION_STEPS[-1][1])
    return last is None or deed.now - last >= pause


def collect_receipts(tools: ServiceContext, actor: Actor, line: Connection) -> None:
    """Ask for the reports on everything that still waits for one; close what has waited too long."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        span = messages.find_awaiting_span(deed.db)
    if span is None:
        return
    for page in line.receipts(span[0] - _MARGIN, deed.now + _MARGIN):
        if isinstance(page, NoAnswer):
            _log.warning("receipts_incomplete", extra={"code": page.reason})
            return  # the rest is asked for next time; nothing is closed on half an answer
        record_receipts(tools, actor, page)
    _close_overdue(tools, actor)


def record_receipts(tools: ServiceContext, actor: Actor, reports: Iterable[Receipt]) -> None:
    """Keep reports; the same one twice, late or in any order ends in the same state."""
    with change(tools, actor, Action.RECEIPTS_RECORD, "-") as deed:
        for report in reports:
            _record_receipt(deed, report)


def _record_receipt(deed: UnitOfWork, report: Receipt) -> None:
    if report.state is MessageState.ACCEPTED:
        return
    message = messages.find_by_provider_id(deed.db, report.provider_id)
    if message is None or not messages.add_receipt(deed.db, message.id, report, deed.now):
        return
    if messages.finish_message(deed.db, message.id, report.state, report.reason, report.units, deed.now):
        deed.tell("campaign", message.campaign_id)


def _close_overdue(tools: ServiceContext, actor: Actor) -> None:
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        late = messages.list_overdue(deed.db, deed.now - FINAL_AFTER)
    if not late:
        return
    with change(tools, actor, Action.RECEIPTS_RECORD, "-") as deed:
        for message in late:
            messages.finish_message(deed.db, message.id, MessageState.UNKNOWN, None, None, deed.now)
            deed.tell("campaign", message.campaign_id)
