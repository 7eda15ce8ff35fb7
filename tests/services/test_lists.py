from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.model.errors import Conflict, FileRefused, NotFound
from bot.rules.importing.debts import read_arrears_table
from bot.services import drafts
from bot.services.imports import targets
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.store import lists as stored
from tests.services.files import MADE_IN_CALC, CallRow, Debt, Paid, make_debts, write_lines, write_target_list
from tests.services.harness import AUTHOR, OPERATOR, UPLOADER, HarnessContext, fail_with, run_together
from tests.services.steps import (
    BY_SLACK,
    claim,
    count_promises,
    import_call_results,
    import_list,
    import_paid,
    interrupt_import,
    make_path,
    send_all,
    start_campaign,
    start_sending,
)


def test_a_list_is_read_judged_counted_and_audited(context: HarnessContext) -> None:
    debts = [*make_debts(3), Debt(taxpayer="1009", phone="03-1234-5678"), Debt(taxpayer="1010", phone="不明")]
    card = import_list(context, debts, confirmed=False)
    counts = card.target.counts
    assert (counts.rows, counts.accepted, counts.recipients) == (5, 3, 3)
    assert counts.excluded == {"not_mobile": 1}
    assert counts.rejected == {"missing_phone": 1}
    assert counts.corrected["date_era"] == 4
    assert context.list_audited() == [("U_UPLOADER", "list.import", "done"), ("U_UPLOADER", "list.export", "done")]
    assert targets.get_list_view(context, OPERATOR, card.target.id).target == card.target


def test_rows_are_accepted_excluded_and_rejected_rows_together(context: HarnessContext) -> None:
    copy = make_debts(2)
    debts = [*copy, copy[0], Debt(taxpayer="1010", due="R8.2.30"), Debt(taxpayer="1011", phone="0120-000-000")]
    counts = import_list(context, debts).target.counts
    assert counts.rows == counts.accepted + sum(counts.excluded.values()) + sum(counts.rejected.values()) == 5


