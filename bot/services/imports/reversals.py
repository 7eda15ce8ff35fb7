"""Reversals: whose payment was taken back gets no message until a person says so.

Otherwise a slip of a bank, or a payment that is only booked again under another day, would have somebody messaged who
has paid (docs/decisions/0061).
"""

from collections.abc import Iterable, Mapping

from bot.model.payments import CountedPayment
from bot.model.suppressions import EndReason, SuppressionReason
from bot.rules.payments import find_unreplaced
from bot.services.unit_of_work import Change
from bot.store import payments, reversals, suppressions


def follow_reversals(unit: Change, file_id: int, counted: Mapping[bytes, Iterable[CountedPayment]]) -> set[bytes]:
    """Suppress everybody whose payment these new counts take back; end that of those who have paid again.

    Before the counts are stored: only a reversal that was not open before suppresses, so that what a person has decided
    holds. Returns who was suppressed.
    """
    after = {key: found for key, payments_now in counted.items() if (found := find_unreplaced(payments_now))}
    before = payments.list_counted(unit.db, after)
    people = {key for key, found in after.items() if found - find_unreplaced(before[key])}
    for key in people:
        suppressions.add_suppression(
            unit.db,
            suppressions.TAXPAYER,
            key,
            reason=SuppressionReason.PAYMENT_REVERSED.value,
            source=f"payments:{file_id}",
            by=None,
            now=unit.now,
        )
    replaced = [one for one, key in reversals.list_reversed(unit.db) if key in counted and key not in after]
    _end_all(unit, replaced, EndReason.PAYMENT_COUNTED)
    return people


def _end_all(unit: Change, found: Iterable[int], reason: EndReason) -> None:
    for one in found:
        suppressions.end_by_id(unit.db, one, by=unit.user, reason=reason.value, note=None, now=unit.now)
