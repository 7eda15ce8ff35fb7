"""Next steps: whom to call, whom to write to, whose number to research; nobody who is to be left alone."""

import csv
import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from bot.model.access import Actor
from bot.model.call_backs import CallBackEntry, CallBackResult
from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.followups import FollowUpKind, FollowUps
from bot.model.messages import MessageState
from bot.model.reasons import Excluded, NotDelivered
from bot.rules.call_backs import EFFECTS
from bot.rules.exporting.layouts import read_layout
from bot.services import call_backs, campaigns, drafts, followups, receipts
from tests.services import steps
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    OPERATOR,
    STRANGER,
    UPLOADER,
    HarnessContext,
    make_receipt,
)

UNDELIVERED = MessageState.UNDELIVERED


def send(context: HarnessContext, *outcomes: MessageState | NotDelivered, debts: list[Debt] | None = None) -> int:
    """Send a campaign to as many people (1001, 1002, …) and record what becomes of each message."""
    people = debts or make_debts(len(outcomes))
    campaign_id = steps.start_sending(context, steps.import_list(context, people).target.id)
    steps.send_all(context)
    for number, outcome in enumerate(outcomes, start=1):
        state, reason = (outcome, None) if isinstance(outcome, MessageState) else (UNDELIVERED, outcome)
        receipts.record_receipts(context, CLOCK, [make_receipt(f"p{number}", state, reason)])
    return campaign_id


def write(context: HarnessContext, campaign_id: int, days: int = 7, by: Actor = AUTHOR) -> FollowUps:
    return followups.write_followups(context, by, campaign_id, days)


def read_people(context: HarnessContext, done: FollowUps, kind: FollowUpKind) -> list[list[str]]:
    """Read the workbook of a list as a person opens it, without the heading."""
    names = [file.name for file in done.files if kind.value in file.name and file.name.endswith(".xlsx")]
    rows: list[list[str]] = []
    for name in names:
        sheet = CalamineWorkbook.from_path(str(context.settings.exports / name)).get_sheet_by_index(0)
        rows += [[str(cell) for cell in row] for row in sheet.to_python()][1:]
    return rows


def list_called(context: HarnessContext, campaign_id: int) -> list[str]:
    return [row[0] for row in read_people(context, write(context, campaign_id), FollowUpKind.CALL)]


def test_each_outcome_has_its_list(context: HarnessContext) -> None:
    campaign_id = send(
        context,
        *(MessageState.DELIVERED, NotDelivered.OUT_OF_AREA, NotDelivered.NO_SMS, NotDelivered.INVALID_NUMBER),
        *(MessageState.UNKNOWN, MessageState.ACCEPTED),
    )
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    found = {kind: dict(one.results) for kind, one in done.lists.items()}
    assert found == {
        FollowUpKind.CALL: {"delivered": 1},
        FollowUpKind.WRITE: {"out_of_area": 1, "no_sms": 1, "unknown": 1},
        FollowUpKind.RESEARCH: {"invalid_number": 1},
    }
    assert [(row[0], row[9], row[10]) for row in read_people(context, done, FollowUpKind.WRITE)] == [
        ("1002", "圏外・電源オフ", "文書送付"),
        ("1003", "SMS受信不可", "文書送付"),
        ("1005", "到達不明", "文書送付"),
    ]
    assert [row[0] for row in read_people(context, done, FollowUpKind.RESEARCH)] == ["1004"]


