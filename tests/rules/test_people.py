"""What somebody types to find a person, and which instalments count as unpaid."""

from datetime import date

import pytest

from bot.model.errors import BadInput
from bot.model.people import PersonQuery
from bot.rules.eligibility import Instalment
from bot.rules.people import list_due_days, read_query

TODAY = date(2026, 7, 7)


@pytest.mark.parametrize(
    ("ref", "digits", "day", "code", "field"),
    [
        ("5742", "", TODAY, "ref_mistyped", "ref"),
        ("5723", "1234", TODAY, "ref_mistyped", "ref"),
        ("abc", "", None, "ref_mistyped", "ref"),
        ("", "", TODAY, "ref_missing", "ref"),
        ("", " ", None, "ref_missing", "ref"),
        ("", "123", TODAY, "digits_wrong", "digits"),
        ("", "12345", TODAY, "digits_wrong", "digits"),
        ("", "12a4", TODAY, "digits_wrong", "digits"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_at_its_field(
    ref: str, digits: str, day: date | None, code: str, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_query(ref, digits, day, is_verified=False)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("ref", "digits", "day", "query"),
    [
        ("5724", "", None, PersonQuery("5724", None, None, is_verified=True)),
        ("５７２４", "12", date(2027, 1, 1), PersonQuery("5724", None, date(2027, 1, 1), is_verified=True)),
        ("", "１２３４", date(2026, 7, 6), PersonQuery(None, "1234", date(2026, 7, 6), is_verified=True)),
        ("", "0034", None, PersonQuery(None, "0034", None, is_verified=True)),
    ],
)
def test_a_reference_comes_before_digits(ref: str, digits: str, day: date | None, query: PersonQuery) -> None:
    assert read_query(ref, digits, day, is_verified=True) == query


def make_instalment(due_on: date, amount: int | None, paid_yen: int) -> Instalment:
    return Instalment(1, due_on, None, amount, None, None, is_repeated=False, paid_yen=paid_yen)


@pytest.mark.parametrize(
    ("amount", "paid_yen", "is_paid"),
    [(30000, 0, False), (30000, 29999, False), (30000, 30000, True), (0, 0, True), (None, 0, False), (None, 1, True)],
)
def test_an_instalment_is_unpaid_until_all_of_it_is_paid(amount: int | None, paid_yen: int, *, is_paid: bool) -> None:
    days = list_due_days([(("t", "8", "1"), make_instalment(TODAY, amount, paid_yen))])
    assert days == ([] if is_paid else [TODAY])


def test_an_instalment_on_two_lists_counts_as_on_the_newer_one() -> None:
    first, second = date(2026, 5, 31), date(2026, 6, 30)
    rows = [
        (("t", "8", "2"), make_instalment(second, 10, 0)),
        (("t", "8", "1"), make_instalment(first, 0, 0)),
        (("t", "8", "1"), make_instalment(first, 10, 0)),
        (("u", "8", "1"), make_instalment(first, 10, 0)),
    ]
    assert list_due_days(rows) == [first, second]
