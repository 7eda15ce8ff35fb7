"""Which payments the rows of all payment files prove together (docs/decisions/0026).

Rows are evidence. The same payment can come again in an overlapping file, with fewer columns, or first as 速報 and
then as 確報. Two equal rows in one file are two payments. The result depends on the set of rows, not on their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.model.payments import CountedPayment, PaymentRecord
from bot.rules.importing.channels import REFUND, is_failed_debit, split_channel


def count_payments(records: Sequence[PaymentRecord]) -> list[CountedPayment]:
    """The payments of one person, with those that were taken back; `records` are all of the person's rows."""
    if len(records) == 1:  # fast path for most people
        return [] if records[0].reversal else [_make_payment(records[0], records)]
    groups: defaultdict[tuple[object, ...], list[PaymentRecord]] = defaultdict(list)
    for record in records:
        is_refund = split_channel(record.channel)[0] == REFUND
        groups[record.tax, record.year, record.instalment, record.amount, is_refund].append(record)
    return [payment for group in groups.values() for payment in _count_group(group)]


def find_unreplaced(payments: Iterable[CountedPayment]) -> set[int]:
    """The rows that took back a payment of one person which nothing has replaced since.

    A payment of the same debt and at least the same sum that became known after the reversal replaces one. If the
    reversal came before its payment, the order of rows says nothing of that day: then only a later day's replaces it.
    """
    debts: defaultdict[tuple[str, str, str], list[CountedPayment]] = defaultdict(list)
    for payment in payments:
        if payment.amount:  # a refund pays nothing
            debts[payment.tax, payment.year, payment.instalment].append(payment)
    return {row for debt in debts.values() for row in _list_unreplaced(debt)}


def _list_unreplaced(payments: Sequence[CountedPayment]) -> list[int]:
    in_force = sorted((one for one in payments if one.taken_back_by is None), key=lambda one: one.known_by)
    open_rows = []
    for taken in payments:
        if taken.taken_back_by is None:
            continue
        since, is_early = max(taken.known_by, taken.taken_back_by), taken.known_by > taken.taken_back_by
        later = [
            one
            for one in in_force
            if one.known_by > since and one.amount >= taken.amount and (not is_early or one.paid_on > taken.paid_on)
        ]
        if later:
            in_force.remove(later[0])
        else:
            open_rows.append(taken.taken_back_by)
    return open_rows


def _count_group(records: Sequence[PaymentRecord]) -> list[CountedPayment]:
    """The payments of one sum for one debt: for each paid day, those of its rows."""
    records = _find_paid_days(_join_ids(records))
    paid = [record for record in records if not record.reversal]
    days: defaultdict[str, list[PaymentRecord]] = defaultdict(list)
    for record in records:
        day = _find_reversed_day(record, paid) if record.reversal else record.paid_on
        if day is not None:
            days[day].append(record)
    return [payment for day in days.values() for payment in _replay(sorted(day))]


def _join_ids(records: Sequence[PaymentRecord]) -> Sequence[PaymentRecord]:
    """Rows with the same payment id are about one payment: give them one paid day (the last one) and one channel."""
    same: defaultdict[bytes, list[PaymentRecord]] = defaultdict(list)
    for record in records:
        if record.payment_id is not None:
            same[record.payment_id].append(record)
    joined = {key: _agree(rows) for key, rows in same.items() if len(rows) > 1}
    if not joined:
        return records
    return [_apply_agreed(record, joined) for record in records]


def _agree(rows: Iterable[PaymentRecord]) -> tuple[str, str]:
    payments = [row for row in rows if not row.reversal] or list(rows)
    channels = {split_channel(row.channel)[0] for row in payments}
    days = [row.paid_on for row in payments if not row.day_unknown] or [row.paid_on for row in payments]
    return max(days), min(channels - {""}, default="")


