"""Rows of payment files are evidence of payments: a bag with states, whatever the order of the rows."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.payments import CountedPayment, PaymentRecord
from bot.rules.payments import count_payments, find_unreplaced

DAY, NEXT, LATER = "2026-07-06", "2026-07-07", "2026-07-09"


class Row(NamedTuple):
    """One row of a payment file of one person and debt, in full."""

    paid_on: str = DAY
    booked_on: str = NEXT
    channel: str = "コンビニ"
    reversal: bool = False
    payment_id: bytes | None = None
    amount: int = 6_000
    day_unknown: int = 0


def store_rows(*files: Sequence[Row]) -> list[PaymentRecord]:
    """Return the records that the store has after importing the files: an equal row of another file is not added."""
    known: dict[tuple[Row, int], None] = {}
    for file in files:
        places: Counter[Row] = Counter()
        for row in file:
            places[row] += 1
            known[row, 0 if row.payment_id else places[row]] = None
    return [
        PaymentRecord(
            at,
            "固定",
            "2026",
            "1",
            row.paid_on,
            row.booked_on,
            row.amount,
            row.channel,
            row.reversal,
            row.payment_id,
            place,
            row.day_unknown,
        )
        for at, (row, place) in enumerate(known, 1)
    ]


def list_standing(records: Sequence[PaymentRecord]) -> list[CountedPayment]:
    return [payment for payment in count_payments(records) if payment.taken_back_by is None]


def count_remaining(*files: Sequence[Row]) -> int:
    return len(list_standing(store_rows(*files)))


EARLY, FINAL = Row(channel="コンビニ速報"), Row(channel="コンビニ", booked_on=LATER)
ACCOUNT = Row(channel="口座振替")
BOOKED = Row(paid_on=NEXT, day_unknown=1)
"""A row of a file that has the booked day alone."""


def reverse(row: Row, paid_on: str = "", booked_on: str = "") -> Row:
    return row._replace(reversal=True, paid_on=paid_on or row.paid_on, booked_on=booked_on or row.booked_on)


@pytest.mark.parametrize(
    ("files", "remaining"),
    [
        # equal rows: two payments in one file; the larger count of the files holds
        ([[Row(), Row()]], 2),
        ([[Row(), Row()], [Row()]], 2),
        ([[Row()], [Row()]], 1),
        ([[Row()], [Row(booked_on=LATER)]], 2),
        # a column that one file lacks does not make a payment new
        ([[Row()], [Row(booked_on="")]], 1),
        ([[Row()], [Row(channel="")]], 1),
        ([[Row()], [Row(channel="", booked_on="")]], 1),
        ([[Row(booked_on="")], [Row()], [Row(booked_on=LATER)]], 2),
        ([[Row(channel=""), Row(channel="")], [Row()]], 2),
        ([[Row(channel="")], [Row(), ACCOUNT]], 2),
        # so it is with the paid day
        ([[BOOKED]], 1),
        ([[BOOKED, BOOKED]], 2),
        ([[BOOKED], [Row()]], 1),
        ([[BOOKED, BOOKED], [Row()]], 2),
        ([[BOOKED], [Row(), Row()]], 2),
        ([[BOOKED], [Row(), Row(paid_on="2026-07-05")]], 2),
        ([[BOOKED, BOOKED], [Row(), Row(paid_on="2026-07-05")]], 2),
        ([[BOOKED], [Row(booked_on=LATER)]], 2),
        ([[BOOKED], [Row(booked_on="")]], 2),
        ([[BOOKED], [ACCOUNT]], 2),
        ([[BOOKED._replace(channel="")], [Row()]], 1),
        ([[BOOKED._replace(channel="")], [BOOKED], [Row()]], 1),
        ([[BOOKED._replace(payment_id=b"1")], [Row(payment_id=b"1")]], 1),
        ([[BOOKED._replace(payment_id=b"1")], [Row(payment_id=b"2")]], 2),
        ([[BOOKED._replace(payment_id=b"1"), BOOKED._replace(payment_id=b"2")], [Row()]], 2),
        ([[BOOKED, BOOKED], [EARLY], [FINAL]], 3),
        ([[BOOKED], [Row()], [reverse(Row())]], 0),
        ([[BOOKED, reverse(BOOKED)], [Row()]], 0),
        # 速報 and 確報 are one payment
        ([[EARLY], [FINAL]], 1),
        ([[EARLY, FINAL]], 1),
        ([[EARLY, EARLY], [FINAL]], 2),
        ([[EARLY], [FINAL, FINAL]], 2),
        # 取消 takes back one
        ([[EARLY, reverse(EARLY), EARLY]], 1),
        ([[Row(), Row(), reverse(Row())]], 1),
        ([[Row(), ACCOUNT, reverse(ACCOUNT)]], 1),
        ([[Row(), reverse(ACCOUNT)]], 1),
        ([[Row(), reverse(Row(amount=5_000))]], 1),
        ([[Row(), reverse(Row())]], 0),
        ([[Row()], [reverse(Row(), booked_on=LATER)], [reverse(Row(), booked_on=LATER)]], 0),
        ([[Row(channel=""), reverse(Row())]], 0),
        ([[Row(), reverse(Row(channel=""))]], 0),
        ([[Row(), ACCOUNT, reverse(Row(channel=""))]], 1),
        # 速報取消 leaves what was confirmed; the reversal of a final row takes the payment back
        ([[EARLY, reverse(EARLY)], [FINAL]], 1),
        ([[EARLY], [FINAL], [reverse(FINAL)]], 0),
        ([[EARLY, reverse(EARLY)], [reverse(FINAL)]], 0),
        # the paid day of a reversal is that of its payment, or the day of the reversal itself
        ([[Row(), reverse(Row(), paid_on=LATER, booked_on=LATER)]], 0),
        ([[Row(), reverse(Row(), paid_on=LATER, booked_on="2026-07-10")]], 1),
        ([[Row(paid_on=LATER, booked_on=LATER), reverse(Row(), paid_on=NEXT, booked_on=NEXT)]], 1),
        # the city's id decides
        ([[Row(payment_id=b"1"), Row(payment_id=b"1")]], 1),
        ([[Row(payment_id=b"1"), Row(payment_id=b"2")]], 2),
        ([[Row(payment_id=b"1"), Row(payment_id=b"1", paid_on=NEXT, channel="銀行")]], 1),
        ([[Row(payment_id=b"1")], [Row()]], 1),
        ([[Row(payment_id=b"1"), Row(payment_id=b"2")], [Row()]], 2),
        ([[Row(payment_id=b"1"), Row(payment_id=b"2"), reverse(Row(payment_id=b"1"))]], 1),
        ([[Row(payment_id=b"1"), reverse(Row(payment_id=b"2"))]], 1),
        ([[Row(payment_id=b"1"), reverse(Row())]], 0),
        # 充当 pays; 還付 takes nothing back
        ([[Row(channel="充当")]], 1),
        ([[Row(), Row(channel="充当"), reverse(Row(channel="充当"))]], 1),
    ],
)
def test_a_payment_counts_once(files: list[list[Row]], remaining: int) -> None:
    assert count_remaining(*files) == remaining
    assert count_remaining(*reversed(files)) == remaining
    assert count_remaining(*files, *files) == remaining


@pytest.mark.parametrize("order", list(permutations([EARLY, reverse(EARLY), FINAL])))
@pytest.mark.parametrize("is_one_file", [True, False])
def test_a_confirmed_payment_stands_and_needs_no_decision_in_whatever_order_its_notice_was_cancelled(
    order: Sequence[Row], *, is_one_file: bool
) -> None:
    records = store_rows(order) if is_one_file else store_rows(*([row] for row in order))
    (left,) = list_standing(records)
    assert left.booked_on == LATER
    assert find_unreplaced(count_payments(records)) == set()


def test_of_two_notices_whose_reversals_came_first_one_row_confirms_one() -> None:
    early = [reverse(EARLY), reverse(EARLY), EARLY, EARLY]
    records = store_rows(early, [FINAL])
    assert len(list_standing(records)) == 1
    assert len(find_unreplaced(count_payments(records))) == 1


def test_a_refund_pays_nothing_and_takes_nothing_back() -> None:
    found = list_standing(store_rows([Row(), Row(channel="還付", booked_on=LATER)]))
    assert sorted(payment.amount for payment in found) == [0, 6_000]


@pytest.mark.fault("S7")
def test_a_reversal_takes_back_the_payment_of_its_channel_and_the_later_one_stands() -> None:
    (left,) = list_standing(store_rows([Row(), Row(channel="口座振替", booked_on=LATER), reverse(Row())]))
    assert left.booked_on == LATER
    slip = reverse(Row(), paid_on="2026-07-10", booked_on="2026-07-10")
    (left,) = list_standing(store_rows([Row(), Row(paid_on=LATER, booked_on=LATER), slip]))
    assert left.paid_on == LATER


def test_a_payment_is_held_from_the_last_day_on_which_it_was_booked() -> None:
    (payment,) = list_standing(store_rows([EARLY], [FINAL]))
    assert (payment.paid_on, payment.booked_on) == (DAY, LATER)
    (payment,) = list_standing(store_rows([Row(booked_on="")]))
    assert payment.booked_on == DAY


def test_a_payment_became_known_by_its_first_row_and_stays_so() -> None:
    records = store_rows([EARLY], [FINAL], [ACCOUNT], [reverse(ACCOUNT)])
    assert [(payment.known_by, payment.taken_back_by) for payment in count_payments(records)] == [(1, None), (3, 4)]


ROWS = st.builds(
    Row,
    paid_on=st.sampled_from([DAY, "2026-07-05"]),
    booked_on=st.sampled_from([NEXT, LATER]),
    channel=st.sampled_from(["コンビニ", "コンビニ速報", "口座振替"]),
    reversal=st.sampled_from([False, False, True]),
    payment_id=st.none(),
    amount=st.just(6_000),
    day_unknown=st.just(0),
)
FILES = st.lists(st.lists(ROWS, max_size=5), max_size=4)


def count_by_model(files: Iterable[Sequence[Row]]) -> int:
    """Count by the words of the rule: of each kind of row the largest count of a file, then each channel on its own."""
    largest: Counter[Row] = Counter()
    for file in files:
        largest |= Counter(file)
    left = 0
    for day, channel in {(row.paid_on, row.channel.removesuffix("速報")) for row in largest}:
        sums = Counter[tuple[bool, bool]]()
        for row, count in largest.items():
            if (row.paid_on, row.channel.removesuffix("速報")) == (day, channel):
                sums[row.channel.endswith("速報"), row.reversal] += count
        final_back, early_back = sums[False, True], max(sums[True, True], sums[False, True])
        left += max(0, sums[False, False] - final_back, sums[True, False] - early_back)
    return left


@given(FILES, st.randoms(use_true_random=False))
def test_any_files_give_what_the_model_gives_in_any_order(files: list[list[Row]], chance: random.Random) -> None:
    expected = count_by_model(files)
    assert count_remaining(*files) == expected
    assert count_remaining(*files, *files) == expected
    shuffled = [chance.sample(file, len(file)) for file in chance.sample(files, len(files))]
    assert count_remaining(*shuffled) == expected
    days = [
        {(payment.paid_on, payment.booked_on) for payment in list_standing(store_rows(*each))}
        for each in (files, shuffled)
    ]
    assert {max(map(max, found), default="") for found in days} == {max(map(max, days[0]), default="")}


LOOSE = st.builds(
    Row,
    paid_on=st.sampled_from([DAY, "2026-07-05"]),
    booked_on=st.sampled_from([NEXT, LATER, ""]),
    channel=st.sampled_from(["コンビニ", "コンビニ速報", "口座振替", "", "速報", "その他#ab"]),
    reversal=st.sampled_from([False, False, True]),
    payment_id=st.sampled_from([None, None, b"1", b"2"]),
    amount=st.just(6_000),
    day_unknown=st.just(0),
)


@given(st.lists(st.lists(LOOSE, max_size=5), max_size=4), st.randoms(use_true_random=False))
def test_files_that_lack_columns_give_the_same_in_any_order(files: list[list[Row]], chance: random.Random) -> None:
    expected = count_remaining(*files)
    shuffled = [chance.sample(file, len(file)) for file in chance.sample(files, len(files))]
    assert count_remaining(*shuffled) == expected
    assert count_remaining(*shuffled, *files) == expected


@given(st.lists(st.tuples(st.booleans(), st.lists(LOOSE, max_size=5)), max_size=4), st.randoms(use_true_random=False))
def test_files_without_paid_days_give_the_same_in_any_order_and_no_fewer_than_the_others_alone(
    drawn: list[tuple[bool, list[Row]]], chance: random.Random
) -> None:
    files = [[hide_paid_day(row) for row in file if row.booked_on] if hides else file for hides, file in drawn]
    expected = count_remaining(*files)
    shuffled = [chance.sample(file, len(file)) for file in chance.sample(files, len(files))]
    assert count_remaining(*shuffled) == expected
    paid = [[row for row in file if not row.reversal] for file in files]
    known = [file for file, (hides, _) in zip(paid, drawn, strict=True) if not hides]
    assert count_remaining(*paid) >= max(count_remaining(*known), *map(count_remaining, paid), 0)


def hide_paid_day(row: Row) -> Row:
    return row._replace(paid_on=row.booked_on, day_unknown=1)


OF_A_DAY = st.builds(
    lambda booked_on, reversal: Row(booked_on=booked_on, reversal=reversal),
    st.sampled_from([NEXT, LATER]),
    st.booleans(),
)


@given(st.lists(OF_A_DAY, max_size=8), st.randoms(use_true_random=False))
def test_as_many_payments_are_taken_back_in_any_order_of_payments_and_reversals(
    rows: list[Row], chance: random.Random
) -> None:
    paid, back = sum(not row.reversal for row in rows), sum(row.reversal for row in rows)
    for order in (rows, chance.sample(rows, len(rows))):
        found = count_payments(store_rows(order))
        assert (len(found), sum(one.taken_back_by is not None for one in found)) == (paid, min(paid, back))
        assert len({one.taken_back_by for one in found} - {None}) == min(paid, back)
