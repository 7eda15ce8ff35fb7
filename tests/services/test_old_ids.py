"""Files that still have ids that a renumbering replaced are about the people who have the new ones."""

import pytest

from bot.model.errors import FileRefused
from bot.services import renumbering
from bot.services.imports import targets
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import import_file
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts, write_lines
from tests.services.harness import CLOCK, UPLOADER, HarnessContext
from tests.services.steps import (
    BY_SLACK,
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    make_path,
)


def renumber(context: HarnessContext, *rows: str) -> None:
    path = write_lines(make_path(context), "旧宛名番号,新宛名番号", rows)
    renumbering.apply_renumbering(context, CLOCK, path)


def list_new(context: HarnessContext, *ids: str) -> dict[str, int]:
    """Import a list of new ids; return how many are excluded, by the reason."""
    debts = [Debt(taxpayer, f"090-1234-{taxpayer}") for taxpayer in ids]
    return dict(import_list(context, debts, again=True).target.counts.excluded)


def test_what_comes_under_an_old_id_holds_the_person_who_has_the_new_one(context: HarnessContext) -> None:
    renumber(context, "1001,2001", "1002,2002", "1003,2003", "1004,2004")
    paid = import_paid(context, [Paid("1001", amount="500"), Paid("9")]).counts
    called = import_call_results(context, CallRow("1002", result="死亡")).counts
    excluded = import_exclusions(context, ExclusionRow("1003")).counts
    assert (paid.rows, paid.old_ids, called.old_ids, excluded.old_ids) == (2, 1, 1, 1)
    found = list_new(context, "2001", "2002", "2003", "2004")
    assert found == {"recent_payment": 1, "suppressed": 1, "excluded_flag": 1}


def test_old_ids_are_followed_through_several_renumberings(context: HarnessContext) -> None:
    renumber(context, "1001,2001")
    renumber(context, "2001,3001")
    import_exclusions(context, ExclusionRow("1001"))
    assert list_new(context, "3001") == {"excluded_flag": 1}


def test_a_payment_under_an_old_id_keeps_no_promise_of_another(context: HarnessContext) -> None:
    """The promise was of 1002, and the payment is of 1001: before the renumbering, it kept none."""
    import_list(context, [Debt("1002", "090-1234-1002")])
    import_call_results(context, CallRow("1002", at="2026/7/1 10:00", result="納付約束", promised="2026/7/20"))
    renumber(context, "1001,2001", "1002,2001")
    import_paid(context, [Paid("1001", paid="20260702", booked="20260703")])
    assert context.column("SELECT state FROM promises") == ["open"]
    import_paid(context, [Paid("2001", paid="20260703", booked="20260704")])
    assert context.column("SELECT state FROM promises") == ["kept"]


def test_an_id_that_came_back_lets_nobody_in(context: HarnessContext) -> None:
    """1001 and 1002 became one, so that a row of 1001 may be about the half of the person that nothing is said of."""
    list_new(context, "1001")
    import_list(context, [Debt("1002", "090-1234-1002", excluded="1")], again=True)
    renumber(context, "1001,1002")
    renumber(context, "1002,1001")
    debts = [Debt("1001", "090-1234-1001"), Debt("3001", "090-1234-3001")]
    assert dict(import_list(context, debts, again=True).target.counts.rejected) == {"renumbered_id": 1}


def test_an_id_that_may_mean_two_people_holds_both(context: HarnessContext) -> None:
    import_list(context, [Debt("1001", "090-1234-1001"), Debt("1002", "090-1234-1002")])
    renumber(context, "1001,1002", "1002,2002")
    counts = import_paid(context, [Paid("1002")]).counts
    assert (counts.rows, counts.applied, counts.old_ids) == (1, 1, 1)
    assert dict(targets.get_list_view(context, CLOCK, 1).target.counts.excluded) == {}
    assert context.column("SELECT COUNT(*) FROM counted_payments GROUP BY taxpayer_key") == [1, 1]


def test_a_call_counts_for_nobody_if_it_may_mean_two_people(context: HarnessContext) -> None:
    renumber(context, "1001,1002", "1002,2002")
    import_call_results(context, CallRow("1002", at="2026/7/1 10:00"), CallRow("1001", at="2026/7/1 10:00"))
    assert context.column("SELECT counted FROM calls ORDER BY id") == [0, 0, 1]


def test_a_number_out_of_use_under_an_old_id_holds_the_person_who_has_numbers_of_another(
    context: HarnessContext,
) -> None:
    """1001 had no number that was known: the person was held. The number of 1002 says nothing about this."""
    import_list(context, [Debt("1002", "090-1234-1002")])
    renumber(context, "1001,2001", "1002,2001")
    counts = import_call_results(context, CallRow("1001", at="2026/7/1 10:00", result="欠番")).counts
    assert (counts.people, counts.numbers) == (1, 1)
    assert list_new(context, "2001", "2002") == {"suppressed": 1}


