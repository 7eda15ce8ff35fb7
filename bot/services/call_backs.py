"""Records what a caller said; everything that follows takes effect at the next claim, running campaigns included."""

from datetime import UTC, date, datetime

from bot.model.access import Action, Actor
from bot.model.call_backs import (
    CallBack,
    CallBackDetail,
    CallBackEntry,
    CallBackForm,
    CallBackResult,
    CorrectionEntry,
    CorrectionForm,
    CorrectionOutcome,
)
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import Conflict, NotFound
from bot.model.people import PersonView
from bot.model.posts import CALL_ALERT_POST, CAMPAIGN_POST, EventKey
from bot.model.suppressions import EndReason
from bot.rules.call_backs import check_entry, find_reason, find_suppression, is_alarming
from bot.services.breaker import pause_campaign
from bot.services.campaigns import require_campaign
from bot.services.context import ServiceContext
from bot.services.people import MOST_RECORDS, build_view, find_message, require_person
from bot.services.suppressions import suppress
from bot.services.unit_of_work import Change, Read, change, check
from bot.store import audit, call_backs, message_counts, people, promises, suppressions
from bot.store.people import FoundPerson

_SOURCE = "look_up"
_BEGINNING = datetime.min.replace(tzinfo=UTC)
PAUSES = {
    CallBackResult.PAID_SAID: PauseReason.PAID_CALLS,
    CallBackResult.WRONG_NUMBER: PauseReason.WRONG_NUMBER_CALLS,
}


def prepare_form(
    context: ServiceContext, actor: Actor, message_id: int, result: CallBackResult, *, is_verified: bool
) -> CallBackForm:
    """Return what the form for a record shows. Raises NotFound, NotAllowed."""
    return _prepare_form(context, actor, message_id, result, is_verified=is_verified, seen=None)


def prepare_again(context: ServiceContext, actor: Actor, entry: CallBackEntry) -> CallBackForm:
    """Return what the form shows again after a refusal, with what was recorded since. Raises NotFound, NotAllowed.

    A wish for instalments is a choice in the form of a promise.
    """
    result = CallBackResult.PROMISE if entry.result is CallBackResult.PLAN_WISHED else entry.result
    return _prepare_form(context, actor, entry.message_id, result, is_verified=entry.is_verified, seen=entry.seen)


def _prepare_form(
    context: ServiceContext,
    actor: Actor,
    message_id: int,
    result: CallBackResult,
    *,
    is_verified: bool,
    seen: int | None,
) -> CallBackForm:
    with check(context, actor, Action.CALL_BACK_RECORD, f"message:{message_id}") as unit:
        found = require_person(unit, message_id)
        newer = [] if seen is None else call_backs.list_after(unit.db, found.person_key, seen)
        return CallBackForm(
            message_id=message_id,
            ref=found.message.ref,
            is_verified=is_verified,
            result=result,
            others=people.count_others(unit.db, found.phone_key, found.person_key),
            today=unit.today,
            seen=call_backs.find_newest(unit.db, found.person_key),
            default_days=context.settings.policy.promise_default_days,
            newer=newer,
        )


def prepare_promise(context: ServiceContext, actor: Actor) -> int:
    """Return the newest record of anybody when the form of a promise opens: later ones were not seen.

    Raises NotAllowed.

    Whose promise it is the form says only when it is sent.
    """
    with check(context, actor, Action.CALL_BACK_RECORD, "-") as unit:
        return call_backs.find_newest_of_all(unit.db)


def make_promise(
    context: ServiceContext, actor: Actor, ref: str, detail: CallBackDetail, day: date | None, note: str, seen: int
) -> CallBackEntry:
    """Make what is to be recorded of a promise of the person with a 受付番号, whom the operator has confirmed.

    `day`: None if they did not say when. `seen`: what `prepare_promise` returned when the form opened.
    Raises NotFound, NotAllowed.
    """
    message_id = find_message(context, actor, ref)
    return CallBackEntry(message_id, True, CallBackResult.PROMISE, detail, day, note, seen)


def record_call_back(context: ServiceContext, actor: Actor, entry: CallBackEntry) -> PersonView:
    """Record what a caller said, with all that follows; return the person as they are now.

    The same record of the same operator, sent twice by a double click, counts once. Raises Conflict if somebody else
    has recorded something since the form was opened, BadInput (`day`), NotFound, NotAllowed, Refusal.
    """
    with change(context, actor, Action.CALL_BACK_RECORD, f"message:{entry.message_id}") as unit:
        found = require_person(unit, entry.message_id)
        check_entry(entry, unit.today)
        newer = call_backs.list_after(unit.db, found.person_key, entry.seen)
        if newer and not all(_is_same(one, found, entry, actor) for one in newer):
            raise Conflict("recorded_meanwhile")
        unit.add_facts(result=entry.result.value, detail=entry.detail.value, verified=entry.is_verified)
        if newer:
            unit.add_facts(repeated=newer[-1].id)
        else:
            unit.add_facts(record=call_backs.add_call_back(unit.db, entry, actor.user, unit.now))
            _apply_effect(context, unit, found, entry, actor)
            _check_alarm(unit, found.message.campaign_id, entry.result)
        return build_view(unit, actor, entry.message_id, is_verified=entry.is_verified)


