"""Call results: which count, which hold a message, which suppress a number."""

from dataclasses import replace
from datetime import date

import pytest

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.imports import CallCounts
from bot.model.policy import Policy
from bot.model.reasons import Problem, Rejected
from bot.rules.importing.call_results import read_result_table
from bot.services import drafts, sending
from bot.services.imports.calls import CALLS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import Source, get_file_view, import_file
from tests.corpus.workbooks import Cell, Sheet, workbook
from tests.services.files import CallRow, Debt, Paid, make_debts, write_lines
from tests.services.harness import AUTHOR, CLOCK, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import (
    BY_SLACK,
    claim,
    count_promises,
    import_call_results,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_campaign,
)
from tests.tables import list_cases

PROMISE, GONE, WRONG = "納付約束", "欠番", "番号違い"


def test_a_promise_made_on_a_call_at_two_holds_the_message_at_three(context: HarnessContext) -> None:
    start_campaign(context, 3)
    context.clock.advance(hours=5)
    first = claim(context)
    sending.record_result(context, CLOCK, first, context.provider.send(first.outgoing))
    import_call_results(context, CallRow("1002", at="2026/7/7 14:00", result=PROMISE, promised="2026/7/15"))
    context.clock.advance(hours=1)
    assert send_all(context) == 1
    assert context.states() == ["accepted", "held", "accepted"]
    assert context.reasons() == [None, "promise_open", None]


def test_every_row_is_counted_once_under_its_result(context: HarnessContext) -> None:
    import_list(context, make_debts(4))
    rows = [
        CallRow(),
        CallRow(),
        CallRow("1002", result=PROMISE, promised="2026/7/15"),
        CallRow("1003", result=PROMISE, promised="7/15"),
        CallRow("1004", result="納付済"),
        CallRow("1001", result=WRONG, at="2026/7/6 15:00", phone="090-1234-5601"),
        CallRow("9999", result=GONE),
        CallRow("1002", result="架電停止", at="2026/7/6 16:00"),
        CallRow("1001", result="99"),
        CallRow("", result="不在"),
        CallRow("1001", at="2026/7/8 14:00"),
    ]
    card = import_call_results(context, *rows)
    assert card.counts == CallCounts(
        rows=11,
        applied=7,
        repeated=1,
        rejected={"unknown_result": 1, "missing_taxpayer_id": 1, "bad_date": 1},
        results={"absent": 1, "promise": 2, "paid_said": 1, "wrong_number": 1, "not_in_use": 1, "stop_calls": 1},
        counted=1,
        promises=1,
        waiting=2,
        unclear=1,
        numbers=1,
        people=2,
        hidden_rows=0,
        held_rows=1,
        unread_columns=[],
    )
    reasons = (Rejected.UNKNOWN_RESULT, Rejected.MISSING_TAXPAYER_ID, Rejected.BAD_DATE)
    assert card.problems == tuple(Problem(line, reason) for line, reason in enumerate(reasons, start=10))
    assert (card.unclear_lines, card.as_of) == ((5,), date(2026, 7, 6))
    counts = card.counts
    assert counts.rows == counts.applied + counts.repeated + sum(counts.rejected.values())
    assert get_file_view(CallCounts, context, OPERATOR, card.file_id).counts == counts
    again = import_call_results(context, *rows).counts
    assert (again.applied, again.repeated, again.numbers, again.people) == (0, 8, 0, 0)


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        (CallRow(at="7/7", result="死亡"), "bad_date", "suppressed"),
        (CallRow(at="", result="架電停止"), "bad_date", "suppressed"),
        (CallRow(at="2026/7/6 25:00", result=WRONG), "bad_date", "suppressed"),
        (CallRow(at="2026/7/99", result=PROMISE, promised="2026/7/15"), "bad_date", "promise_open"),
        (CallRow(at="2026/8/9", result=PROMISE), "bad_date", "promise_open"),
        (CallRow(at="2026/8/9", result="納付済"), "bad_date", "promise_open"),
        (CallRow(promised="2026/7/32"), "bad_date", "promise_open"),
        (CallRow(result="特記参照"), "unknown_result", "promise_open"),
        (CallRow(at="7/7", result="特記参照"), "bad_date", "promise_open"),
        (CallRow(result="特記参照", promised="2026/7/15"), "unknown_result", "promise_open"),
        (CallRow(result="", promised="2026/7/15"), "unknown_result", "promise_open"),
        (CallRow(result=""), "unknown_result", None),
        (CallRow(result="未架電"), "unknown_result", None),
        (CallRow(at="7/7"), "bad_date", None),
        (CallRow(at="", result=""), "bad_date", None),
    ],
    ids=str,
)
def test_what_a_rejected_call_says_keeps_messages_from_its_person(
    context: HarnessContext, row: CallRow, code: str, reason: str | None
) -> None:
    start_campaign(context, 2)
    counts = import_call_results(context, row).counts
    assert (counts.rejected, counts.applied, counts.held_rows) == ({code: 1}, 0, 1 if reason else 0)
    assert send_all(context) == (1 if reason else 2)
    assert context.reasons() == [reason, None]


