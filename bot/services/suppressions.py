"""Suppressions: whom no message may reach, from the next claim on, and what ends that."""

from collections.abc import Sequence
from datetime import date

from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import BadInput, Conflict, NotFound
from bot.model.posts import PAYMENT_FILE_POST
from bot.model.suppressions import (
    END_REASONS_BY_HAND,
    REASONS_BY_HAND,
    REASONS_OF_BOTH,
    REASONS_OF_NUMBERS,
    REASONS_OF_THE_CITY,
    REASONS_WITH_END,
    AddedSuppression,
    EndReason,
    RemainingHold,
    ReversedDecision,
    ReversedPeople,
    Suppression,
    SuppressionLine,
    SuppressionPage,
    SuppressionReason,
    SuppressionRequest,
    TypedPerson,
)
from bot.rules import eligibility
from bot.rules.message_text.refs import is_test_ref
from bot.rules.suppressions import read_person
from bot.services.audience import make_basis
from bot.services.context import JST, ServiceContext
from bot.services.imports.old_ids import load_old_ids
from bot.services.unit_of_work import Change, Read, change, check, read, require
from bot.store import eligibility_facts, lists, people, reversals, similar_ids, suppressed_people
from bot.store import suppressions as stored

PAGE = 10
"""So many suppressions are on a page: each takes two blocks of the hundred that a modal may have."""


def suppress(
    unit: Change,
    reason: SuppressionReason,
    *,
    phone: bytes | None,
    taxpayer: bytes | None,
    source: str,
    by: str | None,
    until: date | None = None,
    note: str | None = None,
    of_both: bool = False,
) -> int:
    """Suppress a person within a change, and return how many suppressions were added or prolonged.

    `phone` and `taxpayer` are the keyed hashes that are known of the person. The reason decides which of them is
    suppressed; if that one is not known, the other is. `of_both`: a user named both, so both are meant, whatever the
    reason: one of them may be mistyped. `until` is the last day. Raises BadInput for a last day where the reason has
    none, or one that is past.
    """
    check_until(reason, until, unit.today)
    found = [(kind, key) for kind, key in ((stored.PHONE, phone), (stored.TAXPAYER, taxpayer)) if key is not None]
    if not of_both and reason not in REASONS_OF_BOTH and len(found) > 1:
        wanted = stored.PHONE if reason in REASONS_OF_NUMBERS else stored.TAXPAYER
        found = [(kind, key) for kind, key in found if kind == wanted]
    added = sum(
        stored.add_suppression(
            unit.db, kind, key, reason=reason.value, source=source, by=by, now=unit.now, until=until, note=note
        )
        for kind, key in found
    )
    unit.add_facts(suppressed=reason.value, added=added)
    return added


def check_until(reason: SuppressionReason, until: date | None, today: date) -> None:
    """Check a last day. Raises BadInput."""
    if until is None:
        return
    if reason not in REASONS_WITH_END:
        raise BadInput("suppression_without_end", "until")
    if until < today:
        raise BadInput("suppression_end_past", "until")


def require_desk(context: ServiceContext, actor: Actor) -> None:
    """Require that somebody may suppress people, before the form is shown. Raises NotAllowed, audited."""
    require(context, actor, Action.SUPPRESSION_ADD)


def read_request(
    context: ServiceContext,
    ref: str,
    taxpayer: str,
    phone: str,
    reason: SuppressionReason | None,
    until: date | None,
    note: str,
) -> SuppressionRequest:
    """Read what was typed into the form. Raises BadInput with the field."""
    person = read_person(ref, taxpayer, phone)
    if reason not in REASONS_BY_HAND:
        raise BadInput("reason_missing", "reason")
    check_until(reason, until, context.clock.now().astimezone(JST).date())
    return SuppressionRequest(person, reason, until, note.strip())