def test_a_number_out_of_use_under_an_old_id_holds_the_numbers_of_all_lists(context: HarnessContext) -> None:
    """Who has one of them, too, stays out: which of them was called, and whose it was, is not stored."""
    for taxpayer in ("1001", "1002"):
        import_list(context, [Debt(taxpayer, f"090-1234-{taxpayer}")], again=True)
    renumber(context, "1001,2001", "1002,2001")
    import_call_results(context, CallRow("1001", at="2026/7/1 10:00", result="欠番"))
    debts = [Debt("3001", "090-1234-1001"), Debt("3002", "090-1234-1002"), Debt("3003", "090-1234-3003")]
    assert dict(import_list(context, debts).target.counts.excluded) == {"suppressed": 2}


def test_a_call_that_equals_one_of_another_holds_the_person(context: HarnessContext) -> None:
    """Files without a time have many equal calls. That of 1002 suppressed only the number of 1002."""
    import_list(context, [Debt("1002", "090-1234-1002")])
    import_call_results(context, CallRow("1002", at="2026/7/1", result="欠番"))
    renumber(context, "1001,2001", "1002,2001")
    counts = import_call_results(context, CallRow("1001", at="2026/7/1", result="欠番")).counts
    assert (counts.people, counts.repeated) == (1, 1)
    assert list_new(context, "2001", "2002") == {"suppressed": 1}


def test_a_number_that_is_named_under_an_old_id_holds_this_number_alone(context: HarnessContext) -> None:
    renumber(context, "1001,2001")
    counts = import_call_results(context, CallRow("1001", "090-1234-1001", at="2026/7/1", result="欠番")).counts
    assert (counts.people, counts.numbers) == (0, 1)


def test_nothing_under_an_old_id_lets_anybody_in(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow("1001", as_of="R8.6.1"))
    import_paid(context, [Paid("1001")])
    renumber(context, "1001,2001")
    no = import_exclusions(context, ExclusionRow("1001", flag="", as_of="R8.7.1")).counts
    taken_back = import_paid(context, [Paid("1001", reversal="1")]).counts
    assert no.rejected == taken_back.rejected == {"renumbered_id": 1}
    assert context.count("exclusions_in_force") == 1
    assert context.value("SELECT COUNT(*) FROM counted_payments WHERE taken_back_by IS NULL") == 1


@pytest.mark.parametrize("of_same_file", [False, True])
def test_a_no_does_not_end_an_exclusion_that_comes_under_an_old_id(context: HarnessContext, of_same_file: bool) -> None:
    """The "no" of 1001 is none of 1002, who became one with 1001. The order of the rows of a file decides nothing."""
    excluded, no = ExclusionRow("1002", as_of="R8.6.1"), ExclusionRow("2001", flag="", as_of="R8.7.1")
    if not of_same_file:
        import_exclusions(context, ExclusionRow("1001", flag="", as_of="R8.7.1"))
    renumber(context, "1001,2001", "1002,2001")
    rows = [excluded, no] if of_same_file else [excluded]
    assert import_exclusions(context, *rows).counts.excluded == 1
    assert list_new(context, "2001") == {"excluded_flag": 1}
    assert import_exclusions(context, excluded, excluded).counts.repeated == 2
    assert import_exclusions(context, ExclusionRow("2001", flag="", as_of="R8.7.2")).counts.lifted == 1


def test_a_row_of_a_list_with_an_old_id_is_rejected_and_its_marks_hold(context: HarnessContext) -> None:
    renumber(context, "1001,2001", "1002,2002")
    found = import_list(context, [Debt("1001", excluded="1"), Debt("2002", "090-1234-2002")]).target
    assert (found.counts.recipients, dict(found.counts.rejected)) == (1, {"renumbered_id": 1})
    both = import_list(context, [Debt("1001", excluded="1"), Debt("2001", "090-1234-2001")]).target
    assert (dict(both.counts.rejected), dict(both.counts.excluded)) == ({"renumbered_id": 1}, {"excluded_flag": 1})


def test_a_file_of_decisions_with_an_old_id_is_refused(context: HarnessContext) -> None:
    renumber(context, "1001,1002", "1002,1001")
    list_id = import_list(context, make_debts(3)).target.id
    rows = [f"{list_id},1001,090-1234-5678,○"]
    path = write_lines(make_path(context), "リスト番号,宛名番号,電話番号,判断", rows)
    with pytest.raises(FileRefused) as refusal:
        import_file(context, UPLOADER, FILE_KINDS["decisions"], path, source=BY_SLACK)
    assert refusal.value.code == "decisions_unread"
