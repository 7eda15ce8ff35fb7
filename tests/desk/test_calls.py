"""Call results: what counts, what keeps a message back, which numbers are never written to again."""

from datetime import date

import pytest

from bot.model.campaigns import Draft, Intent
from bot.model.errors import FileRefused, NotAllowed, NotFound
from bot.model.imports import CallCounts, Problem
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import read_result_table
from bot.services import drafts, sending
from bot.services.imports import calls
from bot.services.imports.pipeline import Source
from tests.corpus.workbooks import Cell, Sheet, workbook
from tests.desk.files import Debt, Paid, people
from tests.desk.office import AUTHOR, CLOCK, OPERATOR, UPLOADER, Office
from tests.desk.steps import approved, begun, imported, paid, work
from tests.desk.told import Called, called, written

PROMISE, GONE, WRONG = "納付約束", "欠番", "番号違い"


def suppressed(office: Office) -> list[object]:
    return office.column("SELECT kind || ' ' || reason FROM suppressions WHERE ended_at IS NULL ORDER BY id")


def test_a_promise_heard_at_two_keeps_the_message_at_three_back(office: Office) -> None:
    begun(office, 3)
    office.clock.advance(hours=5)
    assert work_one(office) == "accepted"
    called(office, Called("1002", at="2026/7/7 14:00", result=PROMISE, promised="2026/7/15"))
    office.clock.advance(hours=1)
    assert work(office) == 1
    assert office.states() == ["accepted", "held", "accepted"]
    assert office.reasons() == [None, "promise_open", None]


def work_one(office: Office) -> object:
    claimed = sending.claim_message(office, CLOCK)
    assert claimed
    sending.record_result(office, CLOCK, claimed, office.provider.send(claimed.outgoing))
    return office.states()[0]


def test_every_row_counts_once_under_what_became_of_it(office: Office) -> None:
    imported(office, people(4))
    card = called(
        office,
        Called(),
        Called(),
        Called("1002", result=PROMISE, promised="2026/7/15"),
        Called("1003", result=PROMISE, promised="7/15"),
        Called("1004", result="納付済"),
        Called("1001", result=WRONG, at="2026/7/6 15:00", phone="090-1234-5601"),
        Called("9999", result=GONE),
        Called("1002", result="架電停止", at="2026/7/6 16:00"),
        Called("1001", result="99"),
        Called("", result="不在"),
        Called("1001", at="2026/7/8 14:00"),
    )
    assert card.counts == CallCounts(
        rows=11,
        applied=7,
        repeated=1,
        rejected={"unknown_result": 1, "missing_taxpayer_id": 1, "bad_date": 1},
        results={
            "absent": 1,
            "promise": 2,
            "paid_said": 1,
            "wrong_number": 1,
            "not_in_use": 1,
            "stop_calls": 1,
        },
        counted=1,
        promises=1,
        waiting=2,
        unclear=1,
        numbers=1,
        people=2,
        hidden_rows=0,
    )
    assert card.problems == (
        Problem(10, Rejected.UNKNOWN_RESULT),
        Problem(11, Rejected.MISSING_TAXPAYER_ID),
        Problem(12, Rejected.BAD_DATE),
    )
    assert (card.asked, card.as_of) == ((5,), date(2026, 7, 6))
    counts = card.counts
    assert counts.rows == counts.applied + counts.repeated + sum(counts.rejected.values())
    assert calls.get_call_file_view(office, OPERATOR, card.file_id).counts == counts
    assert office.value("SELECT COUNT(*) FROM calls") == 7


def test_the_same_file_twice_doubles_nothing(office: Office) -> None:
    begun(office, 2)
    rows = [Called(result=WRONG), Called("1002", result=PROMISE, promised="2026/7/15")]
    called(office, *rows)
    again = called(office, *rows)
    assert (again.counts.applied, again.counts.repeated, again.counts.numbers) == (0, 2, 0)
    assert office.value("SELECT COUNT(*) FROM calls") == 2
    assert suppressed(office) == ["phone wrong_number"]
    assert office.value("SELECT COUNT(*) FROM promises") == 1


