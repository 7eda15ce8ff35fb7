"""Test messages: a draft's text, sent to staff's own phones before anybody is asked to approve it.

A person asks for them; a job sends each at most once. It is claimed on the disk before its first byte, and no program
repeats it, whatever became of it (docs/decisions/0079). The numbers stay in the settings.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.files.pause_mark import Hold
from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.draft_tests import DraftTest, DraftTests, DraftTestState, DraftTestStatement, StatementKind, WaiverReason
from bot.model.errors import Conflict, NotAllowed
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import (
    KEPT_BACK,
    Accepted,
    Connection,
    NotSent,
    Outgoing,
    Receipt,
    Refused,
    SendResult,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.rules.hours import find_day_end, is_daytime
from bot.rules.message_text.refs import make_ref, make_test_ref
from bot.rules.message_text.units import count_units
from bot.services import audience, draft_test_views, instance
from bot.services.campaigns import require_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, check, read
from bot.store import draft_tests, lists, messages, times

_LONGEST_WAIT = timedelta(minutes=10)
"""A message that could not leave for so long does not leave any more: nobody waits beside the phones."""
_RANKS = {"unknown": 1, "undelivered": 2, "delivered": 3}
"""The outcomes: a later report replaces only one of a lower rank. Every other state has rank 0."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A test message that must be sent now, once."""

    test_id: int
    outgoing: Outgoing