def test_a_row_has_what_the_case_system_needs(context: HarnessContext) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    assert [file.name for file in done.files] == ["followup-1-call.xlsx", "followup-1-call.csv"]
    assert read_people(context, done, FollowUpKind.CALL) == [
        [
            *("1001", "納税　太郎", "09012345601", "固定資産税・都市計画税", "2026", "1", "2026-05-31"),
            *(steps.get_ref(context), "2026-07-07 09:05", "到達", "架電"),
        ]
    ]
    path = context.settings.exports / done.files[1].name
    heading, row = csv.reader(path.read_text("cp932").splitlines())
    assert " ".join(heading) == "宛名番号 氏名 電話番号 税目 年度 期別 納期限 受付番号 送信日時 結果 区分"
    assert row[:3] == ["1001", "納税　太郎", "09012345601"]
    for file in done.files:
        written = context.settings.exports / file.name
        assert hashlib.sha256(written.read_bytes()).hexdigest() == file.sha256
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_each_open_debt_of_a_person_is_a_row_and_a_paid_one_is_not(context: HarnessContext) -> None:
    debts = [Debt(instalment="1"), Debt(instalment="2"), Debt(instalment="3")]
    campaign_id = send(context, MessageState.DELIVERED, debts=debts)
    steps.import_paid(context, [Paid(instalment="2")])
    context.clock.advance(days=21)
    done = write(context, campaign_id)
    assert [row[5] for row in read_people(context, done, FollowUpKind.CALL)] == ["1", "3"]
    assert done.lists[FollowUpKind.CALL].people == 1


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda c: steps.import_paid(c, [Paid()]), Excluded.PAID),
        (lambda c: steps.import_paid(c, [Paid(tax="市県民税")]), Excluded.RECENT_PAYMENT),
        (
            lambda c: steps.import_call_results(
                c, CallRow(at="2026/7/8 10:00", result="納付約束", promised="2026/7/31")
            ),
            Excluded.PROMISE_OPEN,
        ),
        (lambda c: steps.import_call_results(c, CallRow(at="2026/7/8 10:00", result="架電停止")), Excluded.SUPPRESSED),
        (lambda c: steps.import_exclusions(c, ExclusionRow()), Excluded.EXCLUDED_FLAG),
    ],
)
@pytest.mark.parametrize("outcome", [MessageState.DELIVERED, NotDelivered.EXPIRED, NotDelivered.INVALID_NUMBER])
def test_whoever_is_to_be_left_alone_since_is_on_no_list(
    context: HarnessContext,
    happens: Callable[[HarnessContext], object],
    reason: Excluded,
    outcome: MessageState | NotDelivered,
) -> None:
    campaign_id = send(context, outcome)
    happens(context)
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    assert done.files == ()
    assert [dict(one.left_out) for one in done.lists.values() if one.left_out] == [{reason: 1}]


@pytest.mark.parametrize(("days", "called", "waiting"), [(6, 0, 1), (7, 1, 0)])
def test_somebody_is_called_from_so_many_days_after_the_delivery(
    context: HarnessContext, days: int, called: int, waiting: int
) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    context.clock.advance(days=days)
    done = write(context, campaign_id)
    assert (done.lists[FollowUpKind.CALL].people, done.too_soon) == (called, waiting)


def test_a_newer_message_to_the_person_puts_the_call_off(context: HarnessContext) -> None:
    first = send(context, MessageState.DELIVERED)
    context.clock.advance(days=8)
    assert list_called(context, first) == ["1001"]
    steps.start_sending(context, steps.import_list(context, make_debts(1), again=True).target.id)
    steps.send_all(context)
    assert write(context, first).too_soon == 1


@pytest.mark.parametrize("result", ["番号違い", "現在使われていない", "別人"])
def test_a_number_that_a_call_found_wrong_is_researched_and_not_called(context: HarnessContext, result: str) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    steps.import_call_results(context, CallRow(at="2026/7/8 10:00", result=result, phone="090-1234-5601"))
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    assert {kind: dict(one.results) for kind, one in done.lists.items() if one.people} == {
        FollowUpKind.RESEARCH: {"wrong_number": 1}
    }
    assert [row[9] for row in read_people(context, done, FollowUpKind.RESEARCH)] == ["番号違い"]


def test_a_number_that_a_newer_list_gives_to_somebody_else_is_researched(context: HarnessContext) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    steps.import_list(context, [Debt(taxpayer="2001", phone="090-1234-5601")])
    context.clock.advance(days=7)
    assert dict(write(context, campaign_id).lists[FollowUpKind.RESEARCH].results) == {"other_holder": 1}


def test_who_opted_out_at_the_provider_gets_a_letter(context: HarnessContext) -> None:
    campaign_id = send(context, MessageState.ACCEPTED)
    stopped = make_receipt("p1", UNDELIVERED, NotDelivered.REFUSED, opted_out=True)
    receipts.record_receipts(context, CLOCK, [stopped])
    assert dict(write(context, campaign_id).lists[FollowUpKind.WRITE].results) == {"refused": 1}