def test_the_same_file_is_refused_unless_the_user_asks_for_it_again(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    first = import_file(context, UPLOADER, TARGETS, path, name="一", source=BY_SLACK)
    with pytest.raises(Conflict) as refused:
        import_file(context, UPLOADER, TARGETS, path, name="another name", source=BY_SLACK)
    assert refused.value.code == "same_file"
    assert refused.value.facts == {"list": str(first.target.id)}
    second = import_file(context, UPLOADER, TARGETS, path, name="二", source=BY_SLACK, again=True)
    assert second.target.counts == first.target.counts
    assert [target.id for target in drafts.list_choices(context, AUTHOR)] == [second.target.id, first.target.id]


def test_the_same_file_imported_by_two_users_at_once_makes_one_list(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    codes: list[str] = []

    def import_once() -> None:
        try:
            import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK)
            codes.append("done")
        except Conflict as refused:
            codes.append(refused.code)

    run_together([import_once] * 3)
    assert sorted(codes) == ["done", "same_file", "same_file"]
    assert len(drafts.list_choices(context, AUTHOR)) == 1


def test_the_same_rows_in_another_order_encoding_and_name_are_recognised(
    context: HarnessContext, tmp_path: Path
) -> None:
    first = import_list(context, make_debts(3)).target.id
    path = write_target_list(tmp_path / "other.csv", reversed(make_debts(3)), encoding="utf-8-sig")
    with pytest.raises(Conflict) as refused:
        import_file(context, UPLOADER, TARGETS, path, name="b", source=BY_SLACK)
    assert (refused.value.code, refused.value.facts) == ("same_file", {"list": str(first)})
    assert [target.id for target in drafts.list_choices(context, AUTHOR)] == [first]
    assert import_list(context, reversed(make_debts(3)), again=True).target.counts.accepted == 3


def test_an_import_that_fails_in_its_last_step_stores_nothing(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "finish_list", fail_with(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        import_list(context, [Debt(promise="R8.7.20"), *make_debts(3)[1:]])
    assert context.count_list_rows() == [0] * 5
    assert context.posts() == []
    assert context.list_audited() == []


def test_a_list_is_invisible_while_it_is_loading(context: HarnessContext) -> None:
    interrupt_import(context, make_debts(1))
    assert drafts.list_choices(context, AUTHOR) == []
    with pytest.raises(NotFound):
        targets.get_list_view(context, AUTHOR, 1)


def test_a_half_imported_list_is_removed_after_an_hour_and_one_of_the_inbox_at_once(context: HarnessContext) -> None:
    for people in (1, 2):
        interrupt_import(context, make_debts(people))
        context.clock.advance(minutes=40)
    interrupt_import(context, make_debts(4), Source("inbox", None))
    assert context.count_list_rows() == [3, 7, 7, 7, 0]
    targets.remove_unfinished_lists(context)
    assert context.count_list_rows() == [1, 2, 2, 2, 0]


def test_a_finished_list_is_not_removed(context: HarnessContext) -> None:
    target = import_list(context, [Debt(promise="R8.7.20")]).target
    with context.store.transaction() as db:
        stored.abandon_list(db, target.id)
    assert count_promises(context) == {"made": 1, "kept": 0, "broken": 0}
    assert [found.id for found in drafts.list_choices(context, AUTHOR)] == [target.id]


@pytest.mark.parametrize(
    "numbers",
    [
        {"090-1111-1111": "R8.1.1", "090-2222-2222": "R8.3.1", "090-3333-3333": "", "03-1234-5678": "R8.6.1"},
        {"03-1234-5678": "", "090-2222-2222": "", "090-1111-1111": ""},
    ],
    ids=["the newest", "the first"],
)
def test_of_several_numbers_one_mobile_number_is_used_and_the_others_are_stored(
    context: HarnessContext, numbers: dict[str, str]
) -> None:
    rows = enumerate(numbers.items(), start=1)
    debts = [Debt(phone=phone, obtained=day, instalment=str(n)) for n, (phone, day) in rows]
    start_sending(context, import_list(context, debts).target.id)
    assert claim(context).outgoing.to == "09022222222"
    suppressed = import_call_results(context, CallRow(result="欠番")).counts.numbers  # every number of the person
    assert suppressed == len(numbers)


def test_a_number_of_two_taxpayers_excludes_both(context: HarnessContext) -> None:
    first, second, third = make_debts(3)
    alone = Debt(taxpayer="1001", phone="090-9999-9999", instalment="2")
    shared = Debt(taxpayer="1002", phone=first.phone, instalment="2")
    counts = import_list(context, [first, second, third, alone, shared]).target.counts
    assert counts.excluded == {"shared_phone": 4}
    assert counts.recipients == 1


def test_a_shared_landline_is_counted_as_a_landline(context: HarnessContext) -> None:
    debts = [Debt(taxpayer=taxpayer, phone="03-1234-5678") for taxpayer in ("1001", "1002")]
    assert import_list(context, debts).target.counts.excluded == {"not_mobile": 2}


def test_the_first_copy_of_a_row_is_kept_and_duplicates_are_counted_first(context: HarnessContext) -> None:
    flagged = Debt(excluded="1")
    others = [replace(flagged, amount="1"), replace(flagged, instalment="2")]
    card = import_list(context, [flagged, flagged, *others])
    assert card.target.counts.excluded == {"duplicate_row": 2, "excluded_flag": 2}


@pytest.mark.parametrize(
    ("first", "second", "excluded"),
    [
        ({"amount": "30000"}, {"amount": "0"}, {"duplicate_row": 1, "paid": 1}),
        ({"amount": "0"}, {"amount": "30000"}, {"duplicate_row": 1, "paid": 1}),
        ({"amount": ""}, {"amount": "0"}, {"duplicate_row": 1, "paid": 1}),
        ({"due": "R8.5.31"}, {"due": "R8.7.31"}, {"duplicate_row": 1, "not_yet_overdue": 1}),
        ({"arrears": "現年"}, {"arrears": "滞繰"}, {"duplicate_row": 1, "has_arrears": 1}),
        ({"amount": "30000"}, {"amount": "20000"}, {"duplicate_row": 1}),
    ],
)
def test_of_two_rows_of_one_debt_the_facts_count_that_keep_messages_away(
    context: HarnessContext, first: dict[str, str], second: dict[str, str], excluded: dict[str, int]
) -> None:
    card = import_list(context, [replace(Debt(), **first), replace(Debt(), **second)])
    assert card.target.counts.excluded == excluded


@pytest.mark.parametrize(
    ("fact", "excluded", "questions"),
    [
        ({}, {}, {}),
        ({"excluded": "1"}, {"excluded_flag": 1}, {"unread_row": 1}),
        ({"excluded": "よし"}, {"excluded_flag": 1}, {"unread_row": 1, "excluded_word": 1}),
        ({"promise": "R8.7.20"}, {"promise_open": 1}, {"unread_row": 1}),
        ({"promise": "R8.5.20"}, {}, {"unread_row": 1}),
        ({"promise": "2062/7/20"}, {"promise_open": 1}, {"unread_row": 1}),
        ({"promise": "7/20"}, {"promise_open": 1}, {"unread_row": 1}),
        ({"promise": "約束あり"}, {"promise_open": 1}, {"unread_row": 1}),
        ({"arrears": "滞繰"}, {"has_arrears": 1}, {"unread_row": 1}),
        ({"arrears": "過年度"}, {"has_arrears": 1}, {}),
        ({"phone": "090-1234-5601", "taxpayer": "1002"}, {"shared_phone": 1}, {}),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_a_rejected_row_says_keeps_messages_from_its_person(
    context: HarnessContext,
    fact: dict[str, str],
    excluded: dict[str, int],
    questions: dict[str, int],
    *,
    is_first: bool,
) -> None:
    good, bad = Debt(), replace(Debt(phone="090-9999-9999", due="R8.2.30", instalment="2"), **fact)
    counts = (card := import_list(context, [bad, good] if is_first else [good, bad])).target.counts
    assert (counts.excluded, counts.rejected, card.target.questions) == (excluded, {"bad_date": 1}, questions)
    assert counts.accepted == (0 if excluded else 1)


@pytest.mark.parametrize("day", ["R8.7.8", "2062/6/20", "5080708", "2026-07-08 09:00"])
@pytest.mark.parametrize("column", ["demanded", "letter", "last_called", "obtained"])
def test_a_day_to_come_of_what_has_happened_is_a_fault_at_its_row(
    context: HarnessContext, column: str, day: str
) -> None:
    rows = [replace(Debt(), **{column: day}), *make_debts(2, **{column: "R8.7.7"})[1:]]
    counts = import_list(context, rows, confirmed=False).target.counts
    assert (counts.rejected, counts.accepted) == ({"bad_date": 1}, 1)
    context.clock.advance(days=1)
    later = import_list(context, rows, again=True, confirmed=False).target.counts
    assert later.rejected == ({"bad_date": 1} if day.startswith("2062") else {})


@pytest.mark.parametrize(
    ("fact", "reason"), [({}, None), ({"excluded": "1"}, "excluded_flag"), ({"promise": "R8.7.20"}, "promise_open")]
)
def test_a_row_with_a_day_to_come_still_holds_its_person(
    context: HarnessContext, fact: dict[str, str], reason: str | None
) -> None:
    bad = replace(Debt(demanded="2062/6/20", instalment="2"), **fact)
    counts = import_list(context, [Debt(), bad], confirmed=False).target.counts
    assert (counts.rejected, counts.excluded) == ({"bad_date": 1}, {reason: 1} if reason else {})


@pytest.mark.parametrize("lines", [[], [",,,,,,"], ["合計,,,,,,"], ["【以下送信対象外】,,,,,,"]])
def test_a_list_without_a_row_is_refused_and_leaves_nothing(context: HarnessContext, lines: list[str]) -> None:
    path = write_lines(make_path(context), "宛名番号,電話番号,税目,年度,期別,納期限,除外区分", lines)
    with pytest.raises(FileRefused, match="list_empty"):
        import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK)
    assert context.column("SELECT id FROM target_lists") == []


def test_due_dates_and_promises_may_be_to_come(context: HarnessContext) -> None:
    debts = [Debt(due="R8.9.30"), *make_debts(2, promise="R8.9.30")[1:]]
    counts = import_list(context, debts, confirmed=False).target.counts
    assert (counts.rejected, counts.excluded) == ({}, {"not_yet_overdue": 1, "promise_open": 1})


def test_a_last_payment_to_come_is_a_fault_that_holds_its_person(context: HarnessContext) -> None:
    heading = "宛名番号,電話番号,税目,年度,期別,納期限,最終納付日"
    rows = [f"1001,090-1234-5601,固定資産税,R8,{n},R8.5.31,{day}" for n, day in ((1, "2062/7/1"), (2, ""))]
    path = write_lines(make_path(context), heading, rows)
    counts = import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK).target.counts
    assert (counts.rejected, counts.excluded) == ({"bad_date": 1}, {"excluded_flag": 1})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1001,090-9999-9999,固定資産税,R8,2,R8.5.31,死亡,x,y", "excluded_flag"),
        ("1001,090-9999-9999,固定資産税,R8,2,R8.5.31,,x", None),
        ("1002,090-1234-5601,固定資産税,R8,2,R8.5.31,,x", "shared_phone"),
    ],
)
def test_a_row_with_cells_outside_the_headings_holds_its_person(
    context: HarnessContext, line: str, reason: str | None
) -> None:
    good = "1001,090-1234-5601,固定資産税,R8,1,R8.5.31,"
    path = write_lines(make_path(context), "宛名番号,電話番号,税目,年度,期別,納期限,除外区分", [good, line])
    counts = import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK).target.counts
    assert (counts.rejected, counts.excluded) == ({"bad_row": 1}, {reason: 1} if reason else {})


