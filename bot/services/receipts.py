"""Receipts: the provider's reports on messages. They are kept, and move a message's state only forward.

They are polled in the spans of time in which the open messages were claimed: often for young ones, seldom for old ones.
A report on an id that no message has is kept apart; people are told of one with the reference of a message that has
another id.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.messages import MessageState, ReceiptFault
from bot.model.posts import CAMPAIGN_POST, MISMATCH_POST, EventKey
from bot.model.providers import AsksById, Connection, NoAnswer, Receipt
from bot.model.uncertain import DoubtDecision
from bot.services import draft_tests
from bot.services.breaker import pause_campaign
from bot.services.campaigns import require_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import awaiting_messages, messages, suppressions
from bot.store import receipts as stored
from bot.store.awaiting_messages import Span
from bot.store.messages import Message

_log = logging.getLogger(__name__)

FINAL_AFTER = timedelta(hours=73)
"""No network tries longer than 72 hours; after one more hour a message becomes `unknown`."""

_MARGIN = timedelta(minutes=10)
_BANDS = (
    (timedelta(minutes=10), timedelta(seconds=10)),
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=20)),
    (FINAL_AFTER, timedelta(hours=1)),
)
"""For each age of a message: the time between two collections. A phone that is on answers within seconds; au gives up
after about an hour, SoftBank after 24 hours, docomo and Rakuten after 72 (a provider's help page:
https://tayori.com/faq/c9279d7d024e75926a2940b25ce6e19babe3252a/detail/112f02c6e81ede9c5b55af037ce1bbc43f39343b/)."""
_AGES = tuple(age for age, _ in _BANDS)
_OLDEST = len(_BANDS) - 1
ALL_BANDS = frozenset(range(len(_BANDS)))
_CLOSING_STEP = timedelta(minutes=1)
"""Between two collections while a message only waits to be closed."""
_ASKED_ON_FOR = timedelta(hours=6)
_CUT = frozenset({"too_many_pages", "repeated_page"})
_TOLD_AFTER = timedelta(minutes=30)
"""For so long a failing collection is nothing special: the provider answers again, or the breaker has told people."""


def find_due_bands(context: ServiceContext, actor: Actor, last: Mapping[int, datetime]) -> frozenset[int]:
    """Return the ages of messages, by their index, whose receipts are to be collected now; `last`: when they were."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        spans = _list_spans(context, unit)
        steps = [step for _, step in _BANDS]
        if _OLDEST in spans and unit.now - spans[_OLDEST][0] >= FINAL_AFTER:
            steps[_OLDEST] = _CLOSING_STEP
        if spans and _is_asked_on(context, unit, spans):
            steps = [_BANDS[0][1]] * len(_BANDS)
    return frozenset(age for age in spans if age not in last or unit.now - last[age] >= steps[age])


def _is_asked_on(context: ServiceContext, unit: Read, spans: Mapping[int, Span]) -> bool:
    """Whether a provider that is asked by id is asked on, until all messages had their turn."""
    terms = context.provider.terms
    if terms.receipts_at_once is None or unit.now - max(newest for _, newest in spans.values()) > _ASKED_ON_FOR:
        return False
    return len(awaiting_messages.list_awaiting_ids(unit.db, terms.identity)) > terms.receipts_at_once


def collect_receipts(
    context: ServiceContext, actor: Actor, connection: Connection, bands: Collection[int] = ALL_BANDS
) -> None:
    """Collect the receipts of the open messages of some ages, and close those that have been open too long."""
    sources = _list_sources(context, actor, connection, bands)
    for pages in sources:
        for page in cut_repeated(pages):
            if isinstance(page, NoAnswer):
                _record_fault(context, actor, page.reason)
                return  # collected again next time; without all pages no message may be closed
            record_receipts(context, actor, page)
    if sources:
        _record_fault(context, actor, None)
    if _OLDEST in bands:
        _close_overdue(context, actor, with_id=True)


def close_treated_as_sent(context: ServiceContext, actor: Actor) -> None:
    """Close the messages that a person treats as sent, when they have been open too long and no receipt named them."""
    _close_overdue(context, actor, with_id=False)


def _list_sources(
    context: ServiceContext, actor: Actor, connection: Connection, bands: Collection[int]
) -> list[Iterator[list[Receipt] | NoAnswer]]:
    """Return the provider's list for the span of each age, or, where it has none, the receipts of messages by id."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        spans = {age: span for age, span in _list_spans(context, unit).items() if age in bands}
        if isinstance(connection, AsksById):
            waiting = awaiting_messages.list_awaiting_ids(unit.db, context.provider.terms.identity) if spans else []
            return [connection.receipts_of(waiting)] if waiting else []
    return [connection.receipts(first - _MARGIN, last + _MARGIN) for first, last in spans.values()]


def _list_spans(context: ServiceContext, unit: Read) -> dict[int, Span]:
    return awaiting_messages.list_awaiting_spans(unit.db, context.provider.terms.identity, unit.now, _AGES)


def cut_repeated(pages: Iterator[list[Receipt] | NoAnswer]) -> Iterator[list[Receipt] | NoAnswer]:
    """Yield pages until one has nothing but what came before: such a list would never end."""
    seen: set[str] = set()
    for page in pages:
        if not isinstance(page, NoAnswer):
            ids = {receipt.provider_id for receipt in page}
            if ids and ids <= seen:
                yield NoAnswer("repeated_page")
                return
            seen |= ids
        yield page


def _record_fault(context: ServiceContext, actor: Actor, code: str | None) -> None:
    """Record that a collection was cut short, or (`code` None) that it was complete."""
    if code is not None:
        _log.warning("receipts_incomplete", extra={"code": code})
    provider = context.provider.terms.identity
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        known = stored.get_fault(unit.db, provider)
    if code == (None if known is None else known.code):
        return
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as changing:
        if code is None:
            stored.clear_fault(changing.db, provider)
        else:
            stored.set_fault(changing.db, provider, code, changing.now)


def find_fault(context: ServiceContext, unit: Read) -> ReceiptFault | None:
    """Return why receipts are missing, if people must know: pages that do not end, or failures for a while."""
    fault = stored.get_fault(unit.db, context.provider.terms.identity)
    if fault is None or (fault.code not in _CUT and unit.now - fault.since < _TOLD_AFTER):
        return None
    return fault


def record_receipts(context: ServiceContext, actor: Actor, receipts: Iterable[Receipt]) -> None:
    """Record receipts, those of a page in one transaction. Repeated, late or unordered ones lead to the same state."""
    provider = context.provider.terms.identity
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        fresh = _select_news(unit, provider, receipts)
    if not fresh:
        return
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as changing:
        for receipt in fresh:
            if draft_tests.is_of_test(changing, provider, receipt):
                draft_tests.record_receipt(changing, provider, receipt)
            else:
                _record_receipt(changing, provider, receipt)


def _select_news(unit: Read, provider: str, receipts: Iterable[Receipt]) -> list[Receipt]:
    """Select the receipts that say something that is not stored: most of a page was there the last time, too."""
    said = [one for one in receipts if one.state is not MessageState.ACCEPTED or one.has_unknown_code]
    known = stored.list_known(unit.db, provider, said)
    stray = stored.list_stray(unit.db, provider, said)
    return [
        receipt
        for receipt in said
        if receipt.provider_id not in stray
        and (receipt.provider_id, receipt.state.value, receipt.raw) not in known
        and not _is_settled_otherwise(unit, provider, receipt)
        and (draft_tests.is_news(unit, provider, receipt) or not draft_tests.is_of_test(unit, provider, receipt))
    ]


def _is_settled_otherwise(unit: Read, provider: str, receipt: Receipt) -> bool:
    """Whether it is about a message without an id that is looked up, or queued again."""
    named = _find_named(unit, provider, receipt)
    return named is not None and named.provider_id is None and not _is_treated_as_sent(named)


def _is_treated_as_sent(message: Message) -> bool:
    """Whether a person treats a message as sent, and its id is not known yet."""
    is_sent = message.state in (MessageState.ACCEPTED, MessageState.UNKNOWN)
    return is_sent and message.decided == DoubtDecision.SENT and message.provider_id is None


def _find_named(unit: Read, provider: str, receipt: Receipt) -> Message | None:
    if receipt.reference is None:
        return None
    return messages.find_by_reference(unit.db, provider, receipt.reference)


def _record_receipt(unit: Change, provider: str, receipt: Receipt) -> None:
    message = messages.find_by_provider_id(unit.db, provider, receipt.provider_id) or _identify(unit, provider, receipt)
    if message is None:
        _record_stray(unit, provider, receipt)
        return
    if not stored.add_receipt(unit.db, message.id, receipt, unit.now) or receipt.state is MessageState.ACCEPTED:
        return
    if messages.finish_message(
        unit.db, message.id, receipt.state, receipt.reason, receipt.units, unit.now, carrier=receipt.carrier
    ):
        unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    if receipt.opted_out:
        suppress_opted_out(unit, provider.partition(":")[0], message.id)


def _identify(unit: Change, provider: str, receipt: Receipt) -> Message | None:
    """Return the message that a person treats as sent and that a report names; from now on it has the report's id."""
    named = _find_named(unit, provider, receipt)
    if named is None or not _is_treated_as_sent(named):
        return None
    return named if messages.identify_message(unit.db, named.id, receipt.provider_id) else None


def _record_stray(unit: Change, provider: str, receipt: Receipt) -> None:
    """Keep a report on an id that no message has. One with a reference of ours contradicts what was sent."""
    named = _find_named(unit, provider, receipt)
    is_first = named is not None and not stored.count_contradictions(unit.db, named.campaign_id)
    if not stored.add_stray(unit.db, provider, receipt, named, unit.now) or named is None:
        return
    unit.queue_post(CAMPAIGN_POST, named.campaign_id)
    if named.decided == DoubtDecision.AGAIN or named.uncertain_requests > 1:
        return  # a person sent it again, and knew that the first one might have arrived
    if require_campaign(unit, named.campaign_id).state is CampaignState.SENDING:
        pause_campaign(unit, named.campaign_id, PauseReason.OTHER_MESSAGE)
    elif is_first:
        entry = unit.audit_also(Action.RECEIPTS_CONTRADICT, f"campaign:{named.campaign_id}")
        unit.queue_post(MISMATCH_POST, EventKey(named.campaign_id, entry))


def _close_overdue(context: ServiceContext, actor: Actor, *, with_id: bool) -> None:
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        overdue = awaiting_messages.list_overdue(unit.db, unit.now - FINAL_AFTER, with_id=with_id)
        has_tests = draft_tests.has_overdue(unit, unit.now - FINAL_AFTER)
    if not overdue and not has_tests:
        return
    with change(context, actor, Action.RECEIPTS_RECORD, "-") as changing:
        draft_tests.close_overdue(changing, changing.now - FINAL_AFTER)
        for message in overdue:
            messages.finish_message(changing.db, message.id, MessageState.UNKNOWN, None, None, changing.now)
            changing.queue_post(CAMPAIGN_POST, message.campaign_id)


def suppress_opted_out(unit: Change, provider: str, message_id: int) -> None:
    """Suppress the number of a message that the provider refused because its recipient has opted out there."""
    source = f"provider:{provider}:{message_id}"
    if suppressions.suppress_recipient(unit.db, message_id, reason=suppressions.OPTED_OUT, source=source, now=unit.now):
        unit.add_facts(opted_out=1)
