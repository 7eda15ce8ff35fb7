"""Receipts: what the provider reports is kept, and moves a message's state forward, never back."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.desk.act import Deed, act, look
from bot.desk.tools import Line, Tools
from bot.rules.access import Action, Actor
from bot.rules.delivery import MessageState, NoAnswer, Receipt
from bot.store import messages, receipts, waiting

_log = logging.getLogger(__name__)

FINAL_AFTER = timedelta(hours=73)
"""No network tries longer than 72 hours: what is not known an hour later stays unknown."""

_MARGIN = timedelta(minutes=10)
_STEPS = (
    (timedelta(minutes=10), timedelta(seconds=10)),
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=20)),
    (FINAL_AFTER, timedelta(hours=1)),
)
"""How old the newest open message is, and how often the provider is asked then."""


def due(tools: Tools, actor: Actor, last: datetime | None) -> bool:
    """Whether it is time to ask for reports, having asked last at that moment."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        span = waiting.awaiting(deed.db)
    if span is None:
        return False
    age = deed.now - span[1]
    pause = next((step for limit, step in _STEPS if age <= limit), _STEPS[-1][1])
    return last is None or deed.now - last >= pause


def collect(tools: Tools, actor: Actor, line: Line) -> None:
    """Ask for the reports on everything that still waits for one; close what has waited too long."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        span = waiting.awaiting(deed.db)
    if span is None:
        return
    for page in line.receipts(span[0] - _MARGIN, deed.now + _MARGIN):
        if isinstance(page, NoAnswer):
            _log.warning("receipts_incomplete", extra={"code": page.reason})
            return  # the rest is asked for next time; nothing is closed on half an answer
        record(tools, actor, page)
    _close_overdue(tools, actor)


def record(tools: Tools, actor: Actor, reports: Iterable[Receipt]) -> None:
    """Keep reports; the same one twice, late or in any order ends in the same state."""
    with act(tools, actor, Action.RECEIPTS_RECORD, "-") as deed:
        for report in reports:
            _record(deed, report)


def _record(deed: Deed, report: Receipt) -> None:
    if report.state is MessageState.ACCEPTED:
        return
    message = messages.of_provider(deed.db, report.provider_id)
    if message is None or not receipts.add(deed.db, message.id, report, deed.now):
        return
    if messages.finish(deed.db, message.id, report.state, report.reason, report.units, deed.now):
        deed.tell("campaign", message.campaign_id)


def _close_overdue(tools: Tools, actor: Actor) -> None:
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        late = waiting.overdue(deed.db, deed.now - FINAL_AFTER)
    if not late:
        return
    with act(tools, actor, Action.RECEIPTS_RECORD, "-") as deed:
        for message in late:
            messages.finish(deed.db, message.id, MessageState.UNKNOWN, None, None, deed.now)
            deed.tell("campaign", message.campaign_id)