def test_a_rejected_row_of_a_later_list_holds_the_person_of_an_earlier_one(context: HarnessContext) -> None:
    start_campaign(context, 2)
    import_list(context, [Debt(taxpayer="1002", phone="", excluded="支援措置")])
    assert send_all(context) == 1
    assert context.reasons() == [None, "excluded_flag"]
    assert import_list(context, [Debt("1002", "090-1234-5602", amount="1")]).target.counts.accepted == 1


def test_promises_of_a_list_are_open_until_their_day_and_the_lag_have_passed(context: HarnessContext) -> None:
    days = ["R8.6.22", "R8.6.23", "R8.6.24", "R8.7.20"]  # today is 7 July, the lag 14 days
    debts = [Debt(taxpayer=str(2000 + n), phone=f"090-1234-560{n}", promise=day) for n, day in enumerate(days)]
    assert import_list(context, debts).target.counts.excluded == {"promise_open": 2}
    context.clock.advance(days=60)
    found = []  # the promises that payments up to a day break: those that were open, for their day
    for as_of in (date(2026, 7, 7), date(2026, 7, 8), date(2026, 8, 2), date(2026, 8, 3)):
        import_paid(context, [Paid("9999")], as_of=as_of)
        found.append(count_promises(context))
    assert [seen["broken"] for seen in found] == [0, 1, 1, 2]
    assert found[-1]["made"] == 4