def _apply_agreed(record: PaymentRecord, joined: dict[bytes, tuple[str, str]]) -> PaymentRecord:
    if record.payment_id not in joined:
        return record
    day, base = joined[record.payment_id]
    stage = record.channel.removeprefix(split_channel(record.channel)[0])
    return record._replace(paid_on=day, channel=base + stage)


def _find_paid_days(records: Sequence[PaymentRecord]) -> Sequence[PaymentRecord]:
    """Let each row of a file without paid days be about the payment of a row that has one, and the same booked day.

    Each of equal rows is about another payment, so that the larger count holds. If none is left, the booked day counts.
    """
    found: dict[int, PaymentRecord] = {}
    known = sorted(
        (row for row in records if row.booked_on and not row.day_unknown and not row.reversal), key=_sort_key
    )
    remaining: defaultdict[tuple[str, bool], list[PaymentRecord]] = defaultdict(known.copy)
    for row in sorted((row for row in records if row.day_unknown and not row.reversal), key=_sort_key):
        others = remaining[row.channel, row.payment_id is None]
        fits = [one for one in others if _may_be_same(one, row)]
        if fits:
            payment = next((one for one in fits if one.payment_id == row.payment_id), fits[0])
            others.remove(payment)
            found[row.id] = row._replace(paid_on=payment.paid_on, ordinal=payment.ordinal)
    return [found.get(row.id, row) for row in records] if found else records


def _sort_key(row: PaymentRecord) -> tuple[object, ...]:
    return row.paid_on, row.channel, row.payment_id or b"", row.ordinal


def _may_be_same(one: PaymentRecord, other: PaymentRecord) -> bool:
    return (
        one.booked_on == other.booked_on
        and (one.channel == other.channel or "" in (one.channel, other.channel))
        and (one.payment_id == other.payment_id or None in (one.payment_id, other.payment_id))
    )


def _find_reversed_day(reversal: PaymentRecord, paid: Sequence[PaymentRecord]) -> str | None:
    """The paid day of the payment that a reversal takes back; None if no payment fits it.

    The day of the reversal's row is the payment's. If no payment has it and the row was booked on that day, it may be
    the day of the reversal itself: then it takes back the first earlier payment, so that the last one still counts. A
    direct debit that failed has a day of its own: what was paid earlier stands.
    """
    base = split_channel(reversal.channel)[0]
    fits = [row for row in paid if not base or split_channel(row.channel)[0] in ("", base)]
    with_id = [row for row in fits if row.payment_id is not None]
    if reversal.payment_id is not None and with_id:
        fits = [row for row in with_id if row.payment_id == reversal.payment_id]
    days = {row.paid_on for row in fits}
    if reversal.paid_on in days:
        return reversal.paid_on
    if reversal.booked_on not in ("", reversal.paid_on) or is_failed_debit(reversal.channel):
        return None
    return min((day for day in days if day <= reversal.paid_on), default=None)


def _replay(records: Sequence[PaymentRecord]) -> list[CountedPayment]:
    """Count the rows of one paid day in the order in which they became known.

    A payment that its reversal came before is known and taken back at once: a file may have the newest row first. A
    速報 of which that is so was none of its own if a later row confirms it: the row that confirms it is the payment.
    """
    tally = _Tally()
    remaining: list[PaymentRecord] = []
    known: dict[PaymentRecord, int | None] = {}
    early: list[PaymentRecord] = []
    taken_early: set[PaymentRecord] = set()
    for record in records:
        made = tally.count_made()
        tally.add(record)
        count = tally.count_remaining()
        if record.reversal and count == len(remaining):
            early.append(record)
        if count > len(remaining):
            remaining.append(record)
            for confirmed in [one for one in known if one in taken_early and _confirms(record, one)][:1]:
                del known[confirmed]
            known[record] = None
        elif early and tally.count_made() > made:
            reversal = _choose_of_channel(early, record)
            early.remove(reversal)
            known[record] = reversal.id
            taken_early.add(record)
        while count < len(remaining):
            taken = _choose_of_channel(remaining, record)
            remaining.remove(taken)
            known[taken] = record.id
    return [_make_payment(record, records, taken_back_by) for record, taken_back_by in known.items()]


