"""A payment with the number of a slip that a list has pays the debts of that slip, whatever words its file has."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import ge
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.imports import FileView, PaymentCounts
from bot.model.lists import ListView
from bot.rules.eligibility import NeededFacts
from bot.services import lists
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import import_file
from bot.services.imports.targets import TARGETS
from bot.store import eligibility_facts
from bot.store.eligibility_facts import get_facts
from tests.examples import limit_examples
from tests.services.files import HEADINGS, Debt, Paid, write_lines
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, make_path
from tests.services.test_renumbering_property import open_city, renumber

FIRST, SECOND, THIRD = "99012345678901234501", "99012345678901234502", "99012345678901234503"
OLD = Paid(tax="不明税", paid="20260601", booked="20260602")
"""The default sum, so long ago that its payer is not held, with words that no list has."""
HOLDING = Paid(paid="20260706", booked="20260707")


def import_debts(
    context: HarnessContext, rows: Iterable[tuple[Debt, str]], heading: str | None = "eL番号", again: bool = True
) -> ListView:
    """Import a target list with the number of a slip in each row; without one if `heading` is None."""
    columns = list(HEADINGS)
    lines = [
        ",".join([*(getattr(debt, name) for name in columns), *([] if heading is None else [slip])])
        for debt, slip in rows
    ]
    names = [*HEADINGS.values(), *([] if heading is None else [heading])]
    path = write_lines(make_path(context), ",".join(names), lines)
    card = import_file(context, UPLOADER, TARGETS, path, name="対象者", source=BY_SLACK, again=again)
    lists.confirm_list(context, UPLOADER, card.target.id, card.target.confirmation_token)
    return card


def import_slips(
    context: HarnessContext, *rows: tuple[Paid, str], heading: str | None = "eL番号"
) -> FileView[PaymentCounts]:
    """Import a payment file with the number of a slip in each row; without one if `heading` is None."""
    columns = "宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分,取消区分"
    lines = [
        ",".join([*(getattr(paid, name) for name in Paid.__slots__), *([] if heading is None else [slip])])
        for paid, slip in rows
    ]
    names = columns if heading is None else f"{columns},{heading}"
    path = write_lines(make_path(context), names, lines)
    return import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK)


def judge(context: HarnessContext, *rows: tuple[Debt, str], heading: str | None = "eL番号") -> dict[str, int]:
    """Return why rows of a new list are excluded."""
    context.clock.advance(seconds=1)
    return dict(import_debts(context, rows, heading).target.counts.excluded)


@pytest.mark.parametrize(
    ("listed", "paid"),
    [
        ("eL番号", "eL番号"),
        ("納付番号", "納付番号（案件特定キー）"),
        ("納付書番号", "納付書番号"),
        ("収納番号", "収納番号"),
        ("案件特定キー", "eLTAX番号"),
    ],
)
def test_a_payment_of_a_listed_slip_pays_its_debt_whatever_its_words_are(
    context: HarnessContext, listed: str, paid: str
) -> None:
    import_debts(context, [(Debt(), FIRST)], listed)
    assert import_slips(context, (OLD, FIRST), heading=paid).counts.applied == 1
    assert judge(context, (Debt(), FIRST), heading=listed) == {"paid": 1}


def test_the_list_may_come_after_the_payment(context: HarnessContext) -> None:
    assert import_slips(context, (OLD, FIRST)).counts.unmatched == 1
    assert judge(context, (Debt(), FIRST)) == {"paid": 1}


def test_the_number_pays_its_own_instalment_alone(context: HarnessContext) -> None:
    import_slips(context, (OLD, SECOND))
    rows = [(Debt(), FIRST), (Debt(instalment="2"), SECOND)]
    assert judge(context, *rows) == {"paid": 1}


def test_one_slip_of_several_instalments_pays_all_of_them(context: HarnessContext) -> None:
    rows = [(Debt(instalment=str(at)), FIRST) for at in (1, 2, 3)]
    import_slips(context, (replace(OLD, amount="90000"), FIRST))
    assert judge(context, *rows, (Debt(instalment="4"), SECOND)) == {"paid": 3}


def test_a_slip_that_was_issued_again_is_found_by_the_words_of_its_debt(context: HarnessContext) -> None:
    import_debts(context, [(Debt(), FIRST)])
    paid = replace(OLD, tax="固定資産税")
    assert import_slips(context, (paid, SECOND)).counts.applied == 1
    assert judge(context, (Debt(), FIRST)) == {"paid": 1}


def test_the_number_of_an_earlier_list_counts_after_the_slip_was_issued_again(context: HarnessContext) -> None:
    import_debts(context, [(Debt(), FIRST)])
    import_slips(context, (OLD, FIRST))
    assert judge(context, (Debt(), SECOND)) == {"paid": 1}
    assert judge(context, (Debt(calls="3"), ""), heading=None) == {"paid": 1}


def test_a_slip_of_somebody_else_is_doubtful_and_holds_both(context: HarnessContext) -> None:
    debts = [(Debt(), FIRST), (Debt("1002", "090-1234-5602"), SECOND)]
    import_debts(context, debts)
    assert import_slips(context, (replace(HOLDING, taxpayer="1002"), FIRST)).counts.doubtful == 1
    assert judge(context, *debts) == {"recent_payment": 1, "paid": 1}
    context.clock.advance(seconds=timedelta(days=20).total_seconds())
    assert judge(context, *debts) == {"paid": 1}


def test_a_slip_that_a_stranger_paid_holds_whose_slip_it_is_also_on_a_later_list(context: HarnessContext) -> None:
    assert import_slips(context, (replace(HOLDING, taxpayer="9999"), FIRST)).counts.unmatched == 1
    assert judge(context, (Debt(), FIRST)) == {"recent_payment": 1}
    assert import_slips(context, (replace(HOLDING, taxpayer="9998"), FIRST)).counts.doubtful == 1


def test_where_number_and_words_name_two_debts_both_are_paid_and_people_are_told(context: HarnessContext) -> None:
    debts = [(Debt(), FIRST), (Debt(instalment="2"), SECOND)]
    import_debts(context, debts)
    paid = replace(OLD, tax="固定資産税", instalment="2")
    assert import_slips(context, (paid, FIRST)).counts.doubtful == 1
    assert judge(context, *debts) == {"paid": 2}


def test_a_payment_that_was_taken_back_pays_no_slip(context: HarnessContext) -> None:
    debts = [(Debt(), FIRST)]
    import_slips(context, (OLD, FIRST))
    import_slips(context, (replace(OLD, booked="20260603", reversal="1"), FIRST))
    assert judge(context, *debts) == {"suppressed": 1}


def test_a_row_that_came_without_the_number_gets_it_later(context: HarnessContext) -> None:
    import_slips(context, (OLD, ""), heading=None)
    assert judge(context, (Debt(), FIRST)) == {}
    assert import_slips(context, (OLD, FIRST), heading="納付書番号").counts.repeated == 1
    assert judge(context, (Debt(), FIRST)) == {"paid": 1}


@pytest.mark.parametrize("slip", ["", "なし", "1234567", "00000001", "1.23E+19", "12345678901234500000", "不明", "〃"])
def test_what_names_no_slip_matches_nothing(context: HarnessContext, slip: str) -> None:
    import_slips(context, (replace(OLD, taxpayer="1002"), slip), (OLD, slip))
    assert judge(context, (Debt(), slip)) == {}


def test_a_number_of_many_people_is_that_of_no_slip(context: HarnessContext) -> None:
    debts = [(Debt(str(1000 + at), f"090-1234-56{at:02}"), FIRST) for at in range(1, 8)]
    import_slips(context, (replace(HOLDING, taxpayer="9999"), FIRST))
    assert judge(context, *debts) == {}


def test_no_number_is_stored_in_clear(context: HarnessContext) -> None:
    import_debts(context, [(Debt(), FIRST)])
    import_slips(context, (OLD, FIRST))
    files = [file for file in Path(context.store.path).parent.iterdir() if "nofu" in file.name or ".db" in file.name]
    assert files
    assert all(FIRST.encode() not in file.read_bytes() for file in files)


def test_a_deleted_list_leaves_no_number(context: HarnessContext) -> None:
    card = import_debts(context, [(Debt(), FIRST)])
    with context.store.transaction() as db:
        db.execute("DELETE FROM target_lists WHERE id = :id", id=card.target.id)
        assert db.fetch_value("SELECT COUNT(*) FROM slip_numbers") == 0


@dataclass(frozen=True)
class Case:
    """A list and payments, in some order, of three people with three instalments each."""

    debts: Sequence[tuple[Debt, str]]
    files: Sequence[Sequence[tuple[Paid, str]]]


class Known(NamedTuple):
    """What is known of a person: the sum that was paid for each line, and the last day of a payment."""

    paid: tuple[int, ...]
    last: date


def make_case(chance: random.Random) -> Case:
    """Make a list and payment files at random: right and wrong words, numbers, ids and sums."""
    slips = [FIRST, SECOND, THIRD, ""]
    people = ["1001", "1002", "1003"]
    debts = [
        (Debt(person, f"090-1234-560{person[-1]}", instalment=str(at)), chance.choice(slips))
        for person in people
        for at in (1, 2, 3)
    ]
    rows = [
        (
            Paid(
                chance.choice(people),
                chance.choice(["固定資産税", "固定資産税", "不明税", ""]),
                instalment=chance.choice("1234"),
                paid=chance.choice(["20260601", "20260602"]),
                booked="20260603",
                amount=chance.choice(["30000", "15000"]),
                reversal=chance.choice(["", "", "", "1"]),
            ),
            chance.choice(slips),
        )
        for _ in range(chance.randint(1, 8))
    ]
    cut = chance.randint(0, len(rows))
    return Case(debts, [part for part in (rows[:cut], rows[cut:]) if part])


def list_known(context: HarnessContext) -> list[Known]:
    """Return what is known of each person of the list."""
    with context.store.read_transaction() as db:
        ids = [row["id"] for row in db.fetch_all("SELECT id FROM recipients ORDER BY id")]
        facts = [get_facts(db, one, context.clock.now()) for one in ids]
    return [Known(tuple(part.paid_yen for part in one.instalments), one.last_paid_on or date.min) for one in facts]


def play(case: Case, *, list_first: bool, numbers: bool) -> list[Known]:
    """Import a case, and return what is known of its people."""
    heading = "eL番号" if numbers else None
    with open_city() as context:
        if list_first:
            import_debts(context, case.debts, heading)
        for rows in case.files:
            import_slips(context, *rows, heading="納付書番号" if numbers else None)
        if not list_first:
            import_debts(context, case.debts, heading)
        return list_known(context)


@limit_examples(10, in_fuzz=80)
@given(st.integers(0, 2**32))
def test_numbers_count_in_any_order_and_let_nobody_in(seed: int) -> None:
    case = make_case(random.Random(seed))
    after = play(case, list_first=False, numbers=True)
    assert play(case, list_first=True, numbers=True) == after
    by_words = play(case, list_first=True, numbers=False)
    for known, by_word in zip(after, by_words, strict=True):
        assert known.last >= by_word.last
        assert all(map(ge, known.paid, by_word.paid))


def test_the_queries_of_a_list_and_of_a_person_agree_on_slips(context: HarnessContext) -> None:
    debts = [(Debt(), FIRST), (Debt(instalment="2"), SECOND), (Debt("1002", "090-1234-5602"), THIRD)]
    import_slips(context, (OLD, FIRST), (replace(HOLDING, taxpayer="9999"), THIRD))
    card = import_debts(context, debts)
    with context.store.read_transaction() as db:
        now = context.clock.now()
        needed = NeededFacts(sums=True, ages=True)
        for person in eligibility_facts.list_people(db, card.target.id, now, needed):
            assert eligibility_facts.make_facts(person) == get_facts(db, person.recipient_id, now)


def test_a_renumbering_moves_who_paid_a_slip_and_whose_it_is(context: HarnessContext) -> None:
    debts = [(Debt(), FIRST), (Debt("1002", "090-1234-5602"), SECOND)]
    import_debts(context, debts)
    import_slips(context, (OLD, FIRST), (replace(HOLDING, taxpayer="9999"), SECOND))
    renumber(context, {"1001": "2001", "1002": "2002"})
    moved = [(replace(debt, taxpayer=f"2{debt.taxpayer[1:]}"), slip) for debt, slip in debts]
    assert judge(context, *moved) == {"paid": 1, "recent_payment": 1}