def test_attempts_that_a_file_tells_of_make_a_person_due_for_a_message(office: Office) -> None:
    debts = [Debt(calls="1"), Debt(taxpayer="1002", phone="090-1234-5602", calls="1")]
    list_id = imported(office, debts).target.id
    office.clock.advance(days=1)
    called(office, Called(at="2026/7/8 10:00"), Called("1002", at="2026/7/8 10:00", result="家族"))
    approved_id = approved(office, list_id)
    assert office.value("SELECT recipients FROM campaigns WHERE id = :id", id=approved_id) == 1


def test_a_wrong_number_is_kept_out_of_the_next_list_and_held_in_the_one_being_sent(office: Office) -> None:
    begun(office, 2)
    called(office, Called(result=WRONG, phone="090-1234-5601"))
    assert work(office) == 1
    assert office.reasons() == ["suppressed", None]
    after = imported(office, [Debt(instalment="2"), *people(3)[2:]])
    assert after.target.counts.excluded == {"suppressed": 1}


def test_a_number_that_is_wrong_is_so_for_everybody_who_has_it(office: Office) -> None:
    called(office, Called("5555", result=GONE, phone="090-1234-5601"))
    assert imported(office, people(2)).target.counts.excluded == {"suppressed": 1}


def test_without_a_number_in_the_file_those_of_the_newest_list_are_suppressed(office: Office) -> None:
    imported(office, [Debt(phone="090-1234-5699")])
    imported(office, [Debt(), Debt(instalment="2", phone="048-953-1111")])
    assert called(office, Called(result=GONE)).counts.numbers == 2
    keys = {office.store.vault.find("phone", number) for number in ("09012345601", "0489531111")}
    assert set(office.column("SELECT key FROM suppressions")) == keys


def test_a_wrong_landline_leaves_the_mobile_number_alone(office: Office) -> None:
    begun(office, 1)
    called(office, Called(result=WRONG, phone="048-953-1111"))
    assert work(office) == 1


def test_where_nobody_knows_which_number_was_wrong_the_person_is_left_alone(office: Office) -> None:
    card = called(office, Called(result=WRONG))
    assert (card.counts.numbers, card.counts.people) == (0, 1)
    assert imported(office, people(2)).target.counts.excluded == {"suppressed": 1}


@pytest.mark.parametrize(("result", "reason"), [("架電停止（市指示）", "stop_calls"), ("死亡", "deceased")])
def test_who_is_not_to_be_called_is_not_written_to(office: Office, result: str, reason: str) -> None:
    begun(office, 2)
    called(office, Called(result=result))
    assert work(office) == 1
    assert suppressed(office) == [f"taxpayer {reason}"]


def test_a_suppression_that_a_person_has_ended_is_not_opened_again_by_the_same_row(office: Office) -> None:
    imported(office, people(1))
    called(office, Called(result=WRONG))
    with office.store.transaction() as db:
        db.change("UPDATE suppressions SET ended_at = '2026-07-07T00:00:00.000000Z'")
    called(office, Called(result=WRONG), Called("1002"))
    assert suppressed(office) == []


@pytest.mark.parametrize("result", [PROMISE, "納付済", "分納相談"])
def test_who_promised_without_a_day_is_left_alone_until_the_city_would_know(office: Office, result: str) -> None:
    called(office, Called(at="2026/7/6 14:00", result=result))
    last = office.settings.policy.payment_lag_days  # 6 July + 14 days = 20 July
    assert imported(office, people(2)).target.counts.excluded == {"promise_open": 1}
    office.clock.advance(days=last - 1)
    assert imported(office, people(2), again=True).target.counts.excluded == {"promise_open": 1}
    office.clock.advance(days=1)
    assert imported(office, people(2), again=True).target.counts.excluded == {}


def test_a_promise_whose_day_cannot_be_read_keeps_the_message_back_all_the_same(office: Office) -> None:
    begun(office, 1)
    card = called(office, Called(result=PROMISE, promised="7/15"))
    assert (card.counts.unclear, card.asked) == (1, (2,))
    assert work(office) == 0
    assert office.reasons() == ["promise_open"]


def test_a_promise_heard_on_a_call_is_kept_by_a_payment_and_broken_without_one(office: Office) -> None:
    imported(office, people(2))
    called(
        office,
        Called(result=PROMISE, promised="2026/7/15", at="2026/7/1 10:00"),
        Called("1002", result=PROMISE, promised="2026/7/15", at="2026/7/1 10:00"),
    )
    office.clock.advance(days=30)
    paid(office, [Paid(paid="20260710", booked="20260729")])
    assert office.column("SELECT state FROM promises ORDER BY id") == ["kept", "broken"]