def test_calls_side_by_side_count_each_and_a_remark_without_a_call_holds_its_person(context: HarnessContext) -> None:
    path = write_lines(
        make_path(context),
        "架電結果一覧",
        [
            "宛名番号,架電日時1,架電結果1,架電日時2,架電結果2,備考",
            "1001,2026/7/5 10:00,不在,2026/7/6 14:00,不在,",
            "1002,2026/7/6 10:00,不在,,,",
            "1003,,,,,死亡",
        ],
    )
    counts = import_file(context, UPLOADER, CALLS, path, source=BY_SLACK).counts
    assert (counts.rows, counts.counted, counts.rejected, counts.held_rows) == (4, 3, {"bad_date": 1}, 1)
    found = import_list(context, make_debts(3), without=("calls",)).target.counts
    assert (found.recipients, found.excluded) == (1, {"suppressed": 1, "too_few_calls": 1})


def test_a_call_or_payment_with_a_cell_too_many_holds_its_person(context: HarnessContext) -> None:
    start_campaign(context, 3)
    folder = make_path(context)
    calls = write_lines(folder, "宛名番号,架電日,架電結果", ["1001,2026/7/6,死亡,x", "1003,2026/7/6,不在,x"])
    counts = import_file(context, UPLOADER, CALLS, calls, source=BY_SLACK).counts
    assert (counts.rejected, counts.held_rows, counts.applied) == ({"bad_row": 2}, 1, 0)
    paid = write_lines(folder, "宛名番号,税目,年度,期別,納付日,金額", ["1002,固定資産税,R8,1,20260706,30,000"])
    assert import_file(context, UPLOADER, PAYMENTS, paid, source=BY_SLACK).counts.held_rows == 1
    assert send_all(context) == 1
    assert context.reasons() == ["suppressed", "recent_payment", None]