def _is_same(newer: CallBack, found: FoundPerson, entry: CallBackEntry, actor: Actor) -> bool:
    return (newer.by, newer.ref, newer.is_verified, newer.result, newer.detail, newer.promised_on) == (
        actor.user,
        found.message.ref,
        entry.is_verified,
        entry.result,
        entry.detail,
        entry.promised_on,
    ) and (newer.note or "") == entry.note


def _apply_effect(
    context: ServiceContext, unit: Change, found: FoundPerson, entry: CallBackEntry, actor: Actor
) -> None:
    """Add the promise or the suppression that follows from a record."""
    if entry.promised_on is not None:
        promises.add_from_call(unit.db, found.person_key, entry.promised_on, unit.today, unit.today, renewed=True)
    reason, until = find_suppression(entry, context.settings.policy, unit.today)
    if reason is not None:
        phone, person = found.phone_key, found.person_key
        suppress(unit, reason, phone=phone, taxpayer=person, source=_SOURCE, by=actor.user, until=until)


def prepare_correction(context: ServiceContext, actor: Actor, message_id: int) -> CorrectionForm:
    """Return what the form for a correction shows. Raises NotFound, NotAllowed, Conflict (there is nothing left)."""
    with check(context, actor, Action.CALL_BACK_CORRECT, f"message:{message_id}") as unit:
        found = require_person(unit, message_id)
        records = call_backs.list_newest(unit.db, found.person_key, MOST_RECORDS)
        open_ones = [one for one in records if one.correction is None]
        if not open_ones:
            raise Conflict("record_corrected")
        return CorrectionForm(message_id, found.message.ref, open_ones)


def correct_call_back(
    context: ServiceContext, actor: Actor, entry: CorrectionEntry
) -> tuple[PersonView, CorrectionOutcome]:
    """Take a record back by another one; return the person as they are now, and what was undone.

    Only the promise or the suppression that the record led to is undone, and only if nothing else that was said keeps
    it in force. Raises NotAllowed, NotFound, Conflict (it is taken back already).
    """
    with change(context, actor, Action.CALL_BACK_CORRECT, f"message:{entry.message_id}") as unit:
        found = require_person(unit, entry.message_id)
        record = call_backs.get_of_person(unit.db, found.person_key, entry.call_back_id)
        if record is None:
            raise NotFound("message_gone")
        if not call_backs.add_correction(unit.db, record.id, actor.user, entry.reason, unit.now):
            raise Conflict("record_corrected")
        outcome = _undo(unit, record, actor) if entry.undoes else CorrectionOutcome()
        unit.add_facts(record=record.id, reason=entry.reason.value, undone=outcome.is_undone, held=outcome.is_held)
        return build_view(unit, actor, entry.message_id, is_verified=True), outcome


def _undo(unit: Change, record: CallBack, actor: Actor) -> CorrectionOutcome:
    """Undo what a record led to that was taken back."""
    if record.promised_on is not None:
        is_undone = promises.cancel_corrected(unit.db, record.id, unit.today)
        return CorrectionOutcome(is_undone, is_held=promises.has_open(unit.db, record.id))
    reason = find_reason(record.result, record.promised_on)
    if reason is None:
        return CorrectionOutcome()
    found = suppressions.list_of_call_back(unit.db, record.id, reason.value)
    ended = [one for one, is_free in found if is_free]
    for one in ended:
        suppressions.end_by_id(unit.db, one, by=actor.user, reason=EndReason.MISTAKE.value, note=None, now=unit.now)
    return CorrectionOutcome(bool(ended), is_held=len(ended) < len(found))


def _check_alarm(unit: Change, campaign_id: int, result: CallBackResult) -> None:
    """Pause the campaign if too many of its people say so, or alert the supervisors if there is nothing to pause."""
    if result not in PAUSES:
        return
    since = _find_last_alarm(unit, campaign_id, result)
    number = call_backs.count_people(unit.db, campaign_id, result, since)
    sent = message_counts.get_hand_over(unit.db, campaign_id).number
    if not is_alarming(result, number, sent):
        return
    subject, facts = f"campaign:{campaign_id}", {"messages": number, "sent": sent}
    if require_campaign(unit, campaign_id).state is CampaignState.SENDING:
        pause_campaign(unit, campaign_id, PAUSES[result], **facts)
    else:
        entry = unit.audit_also(Action.CALL_BACK_ALERT, subject, reason=PAUSES[result].value, **facts)
        unit.queue_post(CALL_ALERT_POST, EventKey(campaign_id, entry))
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _find_last_alarm(unit: Read, campaign_id: int, result: CallBackResult) -> datetime:
    """Find when people were alerted for this result last: what they know of does not alert them again."""
    alarms = [
        entry.at
        for entry in audit.list_done(unit.db, f"campaign:{campaign_id}")
        if entry.facts.get("reason") == PAUSES[result]
    ]
    return max(alarms, default=_BEGINNING)