def test_a_promise_that_is_told_of_late_is_settled_by_the_payments_that_are_known(office: Office) -> None:
    imported(office, people(3))
    paid(office, [Paid(paid="20260605", booked="20260606"), Paid("1009", booked="20260630")], as_of=date(2026, 7, 6))
    called(
        office,
        Called(result=PROMISE, at="2026/6/1 10:00", promised="2026/6/10"),
        Called("1002", result=PROMISE, at="2026/6/1 10:00", promised="2026/6/10"),
        Called("1003", result=PROMISE, at="2026/6/1 10:00", promised="2026/7/1"),
    )
    assert office.column("SELECT state FROM promises ORDER BY id") == ["kept", "broken", "open"]


def test_rows_that_the_sheet_hides_are_read_and_counted(office: Office) -> None:
    rows: list[list[Cell]] = [
        ["宛名番号", "架電日時", "架電結果"],
        ["1001", "2026/7/6 14:00", "不在"],
        ["1002", "2026/7/6 14:00", "話中"],
    ]
    path = office.store.path.with_name("calls.xlsx")
    path.write_bytes(workbook(Sheet(rows, row_attributes={2: ' hidden="1"'})))
    card = calls.import_calls(office, UPLOADER, path, name="x", source=Source("slack", "U1"))
    assert (card.counts.applied, card.counts.hidden_rows) == (2, 1)


def test_a_later_file_that_says_something_else_of_the_same_call_corrects_it(office: Office) -> None:
    list_id = imported(office, [Debt(calls="0"), *people(2)[1:]]).target.id
    called(office, Called(at="2026/7/6 10:00"), Called(at="2026/7/6 14:00", result="話中"))
    assert recipients(office, list_id) == 2
    called(office, Called(at="2026/7/6 14:00", result="家族"))
    assert recipients(office, list_id) == 1


def test_without_times_two_results_of_one_day_are_two_calls(office: Office) -> None:
    list_id = imported(office, [Debt(calls="0"), *people(2)[1:]]).target.id
    called(office, Called(at="2026/7/6"), Called(at="2026/7/6", result="話中"))
    called(office, Called(at="2026/7/6", result="家族"))
    assert recipients(office, list_id) == 2


def test_what_a_correction_takes_back_keeps_nobody_from_being_left_alone(office: Office) -> None:
    begun(office, 1)
    called(office, Called(result=PROMISE, promised="2026/7/15"))
    called(office, Called(result="不在"))
    assert work(office) == 0


def recipients(office: Office, list_id: int) -> int:
    return drafts.preview_draft(office, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None)).recipients


def test_the_citys_own_table_is_the_one_that_holds(office: Office) -> None:
    own = office.with_settings(call_results=read_result_table("A=wrong_number,B=absent"))
    card = called(own, Called(result="A"), Called("1002", result="B"), Called("1003", result="Z"))
    assert card.counts.results == {"wrong_number": 1, "absent": 1}
    assert card.counts.rejected == {"unknown_result": 1}


def test_of_a_file_that_is_refused_half_way_nothing_is_kept(office: Office) -> None:
    rows = [Called(str(n)) for n in range(1, 2_500)]
    with pytest.raises(FileRefused, match="personal_number"):
        called(office, *rows, Called("1", phone="123456789018"))
    assert office.value("SELECT COUNT(*) FROM calls") == 0
    assert office.value("SELECT COUNT(*) FROM data_files") == 0
    assert office.audited()[-1][1:] == ("calls.import", "personal_number")
    assert office.column("SELECT kind FROM posts") == ["incident"]


def test_who_may_not_import_calls_has_no_file_read(office: Office) -> None:
    with pytest.raises(NotAllowed):
        called(office, Called(), by=OPERATOR)
    assert office.audited() == [("U_OPERATOR", "calls.import", "not_allowed")]