def request_tests(context: ServiceContext, actor: Actor, campaign_id: int, seen: str) -> None:
    """Queue a message to each test phone that has not got the draft's text. Raises NotFound, Conflict, NotAllowed.

    `seen`: how often the button had been pressed when it was drawn. So a click that comes twice sends once.
    """
    with change(context, actor, Action.TEST_SEND, f"campaign:{campaign_id}") as unit:
        campaign = _require_draft(unit, campaign_id)
        tests = draft_test_views.find_tests(context, unit, campaign)
        if tests is None or not tests.phones:
            raise Conflict("no_test_phones")
        if tests.is_under_way:
            raise Conflict("test_under_way")
        if seen != str(tests.run):
            raise Conflict("test_pressed")
        if tests.is_at_all_phones:
            raise Conflict("test_arrived")
        obstacle = _find_hold(context, unit)
        if obstacle is not None:
            raise obstacle
        rows = _make_rows(context, unit, campaign, tests, actor)
        draft_tests.add_tests(unit.db, rows)
        unit.add_facts(messages=len(rows), run=tests.run + 1, text=tests.text)
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _require_draft(unit: Read, campaign_id: int) -> Campaign:
    campaign = require_campaign(unit, campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
    return campaign


def _find_hold(context: ServiceContext, unit: Read) -> Conflict | None:
    """Find why no test message may leave now. The hours of campaigns and the office's phones do not matter to it."""
    match context.pause_mark.read():
        case Hold.IN_SLACK:
            return Conflict("all_paused")
        case hold if hold is not Hold.FREE:
            return Conflict("pause_mark")
    if not is_daytime(unit.now):
        return Conflict("test_at_night")
    return None if instance.may_send(context, unit) else Conflict("sending_locked")


def _make_rows(
    context: ServiceContext, unit: Read, campaign: Campaign, tests: DraftTests, actor: Actor
) -> list[dict[str, object]]:
    have = {one.phone_key for one in tests.messages if _has_arrived(one, tests)}
    units = count_units(_render(context, unit, campaign), context.provider.terms)
    numbered = enumerate(draft_test_views.list_phones(context), start=1)
    keyed = [(position, unit.db.vault.hash_value("phone", number)) for position, number in numbered]
    return [
        {
            "campaign_id": campaign.id,
            "run": tests.run + 1,
            "position": position,
            "phone_key": key,
            "text_hash": tests.text,
            "reference": f"{draft_tests.REFERENCE_PREFIX}{secrets.token_hex(10)}",
            "provider": context.provider.terms.identity,
            "units": units,
            "requested_by": actor.user,
            "requested_at": times.format_moment(unit.now),
        }
        for position, key in keyed
        if key not in have
    ]


def _has_arrived(test: DraftTest, tests: DraftTests) -> bool:
    return test.state is (DraftTestState.DELIVERED if tests.reports_receipts else DraftTestState.ACCEPTED)


def _render(context: ServiceContext, unit: Read, campaign: Campaign) -> str:
    """Render the text as its recipients get it, with a 受付番号 that is nobody's and as long as the longest one."""
    target = lists.get_list(unit.db, campaign.list_id)
    people = 0 if target is None else target.counts.recipients
    longest = make_ref(messages.get_next_number(unit.db) + people)
    return audience.render_sample(context, campaign.body, make_test_ref(len(longest)), campaign.letter_on)


def find_due(context: ServiceContext, actor: Actor) -> list[int]:
    """Return the campaigns with test messages to send, or with one whose outcome was not recorded."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return draft_tests.list_due_campaigns(unit.db)


def send_waiting(
    context: ServiceContext, actor: Actor, connection: Connection, campaign_id: int, pace: Callable[[], object]
) -> None:
    """Send the test messages of a campaign that wait. `pace`: waits until the contracted rate allows a request."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = draft_tests.list_tests(unit.db, campaign_id)
    for one in waiting:
        if one.state is DraftTestState.CLAIMED:  # the process ended, or the store failed: nobody sends it any more
            _record(context, actor, campaign_id, one.id, Uncertain("not_recorded"))
        elif one.state is DraftTestState.WAITING:
            claimed = _claim(context, actor, one)
            if claimed is not None:
                result = _send(context, actor, connection, claimed, pace)
                _log.info("test_sent", extra={"test_id": one.id, "result": type(result).__name__})
                _record(context, actor, campaign_id, one.id, result)


def _claim(context: ServiceContext, actor: Actor, test: DraftTest) -> _Claimed | None:
    """Claim a test message, or give it up; None where it does not leave, or not yet."""
    claimed: _Claimed | None = None
    with change(context, actor, Action.TEST_CLAIM, f"campaign:{test.campaign_id}") as unit:
        claimed = _claim_or_give_up(context, unit, test)
        if not unit.facts:
            unit.end_unchanged()
    if claimed is not None:
        instance.keep_mark(context, actor)  # an older copy of this file does not send it once more
    return claimed


def _claim_or_give_up(context: ServiceContext, unit: Change, test: DraftTest) -> _Claimed | None:
    campaign = require_campaign(unit, test.campaign_id)
    number = _find_number(context, unit, test)
    fault = _find_fault(context, unit, campaign, test, has_number=number is not None)
    if fault is not None or number is None:
        draft_tests.end(unit.db, test.id, DraftTestState.WAITING, DraftTestState.NOT_SENT, fault or "", unit.now)
        unit.add_facts(test=test.id, given_up=fault)
        unit.queue_post(CAMPAIGN_POST, test.campaign_id)
        return None
    if _find_hold(context, unit) is not None or not draft_tests.claim(unit.db, test.id, unit.now):
        return None
    unit.add_facts(test=test.id)
    text = _render(context, unit, campaign)
    return _Claimed(test.id, Outgoing(test.reference, number, text, find_day_end(unit.now), unit.now))


def _find_number(context: ServiceContext, unit: Read, test: DraftTest) -> str | None:
    phones = draft_test_views.list_phones(context)
    return next((one for one in phones if unit.db.vault.hash_value("phone", one) == test.phone_key), None)


def _find_fault(
    context: ServiceContext, unit: Read, campaign: Campaign, test: DraftTest, *, has_number: bool
) -> str | None:
    """Find why a test message is not sent any more."""
    if campaign.state is not CampaignState.DRAFT or draft_test_views.hash_draft(context, campaign) != test.text_hash:
        return "draft_changed"
    if not has_number or test.provider != context.provider.terms.identity:
        return "settings_changed"
    return "waited_too_long" if unit.now - test.requested_at > _LONGEST_WAIT else None


class _TestDeparture:
    """The departure of a test message: paced, and checked again just before the first byte."""

    def __init__(self, may_leave: Callable[[], bool], pace: Callable[[], object]) -> None:
        self._check = may_leave
        self._pace = pace
        self.is_kept_back = False

    def may_leave(self) -> bool:
        """Wait for the pace, then check."""
        self._pace()
        self.is_kept_back = not self._check()
        return not self.is_kept_back

    def has_left(self) -> None:
        """Do nothing: the pace counts a request when it may leave."""


def _send(
    context: ServiceContext, actor: Actor, connection: Connection, claimed: _Claimed, pace: Callable[[], object]
) -> SendResult:
    def may_leave() -> bool:
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            return _find_hold(context, unit) is None

    departure = _TestDeparture(may_leave, pace)
    try:
        result = connection.send(replace(claimed.outgoing, departure=departure))
    except Exception:  # noqa: BLE001 - after an error in an adapter it is unknown whether the message left
        _log.exception("test_failed", extra={"test_id": claimed.test_id})
        return Uncertain("adapter_failed")
    return NotSent(KEPT_BACK) if departure.is_kept_back else result


def _record(context: ServiceContext, actor: Actor, campaign_id: int, test_id: int, result: SendResult) -> None:
    with change(context, actor, Action.TEST_RECORD, f"campaign:{campaign_id}") as unit:
        unit.add_facts(test=test_id, result=type(result).__name__)
        unit.queue_post(CAMPAIGN_POST, campaign_id)
        match result:
            case Accepted(provider_id=provider_id):
                if draft_tests.accept(unit.db, test_id, provider_id):
                    return
                state, reason = DraftTestState.UNCERTAIN, "same_id"
            case Refused(opted_out=opted_out):
                state = DraftTestState.UNDELIVERED
                reason = NotDelivered.REFUSED if opted_out else NotDelivered.REJECTED_BY_PROVIDER
            case NotSent(reason=reason):
                state = DraftTestState.NOT_SENT
            case Uncertain(reason=reason):
                state = DraftTestState.UNCERTAIN
        draft_tests.end(unit.db, test_id, DraftTestState.CLAIMED, state, reason, unit.now)


def check_waivable(context: ServiceContext, actor: Actor, campaign_id: int, text: str) -> None:
    """Refuse a waiver before its form is shown. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.TEST_WAIVE, f"campaign:{campaign_id}") as unit:
        _require_text(context, unit, actor, campaign_id, text)


def waive_tests(
    context: ServiceContext, actor: Actor, campaign_id: int, text: str, reason: WaiverReason, note: str
) -> None:
    """Let the draft be submitted without test messages that arrived. `text`: the hash of the text that the user saw.

    Raises NotFound, NotAllowed, Conflict.
    """
    with change(context, actor, Action.TEST_WAIVE, f"campaign:{campaign_id}") as unit:
        _require_text(context, unit, actor, campaign_id, text)
        _add_statement(
            context,
            unit,
            campaign_id,
            text,
            DraftTestStatement(StatementKind.WAIVED, actor.user, unit.now, reason, note),
        )
        unit.add_facts(waived=reason.value, text=text)


def confirm_arrival(context: ServiceContext, actor: Actor, campaign_id: int, text: str) -> None:
    """Record that a person saw the message on every test phone, where the provider reports no receipts.

    Raises NotFound, NotAllowed, Conflict.
    """
    with change(context, actor, Action.TEST_CONFIRM, f"campaign:{campaign_id}") as unit:
        if not _require_tests(context, unit, campaign_id, text).needs_look:
            raise Conflict("test_not_everywhere")
        _add_statement(
            context, unit, campaign_id, text, DraftTestStatement(StatementKind.ARRIVED, actor.user, unit.now, None, "")
        )
        unit.add_facts(text=text)


def _require_tests(context: ServiceContext, unit: Read, campaign_id: int, text: str) -> DraftTests:
    """Return the tests of a draft whose text is still the one that the user saw."""
    campaign = _require_draft(unit, campaign_id)
    tests = draft_test_views.find_tests(context, unit, campaign)
    if tests is None or tests.text != text:
        raise Conflict("test_text_changed")
    return tests


def _require_text(context: ServiceContext, unit: Read, actor: Actor, campaign_id: int, text: str) -> None:
    _require_tests(context, unit, campaign_id, text)
    campaign = require_campaign(unit, campaign_id)
    if actor.user in (campaign.author, campaign.editor):
        raise NotAllowed("own_test_waiver")


def _add_statement(
    context: ServiceContext, unit: Change, campaign_id: int, text: str, statement: DraftTestStatement
) -> None:
    draft_tests.add_statement(unit.db, campaign_id, text, context.provider.terms.identity, statement)
    unit.queue_post(CAMPAIGN_POST, campaign_id)


def is_of_test(unit: Read, provider: str, receipt: Receipt) -> bool:
    """Whether a report is about a test message: also of an older state of this file, or one without an id yet."""
    if messages.find_by_provider_id(unit.db, provider, receipt.provider_id) is not None:
        return False
    if (receipt.reference or "").startswith(draft_tests.REFERENCE_PREFIX):
        return True
    if draft_tests.find_reported(unit.db, provider, receipt) is not None:
        return True
    # Where reports have no reference, one on a message whose answer was lost is known by its number alone.
    has_only_number = receipt.reference is None and receipt.to is not None
    return has_only_number and draft_tests.is_without_id(unit.db, provider, receipt.to or "")


def is_news(unit: Read, provider: str, receipt: Receipt) -> bool:
    """Whether a report on a test message moves its state forward."""
    test = draft_tests.find_reported(unit.db, provider, receipt)
    return test is not None and _RANKS.get(receipt.state.value, 0) > _RANKS.get(test.state.value, 0)


def record_receipt(unit: Change, provider: str, receipt: Receipt) -> None:
    """Record a report on a test message. It moves only its own state: no suppression, no alarm, no figure."""
    test = draft_tests.find_reported(unit.db, provider, receipt)
    if test is not None and is_news(unit, provider, receipt) and draft_tests.finish(unit.db, test, receipt, unit.now):
        unit.queue_post(CAMPAIGN_POST, test.campaign_id)


def has_overdue(unit: Read, before: datetime) -> bool:
    """Whether a test message has been open too long."""
    return bool(draft_tests.list_overdue(unit.db, before))


def close_overdue(unit: Change, before: datetime) -> None:
    """Close the test messages that have been open too long."""
    for test in draft_tests.list_overdue(unit.db, before):
        draft_tests.end(unit.db, test.id, DraftTestState.ACCEPTED, DraftTestState.UNKNOWN, "", unit.now)
        unit.queue_post(CAMPAIGN_POST, test.campaign_id)