def test_an_unknown_result_holds_until_a_later_file_says_what_it_was(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    import_call_results(context, CallRow(result="7"), CallRow("1002", result="7"), CallRow("1002", at="2026/7/6 9:00"))
    assert count_recipients(context, list_id) == 0
    import_call_results(context, CallRow(result="家族"))
    assert count_recipients(context, list_id) == 1
    context.clock.advance(days=13)
    assert count_recipients(context, list_id) == 1
    context.clock.advance(days=1)
    assert count_recipients(context, list_id) == 2


def test_the_same_file_twice_doubles_nothing(context: HarnessContext) -> None:
    start_campaign(context, 2)
    rows = [CallRow(result=WRONG), CallRow("1002", result=PROMISE, promised="2026/7/15")]
    import_call_results(context, *rows)
    again = import_call_results(context, *rows)
    assert (again.counts.applied, again.counts.repeated) == (0, 2)
    assert (again.counts.numbers, again.counts.people) == (0, 0)
    assert count_promises(context) == {"made": 1, "kept": 0, "broken": 0}


def test_imported_call_attempts_make_a_person_eligible(context: HarnessContext) -> None:
    debts = [Debt(calls="1"), Debt(taxpayer="1002", phone="090-1234-5602", calls="1")]
    list_id = import_list(context, debts).target.id
    context.clock.advance(days=1)
    import_call_results(context, CallRow(at="2026/7/8 10:00"), CallRow("1002", at="2026/7/8 10:00", result="家族"))
    assert count_recipients(context, list_id) == 1


def test_a_wrong_number_is_excluded_from_the_next_list_and_held_in_a_running_campaign(context: HarnessContext) -> None:
    start_campaign(context, 2)
    import_call_results(context, CallRow(result=WRONG, phone="090-1234-5601"))
    assert send_all(context) == 1
    assert context.reasons() == ["suppressed", None]
    after = import_list(context, [Debt(instalment="2"), *make_debts(3)[2:]])
    assert after.target.counts.excluded == {"suppressed": 1}


def test_a_wrong_number_is_suppressed_for_all_its_holders(context: HarnessContext) -> None:
    import_call_results(context, CallRow("5555", result=GONE, phone="090-1234-5601"))
    assert import_list(context, make_debts(2)).target.counts.excluded == {"suppressed": 1}


def test_without_a_number_in_the_file_those_of_the_newest_list_are_suppressed(context: HarnessContext) -> None:
    import_list(context, [Debt(phone="090-1234-5699")])
    import_list(context, [Debt(), Debt(instalment="2", phone="048-953-1111")])
    assert import_call_results(context, CallRow(result=GONE)).counts.numbers == 2
    others = [Debt("1002", "090-1234-5601"), Debt("1003", "090-1234-5699")]
    assert import_list(context, others).target.counts.excluded == {"suppressed": 1}


def test_a_wrong_landline_does_not_suppress_the_mobile_number(context: HarnessContext) -> None:
    start_campaign(context, 1)
    import_call_results(context, CallRow(result=WRONG, phone="048-953-1111"))
    assert send_all(context) == 1


def test_a_wrong_number_of_a_person_without_a_list_suppresses_the_person(context: HarnessContext) -> None:
    card = import_call_results(context, CallRow(result=WRONG))
    assert (card.counts.numbers, card.counts.people) == (0, 1)
    assert import_list(context, make_debts(2)).target.counts.excluded == {"suppressed": 1}


@pytest.mark.parametrize(("result", "reason"), [("架電停止（市指示）", "stop_calls"), ("死亡", "deceased")])
def test_a_person_who_is_not_to_be_called_is_suppressed(context: HarnessContext, result: str, reason: str) -> None:
    start_campaign(context, 2)
    import_call_results(context, CallRow(result=result))
    assert send_all(context) == 1
    # No view shows why somebody is suppressed.
    assert context.column("SELECT kind || ' ' || reason FROM suppressions") == [f"taxpayer {reason}"]


def test_a_suppression_that_a_user_ended_is_not_added_again_by_the_same_row(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    import_call_results(context, CallRow(result=WRONG))
    # No service ends a suppression yet; the schema has a column for it.
    context.execute("UPDATE suppressions SET ended_at = '2026-07-07T00:00:00.000000Z'")
    again = import_call_results(context, CallRow(result=WRONG), CallRow("1002"))
    assert (again.counts.numbers, again.counts.people) == (0, 0)
    assert import_list(context, make_debts(1), again=True).target.counts.excluded == {}


@pytest.mark.parametrize(("last", "result"), list_cases((3, PROMISE), (14, "納付済", "分納相談")))
def test_a_promise_without_a_day_excludes_for_the_days_of_the_setting(
    context: HarnessContext, last: int, result: str
) -> None:
    own = context.with_settings(policy=Policy(promise_default_days=3, payment_lag_days=14))
    card = import_call_results(own, CallRow(at="2026/7/6 14:00", result=result))
    assert card.unclear_lines == ((2,) if result == PROMISE else ())
    assert import_list(context, make_debts(2)).target.counts.excluded == {"promise_open": 1}
    context.clock.advance(days=last - 1)
    assert import_list(context, make_debts(2), again=True).target.counts.excluded == {"promise_open": 1}
    context.clock.advance(days=1)
    assert import_list(context, make_debts(2), again=True).target.counts.excluded == {}


def test_a_promise_with_an_unreadable_day_excludes_too(context: HarnessContext) -> None:
    start_campaign(context, 1)
    card = import_call_results(context, CallRow(result=PROMISE, promised="7/15"))
    assert (card.counts.unclear, card.unclear_lines) == (1, (2,))
    assert send_all(context) == 0
    assert context.reasons() == ["promise_open"]


@pytest.mark.parametrize(("day", "unclear"), [("2028/7/7", 0), ("2028/7/8", 1), ("2062/7/15", 1)])
def test_a_promise_for_a_day_in_more_than_two_years_has_no_day(context: HarnessContext, day: str, unclear: int) -> None:
    card = import_call_results(context, CallRow(result=PROMISE, promised=day))
    assert (card.counts.unclear, card.counts.promises) == (unclear, 1 - unclear)
    assert import_list(context, make_debts(2)).target.counts.excluded == {"promise_open": 1}
    card = import_call_results(context, CallRow(taxpayer="1002", result="不在", promised=day))
    assert card.counts.rejected == ({"bad_date": 1} if unclear else {})


def test_a_promise_made_on_a_call_is_kept_by_a_payment_and_broken_without_one(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    promise = CallRow(result=PROMISE, promised="2026/7/15", at="2026/7/1 10:00")
    import_call_results(context, promise, replace(promise, taxpayer="1002"))
    context.clock.advance(days=30)
    import_paid(context, [Paid(paid="20260710", booked="20260729")])
    assert count_promises(context) == {"made": 2, "kept": 1, "broken": 1}


def test_a_promise_that_is_imported_late_is_settled_by_the_known_payments(context: HarnessContext) -> None:
    import_list(context, make_debts(3))
    paid = [Paid(paid="20260605", booked="20260606"), Paid("1009", booked="20260630")]
    import_paid(context, paid, as_of=date(2026, 7, 6))
    first = CallRow(result=PROMISE, at="2026/6/1 10:00", promised="2026/6/10")
    others = (replace(first, taxpayer="1002"), replace(first, taxpayer="1003", promised="2026/7/1"))
    import_call_results(context, first, *others)
    assert count_promises(context) == {"made": 3, "kept": 1, "broken": 1}


def test_rows_that_the_sheet_hides_are_read_and_counted(context: HarnessContext) -> None:
    rows: list[list[Cell]] = [
        ["宛名番号", "架電日時", "架電結果"],
        ["1001", "2026/7/6 14:00", "不在"],
        ["1002", "2026/7/6 14:00", "話中"],
    ]
    path = context.store.path.with_name("calls.xlsx")
    path.write_bytes(workbook(Sheet(rows, row_attributes={2: ' hidden="1"'})))
    card = import_file(context, UPLOADER, CALLS, path, name="x", source=Source("slack", "U1"))
    assert (card.counts.applied, card.counts.hidden_rows) == (2, 1)


def test_a_later_file_corrects_the_result_of_the_same_call(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt(calls="0"), *make_debts(2)[1:]]).target.id
    import_call_results(context, CallRow(at="2026/7/6 10:00"), CallRow(at="2026/7/6 14:00", result="話中"))
    assert count_recipients(context, list_id) == 2
    import_call_results(context, CallRow(at="2026/7/6 14:00", result="家族"))
    assert count_recipients(context, list_id) == 1


def test_without_times_two_results_of_one_day_are_two_calls(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt(calls="0"), *make_debts(2)[1:]]).target.id
    import_call_results(context, CallRow(at="2026/7/6"), CallRow(at="2026/7/6", result="話中"))
    import_call_results(context, CallRow(at="2026/7/6", result="家族"))
    assert count_recipients(context, list_id) == 2


def test_a_promise_excludes_although_a_later_file_corrects_its_call(context: HarnessContext) -> None:
    start_campaign(context, 1)
    import_call_results(context, CallRow(result=PROMISE, promised="2026/7/15"))
    import_call_results(context, CallRow(result="不在"))
    assert send_all(context) == 0


def count_recipients(context: HarnessContext, list_id: int) -> int:
    return drafts.preview_draft(context, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None)).recipients