def test_a_file_with_names_does_not_pass_where_they_must_not(office: Office) -> None:
    path = written(office.store.path.parent, "宛名番号,氏名,架電日時,架電結果,約束日", [Called()])
    with pytest.raises(FileRefused, match="upload_has_names"):
        calls.import_calls(office, UPLOADER, path, name="x", source=Source("slack", "U1", reduced=True))


def test_the_desk_is_told_and_the_audit_names_counts_only(office: Office) -> None:
    card = called(office, Called(result=PROMISE, promised="2026/7/15"))
    assert office.column("SELECT kind || key || place FROM posts") == [f"calls{card.file_id}desk"]
    facts = str(office.column("SELECT facts FROM audit")[-1])
    assert "1001" not in facts
    assert '"promise": 1' in facts


def test_there_is_no_card_of_a_file_that_never_was(office: Office) -> None:
    with pytest.raises(NotFound):
        calls.get_call_file_view(office, OPERATOR, 7)


def test_two_numbers_of_one_person_that_are_wrong_on_one_day_are_both_suppressed(office: Office) -> None:
    called(
        office,
        Called("5555", at="2026/7/6", result=WRONG, phone="090-1234-5601"),
        Called("5555", at="2026/7/6", result=WRONG, phone="090-1234-5602"),
    )
    assert imported(office, people(3)).target.counts.excluded == {"suppressed": 2}


@pytest.mark.parametrize("first", ["2026/7/8", ""])
def test_a_promised_day_that_a_later_file_corrects_holds(office: Office, first: str) -> None:
    imported(office, people(1))
    called(office, Called(result=PROMISE, promised=first))
    called(office, Called(result=PROMISE, promised="2026/8/31"))
    office.clock.advance(days=35)
    paid(office, [Paid("9999", paid="20260730", booked="20260730")])
    assert imported(office, people(2), again=True).target.counts.excluded == {"promise_open": 1}


def test_a_promise_made_again_after_a_payment_had_kept_it_is_open(office: Office) -> None:
    imported(office, [Debt(), Debt(instalment="2")])
    called(office, Called(at="2026/7/1 10:00", result=PROMISE, promised="2026/8/31"))
    paid(office, [Paid(paid="20260703", booked="20260706")])
    assert office.column("SELECT state FROM promises") == ["kept"]
    called(office, Called(at="2026/7/6 14:00", result=PROMISE, promised="2026/8/31"))
    office.clock.advance(days=21)
    assert imported(office, [Debt(instalment="2"), *people(2)[1:]]).target.counts.excluded == {"promise_open": 1}


def test_a_day_that_a_core_system_carries_along_does_not_open_a_promise_that_was_kept(office: Office) -> None:
    imported(office, people(1))
    called(office, Called(at="2026/7/1 10:00", result=PROMISE, promised="2026/8/31"))
    paid(office, [Paid(paid="20260703", booked="20260706")])
    called(office, Called(at="2026/7/6 14:00", result="不在", promised="2026/8/31"))
    assert office.column("SELECT state FROM promises") == ["kept"]


@pytest.mark.parametrize(
    ("heading", "row", "opened"),
    [
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,090-9999-0001", ["phone wrong_number", "taxpayer wrong_number"]),
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,09012345601", ["phone wrong_number"]),
        ("携帯電話番号1,携帯電話番号2", "090-1234-5601,", ["phone wrong_number"]),
        ("架電先,携帯電話番号1", "090-1234-5601,090-9999-0001", ["phone wrong_number"]),
        (
            "架電先,携帯電話番号1,携帯電話番号2",
            ",090-1234-5601,090-9999-0001",
            ["phone wrong_number", "taxpayer wrong_number"],
        ),
    ],
)
def test_where_nobody_can_tell_which_number_was_wrong_the_person_is_left_alone(
    office: Office, heading: str, row: str, opened: list[str]
) -> None:
    path = office.store.path.with_name("calls.csv")
    path.write_bytes(f"宛名番号,架電日,結果,{heading}\r\n1001,2026/7/6,{WRONG},{row}\r\n".encode("cp932"))
    calls.import_calls(office, UPLOADER, path, name="x", source=Source("inbox", None))
    assert suppressed(office) == opened
    other = imported(office, [Debt(phone="090-9999-0001"), *people(2)[1:]]).target
    assert other.counts.excluded == ({"suppressed": 1} if len(opened) > 1 else {})
