"""Sending: start due campaigns, claim messages, and record the result of each, those of several workers together.

A message is sent at most once because of its claim (see `claims`): it is on the disk before the first byte leaves. A
request with an unknown outcome is never repeated unchecked (see `uncertain`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Move, PauseReason
from bot.model.posts import CAMPAIGN_POST, PAUSED_POST
from bot.model.providers import KEPT_BACK, Accepted, NotSent, Refused, SendResult, Uncertain
from bot.model.reasons import NotDelivered
from bot.rules.campaigns import is_past_validity
from bot.rules.uncertain import find_alarm
from bot.services import breaker, first_batch, instance
from bot.services.campaigns import cancel_queued_if_over, move_campaign
from bot.services.claims import ClaimedMessage, Claims, is_anything_allowed
from bot.services.context import ServiceContext
from bot.services.receipts import suppress_opted_out
from bot.services.unit_of_work import Change, ChangeGroup, Read, change, change_together, read
from bot.services.voiding import void_if_changed
from bot.store import campaigns, message_counts, message_queue, messages, posts
from bot.store.database import TransactionEnded
from bot.store.instance import NewestEvent, get_newest_event

_TRIES_BEFORE_PAUSE = 10
_SHOWN_WAIT = 10.0
"""Seconds from which on a wait for the provider stands on cards."""
"""After so many requests of one message that did not leave, while others do, its campaign pauses; after a resume, so
many more. Answers that ask to try later (429) do not count: rules/breaker judges them."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A claimed message and the result of its request.

    `pause`: why the breaker pauses all campaigns of the account with it.
    """

    claimed: ClaimedMessage
    result: SendResult
    pause: str | None = None


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What one worker needs next: a result recorded, if there is one, and then a message claimed, if `claims`."""

    sent: SentMessage | None
    claims: bool


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of a request. Whose result could not be recorded (`fault`) has claimed nothing.

    `claimed` None: there was no message, or none in this transaction (`again`).
    """

    claimed: ClaimedMessage | None = None
    fault: Exception | None = None
    again: bool = False


def list_due_campaigns(unit: Read) -> list[Campaign]:
    """List the approved campaigns whose time has come."""
    return [
        campaign
        for campaign in campaigns.list_in_states(unit.db, CampaignState.APPROVED)
        if campaign.starts_at is not None
        and campaign.starts_at <= unit.now
        and not is_past_validity(campaign, unit.now)
    ]


def start_due_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Start the approved campaigns that are due, if the send window is open."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        due = list_due_campaigns(unit)
        is_open = context.settings.hours.is_open(unit.now)
    if not is_open or not due or not instance.is_compared(context, unit.now):
        return
    for campaign in due:
        if void_if_changed(context, actor, campaign):
            continue
        with change(context, actor, Action.CAMPAIGN_START, f"campaign:{campaign.id}") as unit:
            move_campaign(unit, campaign, Move.START)
            campaigns.set_started(unit.db, campaign.id, unit.now)
            first_batch.begin_batch(context, unit, campaign.id)


def finish_done_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Finish the campaigns that have no message left to send, also paused ones: there is nothing to resume.

    Those wait until the alert on their pause is posted, because one on a pause that is over is not posted any more.
    """
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        current = campaigns.list_in_states(unit.db, CampaignState.SENDING, CampaignState.PAUSED)
        done = [
            campaign
            for campaign in current
            if message_counts.is_campaign_done(unit.db, campaign.id)
            and not posts.is_event_post_due(unit.db, PAUSED_POST, campaign.id)
        ]
    for campaign in done:
        with change(context, actor, Action.CAMPAIGN_FINISH, f"campaign:{campaign.id}") as unit:
            move_campaign(unit, campaign, Move.FINISH)
            campaigns.set_end(unit.db, campaign.id, unit.now)