def test_a_promise_for_a_day_in_more_than_two_years_holds_as_one_without_a_day(context: HarnessContext) -> None:
    debts = [Debt(promise="2062/7/20"), Debt(promise="R8.7.20", instalment="2"), *make_debts(3, promise="2028/7/7")[1:]]
    target = import_list(context, debts).target
    assert (target.counts.excluded, target.questions) == ({"promise_open": 4}, {"far_promise": 1})
    assert count_promises(context)["made"] == 2
    context.clock.advance(days=60)
    assert import_list(context, [Debt(calls="3"), *make_debts(2)[1:]]).target.questions == {}


def test_a_known_promise_is_not_stored_twice(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.20")])
    import_list(context, [Debt(promise="R8.7.20", amount="1")])
    import_paid(context, [Paid("9999")])
    assert count_promises(context) == {"made": 1, "kept": 0, "broken": 0}


def test_a_workbook_made_in_calc_is_read_repaired_and_judged(context: HarnessContext) -> None:
    card = import_file(context, UPLOADER, TARGETS, MADE_IN_CALC, name="Calc", source=BY_SLACK)
    counts = card.target.counts
    assert (counts.rows, counts.accepted, counts.recipients) == (14, 4, 4)
    assert counts.rejected == {"bad_date": 1, "missing_phone": 1}
    assert counts.excluded == {
        "excluded_flag": 2,
        "not_mobile": 1,
        "not_own_number": 1,
        "promise_open": 1,
        "shared_phone": 2,
        "too_few_calls": 1,
    }
    assert counts.corrected == {"phone_zero_restored": 9, "phone_fullwidth": 1, "phone_plus81": 1}


@pytest.mark.parametrize(
    ("codes", "cells", "excluded", "questions"),
    [
        ("", "0101", {"has_arrears": 2}, {"arrears_code": 2}),
        ("", "1212", {"has_arrears": 2}, {}),
        ("0=current,1=arrears", "0101", {"has_arrears": 2}, {}),
        ("0=arrears,1=current", "0000", {"has_arrears": 4}, {}),
    ],
)
def test_a_zero_for_current_or_arrears_is_asked_about_unless_the_city_says_what_it_means(
    context: HarnessContext, codes: str, cells: str, excluded: dict[str, int], questions: dict[str, int]
) -> None:
    own = context.with_settings(arrears_codes=read_arrears_table(codes))
    target = import_list(
        own, [replace(debt, arrears=cell) for debt, cell in zip(make_debts(4), cells, strict=True)]
    ).target
    assert (target.counts.excluded, target.questions) == (excluded, questions)
    assert target.counts.accepted == (0 if questions else 4 - sum(excluded.values()))
