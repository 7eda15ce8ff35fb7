"""Ids that differ only by hyphens or a branch number: what is known under one holds whoever has the other."""

from collections.abc import Callable

import pytest

from bot.model.suppressions import SuppressionReason
from bot.rules.importing.cells import list_similar_ids
from bot.services import suppressions
from bot.services.imports.pipeline import import_file
from bot.services.imports.suppressions import SUPPRESSIONS
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, write_lines
from tests.services.harness import OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import (
    BY_SLACK,
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_approved,
    submit_and_approve,
)
from tests.services.test_renumbering import renumber

PAIRS = [
    ("7200001", "7200001-1"),
    ("7200001", "7200001-01"),
    ("7200001", "007200001-1"),
    ("7200001", "7200001－2"),
    ("12345", "12-345"),
    ("12345", "123-45"),
    ("01-2345", "1-2345"),
    ("A123", "A-123"),
    ("a123", "Ａ－１２３"),
    ("A123", "A123-1"),
]
"""Ids that may or may not be of one person."""
DIFFERENT = [
    ("7200001", "7200002"),
    ("7200001-1", "7200001-2"),
    ("12-345", "12-346"),
    ("7200001", "7200002-1"),
    ("A-123", "B-123"),
    ("7200001", "7200001-1234"),
]


def list_people(context: HarnessContext, *taxpayers: str) -> dict[str, int]:
    """Import a list of these people anew, and return why its rows are excluded."""
    debts = [Debt(taxpayer=one, phone=f"090-1234-{5601 + at}") for at, one in enumerate(taxpayers)]
    return dict(import_list(context, debts, again=True).target.counts.excluded)


def exclude(context: HarnessContext, taxpayer: str) -> None:
    import_exclusions(context, ExclusionRow(taxpayer, reason="分納誓約"))


def pay(context: HarnessContext, taxpayer: str) -> None:
    import_paid(context, [Paid(taxpayer=taxpayer, paid="20260601", booked="20260602")])


def pay_unreadably(context: HarnessContext, taxpayer: str) -> None:
    import_paid(context, [Paid(taxpayer=taxpayer, amount="?")])


def pay_another_debt(context: HarnessContext, taxpayer: str) -> None:
    import_paid(context, [Paid(taxpayer=taxpayer, instalment="4")])


def promise(context: HarnessContext, taxpayer: str) -> None:
    import_call_results(context, CallRow(taxpayer, result="納付約束", promised="2026/7/15"))


def die(context: HarnessContext, taxpayer: str) -> None:
    import_call_results(context, CallRow(taxpayer, result="死亡"))


def answer_strangely(context: HarnessContext, taxpayer: str) -> None:
    import_call_results(context, CallRow(taxpayer, result="99"))


def stop_by_hand(context: HarnessContext, taxpayer: str) -> None:
    request = suppressions.read_request(context, "", taxpayer, "", SuppressionReason.CITY_ORDER, None, "")
    suppressions.add_suppression(context, OPERATOR, request)


def stop_by_file(context: HarnessContext, taxpayer: str) -> None:
    path = write_lines(make_path(context), "宛名番号,電話番号,理由コード,期限", [f"{taxpayer},,city_order,"])
    import_file(context, UPLOADER, SUPPRESSIONS, path, source=BY_SLACK)


HOLDS: dict[Callable[[HarnessContext, str], None], str] = {
    exclude: "excluded_flag",
    pay: "paid",
    pay_unreadably: "recent_payment",
    pay_another_debt: "recent_payment",
    promise: "promise_open",
    die: "suppressed",
    answer_strangely: "promise_open",
    stop_by_hand: "suppressed",
    stop_by_file: "suppressed",
}


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("hold", HOLDS, ids=lambda hold: hold.__name__)
def test_what_is_known_under_a_similar_id_holds(
    context: HarnessContext, hold: Callable[[HarnessContext, str], None], pair: tuple[str, str], *, is_swapped: bool
) -> None:
    listed, other = reversed(pair) if is_swapped else pair
    hold(context, other)
    assert list_people(context, listed, "990099") == {HOLDS[hold]: 1}


@pytest.mark.parametrize("hold", HOLDS, ids=lambda hold: hold.__name__)
def test_what_comes_after_the_approval_under_a_similar_id_holds_the_message(
    context: HarnessContext, hold: Callable[[HarnessContext, str], None]
) -> None:
    debts = [Debt(taxpayer="7200001"), Debt(taxpayer="7200002", phone="090-1234-5602")]
    submit_and_approve(context, import_list(context, debts).target.id)
    hold(context, "7200001-1")
    start_approved(context)
    assert send_all(context) == 1
    assert context.states() == ["held", "accepted"]


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("pair", DIFFERENT, ids=str)
@pytest.mark.parametrize("hold", HOLDS, ids=lambda hold: hold.__name__)
def test_what_is_known_under_another_id_holds_nobody(
    context: HarnessContext, hold: Callable[[HarnessContext, str], None], pair: tuple[str, str], *, is_swapped: bool
) -> None:
    listed, other = reversed(pair) if is_swapped else pair
    hold(context, other)
    assert list_people(context, listed) == {}


def test_a_mark_in_the_list_itself_holds_whoever_has_a_similar_id(context: HarnessContext) -> None:
    debts = [
        Debt(taxpayer="7200001", excluded="死亡"),
        Debt(taxpayer="7200001-1", phone="090-1234-5602"),
        Debt(taxpayer="7200002-1", phone="090-1234-5603"),
    ]
    assert import_list(context, debts).target.counts.excluded == {"excluded_flag": 2}


def test_two_people_with_similar_ids_stay_two(context: HarnessContext) -> None:
    assert list_people(context, "7200001", "7200001-1", "7200001-2") == {}
    assert context.column("SELECT COUNT(*) FROM recipients") == [3]


def test_attempts_under_a_similar_id_do_not_count(context: HarnessContext) -> None:
    calls = [CallRow("7200001-1", at=f"2026/7/{day} 10:00") for day in (1, 2, 3)]
    import_call_results(context, *calls)
    card = import_list(context, [Debt(taxpayer="7200001", calls="0")])
    assert card.target.counts.excluded == {"too_few_calls": 1}


def test_a_similar_id_follows_a_renumbering(context: HarnessContext) -> None:
    exclude(context, "7200001-1")
    renumber(context, "7200001,9300001")
    assert list_people(context, "9300001") == {"excluded_flag": 1}


def test_ids_without_a_hyphen_are_similar_to_nobody(context: HarnessContext) -> None:
    list_people(context, "7200001", "7200002")
    assert context.column("SELECT COUNT(*) FROM similar_ids") == [0]


@pytest.mark.parametrize(
    ("taxpayer", "similar"),
    [
        ("7200001", []),
        ("7200001-1", [("7200001", True)]),
        ("12-345", [("12345", False), ("12", True)]),
        ("12-3456-7", [("123456", True)]),
        ("A-123", [("A123", False), ("A", True)]),
        ("1234-5678", []),
    ],
)
def test_the_similar_ids_of_an_id_are_those_without_hyphens_and_without_a_branch(
    taxpayer: str, similar: list[tuple[str, bool]]
) -> None:
    assert list_similar_ids(taxpayer) == similar