def add_suppression(context: ServiceContext, actor: Actor, request: SuppressionRequest) -> AddedSuppression:
    """Suppress whom somebody typed in. Raises NotAllowed, NotFound, BadInput, Conflict (it is in force already).

    An id that a renumbering replaced means everybody whom it may mean now. A typed number means everybody who has it
    on a list, also as a second number, unless an id beside it says who of them; a reason of numbers means it alone.
    """
    message_id, phone, taxpayers = _find_person(context, actor, request.person)
    subject = "-" if message_id is None else f"message:{message_id}"
    with change(context, actor, Action.SUPPRESSION_ADD, subject) as unit:
        holders = (
            () if phone is None or request.person.ref is not None else suppressed_people.list_holders(unit.db, phone)
        )
        if request.reason not in REASONS_OF_NUMBERS and not set(taxpayers) & set(holders):
            taxpayers += holders
        added = sum(
            suppress(
                unit,
                request.reason,
                phone=phone,
                taxpayer=taxpayer,
                source=stored.TYPED,
                by=actor.user,
                until=request.until,
                note=request.note or None,
                of_both=request.person.ref is None,
            )
            for taxpayer in taxpayers or (None,)
        )
        if not added:
            raise Conflict("suppression_known")
        _add_similar_ids(unit, request.person)
        unit.add_facts(added=added, until=None if request.until is None else request.until.isoformat())
        people = suppressed_people.count_listed(unit.db, taxpayers or holders)
        return AddedSuppression(request.reason, request.until, request.person.ref, people, of_people=bool(taxpayers))


def _add_similar_ids(unit: Change, person: TypedPerson) -> None:
    """Store which ids the typed one may be the same person's as."""
    if person.taxpayer is not None and person.similar_ids:
        own, *others = unit.db.vault.hash_values("taxpayer", [person.taxpayer, *(one for one, _ in person.similar_ids)])
        flags = [is_branch for _, is_branch in person.similar_ids]
        similar_ids.add_similar_ids(unit.db, ((own, one, flag) for one, flag in zip(others, flags, strict=True)))


def _find_person(
    context: ServiceContext, actor: Actor, person: TypedPerson
) -> tuple[int | None, bytes | None, tuple[bytes, ...]]:
    """Return the message, if a 受付番号 names one, and the keyed hashes of the number and of the taxpayers."""
    with check(context, actor, Action.SUPPRESSION_ADD, "-") as unit:
        if person.ref is not None:
            message_id = people.find_by_ref(unit.db, person.ref)
            found = None if message_id is None else people.get_person(unit.db, message_id)
            if found is None:
                raise NotFound("ref_of_test" if is_test_ref(person.ref) else "ref_unknown", ref=person.ref)
            return message_id, found.phone_key, (found.person_key,)
        vault = context.store.vault
        phone = None if person.phone is None else vault.hash_value("phone", person.phone)
        if person.taxpayer is None:
            return None, phone, ()
        taxpayer = vault.hash_value("taxpayer", person.taxpayer)
        return None, phone, load_old_ids(unit.db).find_people(taxpayer)


