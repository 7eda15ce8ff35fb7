"""The daily file of what became of messages: each event once, under one key, and again where a file was lost."""

import csv
import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.model.access import Actor
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.contact_records import RecordedDay
from bot.model.errors import BadInput, Conflict, NotAllowed
from bot.model.messages import MessageState
from bot.model.providers import TakenBack
from bot.model.reasons import NotDelivered
from bot.rules.call_backs import EFFECTS
from bot.rules.exporting.layouts import read_layout
from bot.services import call_backs, contact_records, people_files, receipts, sending, stopping, taking_back
from bot.services.context import JST
from scheduler.jobs import WriteRecords
from tests.services import steps
from tests.services.files import Paid, make_debts
from tests.services.harness import CHIEF, CLOCK, OPERATOR, HarnessContext, fail_with, make_receipt

SENT_ON = date(2026, 7, 7)
HEADING = "キー 宛名番号 交渉日 交渉時刻 交渉区分 一斉送信 文面 結果 事由 詳細 本人確認 約束日 受付番号 訂正するキー"


def read_files(context: HarnessContext, written: RecordedDay | None) -> list[list[str]]:
    """Read the rows of a day's files, without the heading."""
    assert written is not None
    rows: list[list[str]] = []
    for file in written.files:
        content = (context.settings.exports / file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        heading, *found = csv.reader(content.decode("cp932").splitlines())
        assert " ".join(heading) == HEADING
        rows += found
    assert len(rows) == written.rows
    return rows


def write_next(context: HarnessContext) -> RecordedDay | None:
    return contact_records.write_next_day(context, CLOCK)


def list_events(rows: list[list[str]]) -> list[tuple[str, str, str]]:
    """Return the person, the result and its reason of each row."""
    return [(row[1], row[7], row[8]) for row in rows]


def test_a_row_says_who_when_what_and_with_which_result(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    context.clock.advance(days=1)
    (row,) = read_files(context, write_next(context))
    ref = steps.get_ref(context)
    database = context.value("SELECT database_id FROM instance")
    assert row == [
        *(
            f"{database}-{ref}-sent",
            "1001",
            "2026-07-07",
            "09:05:00",
            "SMS",
            "1",
            "電話のお願い",
            "送信",
            "",
            "",
            "",
            "",
            ref,
            "",
        )
    ]


def test_every_event_of_a_day_is_in_its_file(context: HarnessContext) -> None:
    context.provider.results.extend([None] * 3)  # type: ignore[list-item]
    steps.start_campaign(context, 4)
    steps.import_paid(context, [Paid(taxpayer="1004")])
    steps.send_all(context)
    reports = [
        make_receipt("p1"),
        make_receipt("p2", MessageState.UNDELIVERED, NotDelivered.OUT_OF_AREA),
        make_receipt("p3", MessageState.UNKNOWN),
    ]
    receipts.record_receipts(context, CLOCK, reports)
    context.clock.advance(days=1)
    assert list_events(read_files(context, write_next(context))) == [
        ("1001", "送信", ""),
        ("1002", "送信", ""),
        ("1003", "送信", ""),
        ("1004", "送信見合せ", "納付済"),
        ("1001", "到達", ""),
        ("1002", "不達", "圏外・電源オフ"),
        ("1003", "到達不明", ""),
    ]


def test_what_happens_later_is_in_the_file_of_its_own_day(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    context.clock.advance(days=1)
    first = write_next(context)
    assert first is not None
    assert (first.day, first.rows) == (SENT_ON, 1)
    assert write_next(context) is None, "a repeated run has nothing to write"
    receipts.record_receipts(context, CLOCK, [make_receipt("p1", MessageState.UNDELIVERED, NotDelivered.EXPIRED)])
    receipts.record_receipts(context, CLOCK, [make_receipt("p1", raw="late")])
    context.clock.advance(days=1)
    assert list_events(read_files(context, write_next(context))) == [("1001", "不達", "期限切れ"), ("1001", "到達", "")]


def test_no_key_comes_twice_and_every_event_has_one_however_the_days_are_written(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    keys: list[str] = []
    for number in range(1, 4):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
        context.clock.advance(days=1)
        receipts.record_receipts(context, CLOCK, [make_receipt(f"p{number}")])
        if number != 2:  # on one of the days, nobody writes
            while (written := write_next(context)) is not None:
                keys += [row[0] for row in read_files(context, written)]
    context.clock.advance(days=1)
    while (written := write_next(context)) is not None:
        keys += [row[0] for row in read_files(context, written)]
    assert campaign_id == 1
    assert len(keys) == len(set(keys)) == 6


def test_a_day_without_events_has_no_file(context: HarnessContext) -> None:
    assert write_next(context) is None
    steps.start_and_send(context, 1)
    context.clock.advance(days=3)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.advance(days=3)
    days = [write_next(context) for _ in range(3)]
    assert [one and (one.day, one.rows) for one in days] == [(SENT_ON, 1), (date(2026, 7, 10), 1), None]
    empty = contact_records.write_day_again(context, CLOCK, date(2026, 7, 8))
    assert (empty.rows, empty.files) == (0, ())


def test_what_is_stored_after_its_day_was_written_is_in_the_next_file(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    sent_at = context.clock.now()
    context.clock.advance(days=1)
    assert write_next(context) is not None
    context.clock.set(sent_at)  # a transaction that began before midnight ends after the file was written
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.advance(days=1)
    assert write_next(context) is None
    context.clock.advance(days=1)
    written = write_next(context)
    assert written is not None
    assert written.day == date(2026, 7, 8)
    assert list_events(read_files(context, written)) == [("1001", "到達", "")]
    assert write_next(context) is None


@pytest.mark.parametrize(("at", "day"), [("2026-07-07T23:59:59", 7), ("2026-07-08T00:00:00", 8)])
def test_a_day_ends_at_midnight_in_japan(context: HarnessContext, at: str, day: int) -> None:
    steps.start_and_send(context, 1)
    context.clock.set(datetime.fromisoformat(at).replace(tzinfo=JST))
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.advance(days=2)
    written = [write_next(context) for _ in range(2)]
    found = {one.day.day: list_events(read_files(context, one)) for one in written if one}
    assert ("1001", "到達", "") in found[day]


def test_a_lost_file_is_written_again_with_the_same_rows_and_the_next_day_does_not_change(
    context: HarnessContext,
) -> None:
    steps.start_and_send(context, 2)
    context.clock.advance(days=1)
    first = write_next(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    again = contact_records.write_day_again(context, CLOCK, SENT_ON)
    assert read_files(context, again) == read_files(context, first)
    assert [file.name for file in again.files] == ["records-2026-07-07-2.csv"]
    context.clock.advance(days=1)
    assert list_events(read_files(context, write_next(context))) == [("1001", "到達", "")]


def test_a_day_that_is_not_over_is_refused(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    assert write_next(context) is None
    with pytest.raises(BadInput, match="day_not_over"):
        contact_records.write_day_again(context, CLOCK, SENT_ON)


def test_what_the_provider_took_back_is_recorded_and_what_never_left_is_not(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    claimed = steps.claim(context)
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    context.provider.cancellations.append(TakenBack())
    stopping.stop_campaign(context, CHIEF, campaign_id)
    taking_back.take_back_messages(context, CLOCK, context.provider, campaign_id)
    context.clock.advance(days=1)
    rows = read_files(context, write_next(context))
    assert list_events(rows) == [("1001", "送信", ""), ("1001", "送信取消", "")]


def test_a_dry_run_is_not_recorded(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, name="dry_run")
    steps.start_and_send(context, 1)
    context.clock.advance(days=1)
    written = write_next(context)
    assert written is not None
    assert (written.rows, written.files) == (0, ())
    assert write_next(context) is None


@pytest.mark.parametrize("actor", [CHIEF, OPERATOR])
def test_only_programs_write_the_files(context: HarnessContext, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        contact_records.write_next_day(context, actor)


def test_the_audit_has_the_day_the_rows_and_the_hashes(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    context.clock.advance(days=1)
    written = write_next(context)
    assert written is not None
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.subject) == ("records.write", "day:2026-07-07")
    assert entry.facts == {"rows": 1, "files": {file.name: file.sha256 for file in written.files}}


def test_the_job_writes_each_day_once_and_tries_again_an_hour_after_a_failure(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = WriteRecords()
    job(context)
    steps.start_and_send(context, 1)
    job(context)
    assert not context.settings.exports.exists()
    context.clock.advance(days=1)
    with monkeypatch.context() as broken:
        broken.setattr(people_files, "write_table", fail_with(OSError("full")))
        with pytest.raises(Conflict, match="records_not_written"):
            job(context)
    job(context)
    assert context.count("record_days") == 0
    context.clock.advance(hours=1)
    job(context)
    job(context)
    assert [path.name for path in context.settings.exports.iterdir()] == ["records-2026-07-07.csv"]
    assert context.count("record_days") == 1


def test_a_city_has_codes_of_its_own(context: HarnessContext) -> None:
    own = read_layout(
        """
        base = "records"
        columns = [{ heading = "K", field = "key" }, { heading = "R", field = "event" }]
        codes.event.sent = "S01"
        """
    )
    steps.start_campaign(context, 1)
    steps.send_all(context)
    context.clock.advance(days=1)
    written = contact_records.write_next_day(context.with_settings(export_layouts=(own,)), CLOCK)
    assert written is not None
    assert "S01" in (context.settings.exports / written.files[0].name).read_text("cp932")
    assert make_debts(1)[0].name not in str(context.audit_entries())


def call_back(context: HarnessContext, result: CallBackResult, message_id: int = 1, **more: Any) -> None:
    """Record what somebody said who called about a message."""
    entry = CallBackEntry(
        message_id=message_id,
        is_verified=more.get("verified", True),
        result=result,
        detail=more.get("detail", EFFECTS[result].details[0]),
        promised_on=more.get("promised_on"),
        note="",
        seen=more.get("seen", 0),
    )
    call_backs.record_call_back(context, OPERATOR, entry)


def test_what_callers_said_is_in_the_file_of_the_day_between_the_messages(context: HarnessContext) -> None:
    steps.start_and_send(context, 2)
    context.clock.advance(hours=1)
    call_back(context, CallBackResult.PROMISE, promised_on=date(2026, 7, 17))
    call_back(context, CallBackResult.WRONG_NUMBER, 2, verified=False)
    context.clock.advance(hours=1)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.advance(days=1)
    rows = read_files(context, write_next(context))
    assert [(row[1], *row[7:12]) for row in rows] == [
        ("1001", "送信", "", "", "", ""),
        ("1002", "送信", "", "", "", ""),
        ("1001", "折返し受電", "納付約束", "全額", "済", "2026-07-17"),
        ("1002", "折返し受電", "番号違い", "別の人の番号", "未", ""),
        ("1001", "到達", "", "", "", ""),
    ]
    assert len({row[0] for row in rows}) == 5


def test_a_promise_without_a_day_is_in_the_file_without_one(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    call_back(context, CallBackResult.PROMISE, detail=CallBackDetail.NO_DAY)
    context.clock.advance(days=1)
    rows = read_files(context, write_next(context))
    assert rows[-1][7:12] == ["折返し受電", "納付約束", "日にち未定", "済", ""]


def test_two_calls_of_one_person_have_two_keys_which_stay_when_the_file_is_written_again(
    context: HarnessContext,
) -> None:
    steps.start_and_send(context, 1)
    call_back(context, CallBackResult.CALLED_BACK)
    call_back(context, CallBackResult.PAID_SAID, seen=1)
    context.clock.advance(days=1)
    rows = read_files(context, write_next(context))
    assert len({row[0] for row in rows}) == 3
    call_back(context, CallBackResult.CONSULTING, seen=2)
    assert read_files(context, contact_records.write_day_again(context, CLOCK, SENT_ON)) == rows
    context.clock.advance(days=1)
    assert [row[8] for row in read_files(context, write_next(context))] == ["相談中"]


def test_a_day_that_was_written_before_calls_were_recorded_stays_as_it_was(context: HarnessContext) -> None:
    steps.start_and_send(context, 1)
    context.clock.advance(days=1)
    first = read_files(context, write_next(context))
    call_back(context, CallBackResult.CALLED_BACK)
    assert read_files(context, contact_records.write_day_again(context, CLOCK, SENT_ON)) == first