def has_sendable(context: ServiceContext, actor: Actor) -> bool:
    """Whether a message can probably be claimed now; cheaper than a claim."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return is_anything_allowed(context, unit) and message_queue.has_queued(unit.db, context.provider.terms.identity)


def note_wait(context: ServiceContext, seconds: float) -> None:
    """Note that the sender waits for so long, so that cards say until when; not where that is over in a moment."""
    if seconds >= _SHOWN_WAIT:
        context.sender_lock.waits_until = context.clock.now() + timedelta(seconds=seconds)


def find_first_look_up(context: ServiceContext, now: datetime) -> datetime | None:
    """Return when the provider is first asked about a message that becomes uncertain now; None: it cannot be asked."""
    terms = context.provider.terms
    return now + timedelta(seconds=terms.settle_seconds) if terms.supports_lookup else None


def claim_message(context: ServiceContext, actor: Actor) -> ClaimedMessage | None:
    """Claim the next message that may be sent now; returns None when there is none. Ineligible ones become held."""
    skipped: set[int] = set()
    while (outcome := take_steps(context, actor, (StepRequest(None, claims=True),), skipped)[0]).again:
        pass
    return outcome.claimed


def record_result(
    context: ServiceContext, actor: Actor, claimed: ClaimedMessage, result: SendResult, *, pause: str | None = None
) -> None:
    """Record the result of a claimed message. `pause`: why the breaker pauses all campaigns of the account with it."""
    request = StepRequest(SentMessage(claimed, result, pause), claims=False)
    (outcome,) = take_steps(context, actor, (request,), set())
    if outcome.fault is not None:
        raise outcome.fault


def take_steps(
    context: ServiceContext, actor: Actor, requests: Sequence[StepRequest], skipped: set[int]
) -> list[StepOutcome]:
    """Do what several workers need, in one transaction. An error that is raised: nothing of it was done.

    All results come first, since one of them may pause a campaign. A claimed message that the state file does not know
    is queued again. `skipped`: messages that can be neither read nor held; it grows.
    """
    try:
        outcomes, newest = _take_together(context, actor, requests, skipped, keeps_others=False)
    except TransactionEnded:  # because of one request, most often: nothing was done, and the others go on without it
        outcomes, newest = _take_together(context, actor, requests, skipped, keeps_others=True)
    claimed = [outcome.claimed for outcome in outcomes if outcome.claimed is not None]
    if claimed and not instance.note_claims(context, newest):
        unsent = [StepRequest(SentMessage(one, NotSent(KEPT_BACK)), claims=False) for one in claimed]
        take_steps(context, actor, unsent, set())
        return [StepOutcome(fault=outcome.fault) for outcome in outcomes]
    return outcomes


def _take_together(
    context: ServiceContext, actor: Actor, requests: Sequence[StepRequest], skipped: set[int], *, keeps_others: bool
) -> tuple[list[StepOutcome], NewestEvent]:
    with change_together(context, actor, Action.SEND_CLAIM, keeps_others=keeps_others) as group:
        recorded = set() if keeps_others else _record_accepted(group, requests)
        faults = [
            None
            if one.sent is None or one.sent.claimed.message_id in recorded
            else _try_to_record(context, group, one.sent)
            for one in requests
        ]
        claiming = [one.claims and fault is None for one, fault in zip(requests, faults, strict=True)]
        queue = Claims(context, group, sum(claiming), skipped) if any(claiming) else None
        claimed = [None] * len(requests) if queue is None else queue.claim(claiming)
        newest = get_newest_event(group.db)
    may_find_more = queue is not None and queue.may_find_more
    outcomes = [
        StepOutcome(message, fault, again=claims and message is None and may_find_more)
        for message, fault, claims in zip(claimed, faults, claiming, strict=True)
    ]
    return outcomes, newest


def _record_accepted(group: ChangeGroup, requests: Sequence[StepRequest]) -> set[int]:
    """Record the messages that were accepted, and nothing else came of, at once; return which were."""
    accepted = {
        one.sent.claimed.message_id: (one.sent.claimed.campaign_id, one.sent.result.provider_id)
        for one in requests
        if one.sent is not None and isinstance(one.sent.result, Accepted) and one.sent.pause is None
    }
    if not accepted:
        return set()
    with group.change(Action.SEND_RECORD, "messages") as unit:
        done = messages.accept_messages(unit.db, {key: value[1] for key, value in accepted.items()}, unit.now)
        for key in done:
            unit.queue_post(CAMPAIGN_POST, accepted[key][0])
    return done


def _try_to_record(context: ServiceContext, group: ChangeGroup, sent: SentMessage) -> Exception | None:
    try:
        with group.change(Action.SEND_RECORD, f"message:{sent.claimed.message_id}") as unit:
            _record(context, unit, sent)
    except TransactionEnded:
        raise
    except Exception as fault:  # noqa: BLE001 - a damaged row: the other results must not wait for it
        return fault
    return None


def _record(context: ServiceContext, unit: Change, sent: SentMessage) -> None:
    claimed, pause = sent.claimed, sent.pause
    match sent.result:
        case Accepted(provider_id=provider_id):
            accepted = messages.accept_message(unit.db, claimed.message_id, provider_id, unit.now)
            if not accepted:
                _record_uncertain(context, unit, claimed, PauseReason.SAME_ID)
        case Refused(opted_out=opted_out):
            refusal = NotDelivered.REFUSED if opted_out else NotDelivered.REJECTED_BY_PROVIDER
            messages.reject_message(unit.db, claimed.message_id, refusal.value, unit.now)
            if opted_out:
                suppress_opted_out(unit, context.provider.terms.name, claimed.message_id)
        case Uncertain(reason=reason):
            _record_uncertain(context, unit, claimed, reason)
        case NotSent(reason=reason, stop=stop):
            pause = reason if stop else pause
            failed = not sent.result.answered and reason != KEPT_BACK
            message_queue.release(unit.db, claimed.message_id, claimed.attempt, reason, unit.now, failed=failed)
            cancel_queued_if_over(unit.db, claimed.campaign_id, unit.now)
            if failed and messages.get_failures(unit.db, claimed.message_id) % _TRIES_BEFORE_PAUSE == 0:
                breaker.pause_campaign(unit, claimed.campaign_id, PauseReason.PROVIDER_UNREACHABLE)
    if pause is not None:
        breaker.pause_account(unit, context.provider.terms.identity, pause)
    unit.queue_post(CAMPAIGN_POST, claimed.campaign_id)


def _record_uncertain(context: ServiceContext, unit: Change, claimed: ClaimedMessage, reason: str) -> None:
    """Mark a message uncertain. An answer that nobody should send on after pauses, until a person has looked."""
    look_up_at = find_first_look_up(context, unit.now)
    if not messages.mark_uncertain(unit.db, claimed.message_id, reason, look_up_at, unit.now):
        return
    alarm = find_alarm(reason)
    if alarm is not None:
        breaker.pause_campaign(unit, claimed.campaign_id, alarm)