def get_page(
    context: ServiceContext, actor: Actor, reason: SuppressionReason | None = None, number: int = 1
) -> SuppressionPage:
    """Return a page of the suppressions in force; the last one if there are not so many. Raises NotAllowed.

    Who may not end them cannot choose the reasons of the city: the page would say of whom it is.
    """
    with read(context, actor, Action.SUPPRESSION_LOOK) as unit:
        if reason in REASONS_OF_THE_CITY and not actor.may(Action.SUPPRESSION_END):
            reason = None
        counts = stored.count_in_force(unit.db)
        total = sum(counts.values()) if reason is None else counts.get(reason, 0)
        pages = max(1, -(-total // PAGE))
        number = min(max(number, 1), pages)
        found = stored.list_in_force(unit.db, reason, offset=(number - 1) * PAGE, limit=PAGE)
        return SuppressionPage(
            counts=counts,
            reason=reason,
            number=number,
            pages=pages,
            lines=[SuppressionLine(suppression, ref) for suppression, ref in found],
            may_end=actor.may(Action.SUPPRESSION_END),
            may_export=actor.may(Action.SUPPRESSION_EXPORT),
        )


def check_endable(context: ServiceContext, actor: Actor, suppression_id: int) -> SuppressionLine:
    """Return a suppression that somebody may end, before the form is shown. Raises NotAllowed, NotFound, Conflict."""
    with check(context, actor, Action.SUPPRESSION_END, f"suppression:{suppression_id}") as unit:
        return SuppressionLine(_require_in_force(unit, suppression_id), stored.find_newest_ref(unit.db, suppression_id))


def _require_in_force(unit: Read, suppression_id: int) -> Suppression:
    found = stored.get_suppression(unit.db, suppression_id)
    if found is None:
        raise NotFound("suppression_gone")
    if found.ended_at is not None:
        raise Conflict("suppression_ended")
    return found


def end_suppression(
    context: ServiceContext, actor: Actor, suppression_id: int, reason: EndReason, note: str = ""
) -> RemainingHold:
    """End a suppression by a person's decision; return what still keeps messages from the person.

    Raises NotAllowed, NotFound, Conflict (it has ended already).
    """
    assert reason in END_REASONS_BY_HAND
    with change(context, actor, Action.SUPPRESSION_END, f"suppression:{suppression_id}") as unit:
        found = _require_in_force(unit, suppression_id)
        stored.end_by_id(unit.db, suppression_id, by=actor.user, reason=reason.value, note=note or None, now=unit.now)
        if found.reason is SuppressionReason.PAYMENT_REVERSED:
            _queue_cards(unit, [suppression_id])
        unit.add_facts(reason=reason.value, suppressed=found.reason.value)
        return _find_hold(context, unit, suppression_id)


def _find_hold(context: ServiceContext, unit: Read, suppression_id: int) -> RemainingHold:
    """Judge who was suppressed as a campaign of their newest list would; of several people, whoever may be messaged."""
    verdicts = []
    for recipient_id, list_id in suppressed_people.list_newest_recipients(unit.db, suppression_id):
        basis = make_basis(context, unit, lists.get_columns(unit.db, list_id), Intent.CALL_BACK)
        verdict = eligibility.judge_rows(eligibility_facts.get_facts(unit.db, recipient_id, unit.now), basis)
        verdicts.append(None if eligibility.is_eligible(verdict) else eligibility.choose_reason(verdict))
    return RemainingHold(
        suppressions=suppressed_people.list_reasons_beside(unit.db, suppression_id),
        excluded=None if None in verdicts or not verdicts else verdicts[0],
        is_listed=bool(verdicts),
        policy=context.settings.policy,
    )


def prepare_reversed(context: ServiceContext, actor: Actor) -> ReversedPeople:
    """Return whom a decision on taken-back payments is about. Raises NotAllowed, Conflict (nobody is left)."""
    with check(context, actor, Action.SUPPRESSION_END, "-") as unit:
        found = [one for one, _ in reversals.list_reversed(unit.db)]
        if not found:
            raise Conflict("nobody_reversed")
        return ReversedPeople(len(found), len(reversals.list_named_as_unpaid(unit.db)), max(found))


def end_reversed(context: ServiceContext, actor: Actor, decision: ReversedDecision) -> int:
    """End these suppressions by a person's decision, up to the newest that the form knew of; return how many people.

    What else keeps messages from them holds. Raises NotAllowed, Conflict (nobody is left).
    """
    assert decision.reason in END_REASONS_BY_HAND
    with change(context, actor, Action.SUPPRESSION_END, "-") as unit:
        listed = set(reversals.list_named_as_unpaid(unit.db)) if decision.only_listed else None
        known = [one for one, _ in reversals.list_reversed(unit.db) if one <= decision.upto]
        found = [one for one in known if listed is None or one in listed]
        if not found:
            raise Conflict("nobody_reversed")
        reason, note = decision.reason.value, decision.note or None
        for one in found:
            stored.end_by_id(unit.db, one, by=actor.user, reason=reason, note=note, now=unit.now)
        _queue_cards(unit, found)
        unit.add_facts(reason=reason, suppressed="payment_reversed", listed=decision.only_listed, ended=len(found))
        return len(found)


def _queue_cards(unit: Change, ended: Sequence[int]) -> None:
    """Let the cards of the payment files say how many people are left to decide on."""
    for file_id in reversals.list_files_of(unit.db, ended):
        unit.queue_post(PAYMENT_FILE_POST, file_id)


def end_due(context: ServiceContext, actor: Actor) -> None:
    """End the suppressions whose last day is over, and those of people who said that they had paid, once they have.

    Whoever has paid all that lists name is then held by the rule on paid debts. If this runs late, people are
    suppressed for longer.
    """
    with read(context, actor, Action.SUPPRESSION_EXPIRE) as reading:
        if not any(_list_due(reading)):
            return
    with change(context, actor, Action.SUPPRESSION_EXPIRE, "-") as unit:
        over, confirmed = _list_due(unit)
        for reason, ids in ((EndReason.DAY_OVER, over), (EndReason.PAYMENT_COUNTED, confirmed)):
            for one in ids:
                stored.end_by_id(unit.db, one, by=actor.user, reason=reason.value, note=None, now=unit.now)
        unit.add_facts(over=len(over), paid=len(confirmed))


def _list_due(unit: Read) -> tuple[list[int], list[int]]:
    """Return the suppressions whose last day is over, and those that payments of everything listed end."""
    return stored.list_over(unit.db, unit.today), stored.list_confirmed(unit.db)