def test_while_expected_payments_are_missing_nothing_is_written(context: HarnessContext) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    strict = context.with_policy(payment_channels_expected=("銀行",))
    with pytest.raises(Conflict, match="stale_channel"):
        write(strict, campaign_id)
    assert not context.settings.exports.exists()


def test_a_correction_calls_nobody(context: HarnessContext) -> None:
    send(context, MessageState.DELIVERED)
    context.clock.advance(days=1)
    correction = drafts.create_draft(context, AUTHOR, Draft(1, Intent.CORRECTION, "", None))
    campaigns.submit_campaign(context, AUTHOR, correction)
    steps.approve(context, correction)
    steps.start_approved(context)
    steps.send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p2")])
    context.clock.advance(days=7)
    assert write(context, correction).files == ()


@pytest.mark.parametrize("actor", [OPERATOR, STRANGER])
def test_only_staff_and_supervisors_get_lists(context: HarnessContext, actor: Actor) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    with pytest.raises(NotAllowed):
        write(context, campaign_id, by=actor)
    assert [one.id for one in followups.list_choices(context, UPLOADER, None)] == [campaign_id]
    assert write(context, campaign_id, by=CHIEF).campaign_id == campaign_id


def test_a_campaign_that_has_sent_nothing_has_no_next_steps(context: HarnessContext) -> None:
    with pytest.raises(Conflict, match="nothing_to_follow_up"):
        followups.list_choices(context, AUTHOR, None)
    with pytest.raises(NotFound):
        write(context, 99)
    waiting = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    with pytest.raises(Conflict, match="not_begun"):
        followups.list_choices(context, AUTHOR, waiting)


def test_the_audit_has_the_counts_and_the_hashes_and_no_personal_data(context: HarnessContext) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.subject) == ("followup.write", f"campaign:{campaign_id}")
    assert entry.facts["files"] == {file.name: file.sha256 for file in done.files}
    assert entry.facts["people"] == {"call": 1, "write": 0, "research": 0}
    assert "1001" not in str(entry.facts)
    assert context.post_keys("campaign") == [str(campaign_id)]


def test_a_list_that_cannot_be_written_is_refused(context: HarnessContext) -> None:
    campaign_id = send(context, NotDelivered.EXPIRED)
    context.settings.exports.write_text("not a folder")
    with pytest.raises(Conflict, match="followup_not_written"):
        write(context, campaign_id)


def test_a_citys_own_layout_is_one_file(context: HarnessContext) -> None:
    own = read_layout(
        """
        base = "followup"
        name = "misato"
        version = 2
        formats = ["csv"]
        encoding = "utf-8"
        columns = [
          { heading = "CODE", field = "taxpayer" },
          { heading = "KIND", text = "SMS" },
          { heading = "DAY", field = "sent_at", day = "YYYYMMDD" },
          { heading = "RESULT", field = "result" },
        ]
        codes.result.delivered = "01"
        """
    )
    older = replace(own, version=1, columns=own.columns[:1])
    campaign_id = send(context, MessageState.DELIVERED)
    context.clock.advance(days=7)
    done = write(context.with_settings(export_layouts=(own, older)), campaign_id)
    (file,) = done.files
    text = (context.settings.exports / file.name).read_text("utf-8-sig")
    assert text.split() == ['"CODE","KIND","DAY","RESULT"', '"1001","SMS","20260707","01"']


@pytest.mark.parametrize("result", CallBackResult)
def test_whoever_called_back_is_on_the_list_that_follows_from_what_they_said(
    context: HarnessContext, result: CallBackResult
) -> None:
    campaign_id = send(context, MessageState.DELIVERED)
    effect = EFFECTS[result]
    day = date(2026, 7, 17) if result is CallBackResult.PROMISE else None
    entry = CallBackEntry(
        message_id=1, is_verified=True, result=result, detail=effect.details[0], promised_on=day, note="", seen=0
    )
    call_backs.record_call_back(context, OPERATOR, entry)
    context.clock.advance(days=7)
    done = write(context, campaign_id)
    expected = {CallBackResult.CALLED_BACK: [FollowUpKind.CALL], CallBackResult.WRONG_NUMBER: [FollowUpKind.RESEARCH]}
    assert [kind for kind, found in done.lists.items() if found.people] == expected.get(result, [])