def _confirms(final: PaymentRecord, other: PaymentRecord) -> bool:
    """Whether a row confirms the 速報 of another."""
    (base, is_provisional), (other_base, is_other_provisional) = map(split_channel, (final.channel, other.channel))
    return is_other_provisional and not is_provisional and base in ("", other_base)


def _choose_of_channel(rows: Sequence[PaymentRecord], other: PaymentRecord) -> PaymentRecord:
    """The first row of the channel of another, or of any: of payments, that which a reversal takes back."""
    base = split_channel(other.channel)[0]
    return next((row for row in rows if split_channel(row.channel)[0] == base), rows[0])


def _make_payment(
    record: PaymentRecord, same_day: Iterable[PaymentRecord], taken_back_by: int | None = None
) -> CountedPayment:
    base = split_channel(record.channel)[0]
    booked = [
        row.booked_on
        for row in same_day
        if not row.reversal and (not base or split_channel(row.channel)[0] in ("", base))
    ]
    return CountedPayment(
        record.tax,
        record.year,
        record.instalment,
        record.paid_on,
        max(booked, default="") or record.paid_on,
        0 if base == REFUND else record.amount,
        record.id,
        taken_back_by,
    )


class _Tally:
    """Counts the payments of one paid day, each channel on its own: a reversal takes back one of its channel.

    Rows that know equally much (an id, a booked day, or neither) add up. Rows that know more or less may be about the
    same payments: the larger count holds. So it does for 速報 and the rows that confirm it.
    """

    def __init__(self) -> None:
        self._seen: defaultdict[tuple[str, bool, bool, int], set[object]] = defaultdict(set)
        self._counts: dict[tuple[str, bool, bool], int] = {}
        self._channels: set[str] = set()

    def add(self, record: PaymentRecord) -> None:
        """Add a row."""
        base, is_provisional = split_channel(record.channel)
        rows = (base, is_provisional, bool(record.reversal))
        by_id, is_booked = record.payment_id is not None, record.booked_on != ""
        same = self._seen[(*rows, 2 if by_id else int(is_booked))]
        same.add(record.payment_id if by_id else (record.booked_on, record.ordinal))
        self._counts[rows] = max(self._counts.get(rows, 0), len(same))
        if base:
            self._channels.add(base)

    def count_remaining(self) -> int:
        """Count the payments that were not taken back. Rows without a channel may be about payments of any channel."""
        known = sum(self._count_left(channel) for channel in self._channels)
        finals = sum(self._get(channel, reversal=True) for channel in self._channels)
        reversals = sum(self._count_reversals(channel) for channel in self._channels)
        has_final = any(self._get(channel) for channel in self._channels)
        others = self._get("", reversal=True) if has_final else self._count_reversals("")
        return max(self._count_left("", finals, reversals), known - max(0, others - reversals))

    def count_made(self) -> int:
        """Count the payments, whether or not they were taken back."""
        known = sum(self._count_made(channel) for channel in self._channels)
        return max(self._count_made(""), known)

    def _count_made(self, channel: str) -> int:
        return max(self._get(channel), self._get(channel, provisional=True))

    def _count_left(self, channel: str, finals: int = 0, reversals: int = 0) -> int:
        """Count what the reversals of a channel, or of others, leave. 速報取消 leaves what a later row confirmed."""
        finals = max(finals, self._get(channel, reversal=True))
        reversals = max(finals, reversals, self._count_reversals(channel))
        return max(0, self._get(channel) - finals, self._get(channel, provisional=True) - reversals)

    def _count_reversals(self, channel: str) -> int:
        return max(self._get(channel, reversal=True), self._get(channel, provisional=True, reversal=True))

    def _get(self, channel: str, *, provisional: bool = False, reversal: bool = False) -> int:
        return self._counts.get((channel, provisional, reversal), 0)