def test_the_citys_own_table_of_call_results_is_used(context: HarnessContext) -> None:
    own = context.with_settings(call_results=read_result_table("A=wrong_number,B=absent"))
    card = import_call_results(own, CallRow(result="A"), CallRow("1002", result="B"), CallRow("1003", result="Z"))
    assert card.counts.results == {"wrong_number": 1, "absent": 1}
    assert card.counts.rejected == {"unknown_result": 1}


def test_the_audit_entry_of_an_import_holds_counts_only(context: HarnessContext) -> None:
    import_call_results(context, CallRow(result=PROMISE, promised="2026/7/15"))
    facts = context.audit_entries()[-1].facts
    assert "1001" not in str(
        {key: fact for key, fact in facts.items() if key != "content"}
    )  # a hash may have any digits
    assert facts["results"] == {"promise": 1}


def test_two_wrong_numbers_of_one_person_on_one_day_are_both_suppressed(context: HarnessContext) -> None:
    first = CallRow("5555", at="2026/7/6", result=WRONG, phone="090-1234-5601")
    import_call_results(context, first, replace(first, phone="090-1234-5602"))
    assert import_list(context, make_debts(3)).target.counts.excluded == {"suppressed": 2}


@pytest.mark.parametrize("first", ["2026/7/8", ""])
def test_a_promised_day_is_corrected_by_a_later_file(context: HarnessContext, first: str) -> None:
    import_list(context, make_debts(1))
    import_call_results(context, CallRow(result=PROMISE, promised=first))
    import_call_results(context, CallRow(result=PROMISE, promised="2026/8/31"))
    context.clock.advance(days=35)
    import_paid(context, [Paid("9999", paid="20260730", booked="20260730")])
    assert import_list(context, make_debts(2), again=True).target.counts.excluded == {"promise_open": 1}


