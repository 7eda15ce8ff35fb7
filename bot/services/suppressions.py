"""Suppressions: whom no message may reach, from the next claim on, and what ends that."""

from datetime import date

from bot.model.access import Action, Actor
from bot.model.errors import BadInput, Conflict, NotFound
from bot.model.suppressions import (
    END_REASONS_BY_HAND,
    REASONS_OF_BOTH,
    REASONS_OF_NUMBERS,
    REASONS_WITH_END,
    EndReason,
    SuppressionReason,
)
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import suppressions as stored


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
) -> int:
    """Suppress a person within a change, and return how many suppressions were added or prolonged.

    `phone` and `taxpayer` are the keyed hashes that are known of the person. The reason decides which of them is
    suppressed; if that one is not known, the other is. `until` is the last day. Raises BadInput for a last day where
    the reason has none, or one that is past.
    """
    check_until(reason, until, unit.today)
    found = [(kind, key) for kind, key in ((stored.PHONE, phone), (stored.TAXPAYER, taxpayer)) if key is not None]
    if reason not in REASONS_OF_BOTH and len(found) > 1:
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


def end_suppression(
    context: ServiceContext, actor: Actor, suppression_id: int, reason: EndReason, note: str | None = None
) -> None:
    """End a suppression by a person's decision. Raises NotAllowed, NotFound, Conflict (it has ended already)."""
    assert reason in END_REASONS_BY_HAND
    with change(context, actor, Action.SUPPRESSION_END, f"suppression:{suppression_id}") as unit:
        found = stored.get_suppression(unit.db, suppression_id)
        if found is None:
            raise NotFound
        if not stored.end_by_id(
            unit.db, suppression_id, by=actor.user, reason=reason.value, note=note or None, now=unit.now
        ):
            raise Conflict("suppression_ended")
        unit.add_facts(reason=reason.value, suppressed=found.reason.value)


def end_due(context: ServiceContext, actor: Actor) -> None:
    """End the suppressions whose last day is over, and those of people who said that they had paid, once they have.

    Whoever has paid is then held by the rules on payments. If this runs late, people are suppressed for longer.
    """
    with read(context, actor, Action.SUPPRESSION_EXPIRE) as reading:
        if not any(_list_due(context, reading)):
            return
    with change(context, actor, Action.SUPPRESSION_EXPIRE, "-") as unit:
        over, confirmed = _list_due(context, unit)
        for reason, ids in ((EndReason.DAY_OVER, over), (EndReason.PAYMENT_COUNTED, confirmed)):
            for one in ids:
                stored.end_by_id(unit.db, one, by=actor.user, reason=reason.value, note=None, now=unit.now)
        unit.add_facts(over=len(over), paid=len(confirmed))


def _list_due(context: ServiceContext, unit: Read) -> tuple[list[int], list[int]]:
    """Return the suppressions whose last day is over, and those that a payment ends."""
    return stored.list_over(unit.db, unit.today), stored.list_confirmed(
        unit.db, context.settings.policy.payment_lag_days
    )