def test_a_promise_made_again_after_it_was_kept_is_open(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_call_results(context, CallRow(at="2026/7/1 10:00", result=PROMISE, promised="2026/8/31"))
    import_paid(context, [Paid(paid="20260703", booked="20260706")])
    assert count_promises(context) == {"made": 1, "kept": 1, "broken": 0}
    import_call_results(context, CallRow(at="2026/7/6 14:00", result=PROMISE, promised="2026/8/31"))
    assert count_promises(context) == {"made": 1, "kept": 0, "broken": 0}
    context.clock.advance(days=21)
    card = import_list(context, [Debt(instalment="2"), *make_debts(2)[1:]])
    assert card.target.counts.excluded == {"promise_open": 1}


def test_a_promised_day_that_is_exported_again_does_not_open_a_kept_promise(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    import_call_results(context, CallRow(at="2026/7/1 10:00", result=PROMISE, promised="2026/8/31"))
    import_paid(context, [Paid(paid="20260703", booked="20260706")])
    import_call_results(context, CallRow(at="2026/7/6 14:00", result="不在", promised="2026/8/31"))
    assert count_promises(context) == {"made": 1, "kept": 1, "broken": 0}


@pytest.mark.parametrize(
    ("heading", "row", "people"),
    [
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,090-9999-0001", 1),
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,09012345601", 0),
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,", 0),
        ("架電先,携帯電話番号1", "090-1234-5601,090-9999-0001", 0),
        ("架電先,携帯電話番号1,携帯電話番号2", ",090-1234-5601,090-9999-0001", 1),
    ],
)
def test_a_wrong_number_that_cannot_be_identified_suppresses_the_person(
    context: HarnessContext, heading: str, row: str, people: int
) -> None:
    path = context.store.path.with_name("calls.csv")
    path.write_bytes(f"宛名番号,架電日,結果,{heading}\r\n1001,2026/7/6,{WRONG},{row}\r\n".encode("cp932"))
    card = import_file(context, UPLOADER, CALLS, path, name="x", source=Source("inbox", None))
    assert (card.counts.numbers, card.counts.people) == (1, people)
    other = import_list(context, [Debt(phone="090-9999-0001"), *make_debts(2)[1:]]).target
    assert other.counts.excluded == ({"suppressed": 1} if people else {})
