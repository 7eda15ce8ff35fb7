"""The morning's message on promises: when it comes, whom it counts, and the files of these people."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from python_calamine import CalamineWorkbook

from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.followups import PeopleFile
from bot.model.posts import EventKey
from bot.model.promises import NearPromises, PromiseCounts, PromiseFiles, PromiseListKind, PromiseReport
from bot.model.suppressions import EndReason, SuppressionReason
from bot.rules.hours import read_hours
from bot.services import call_backs, campaign_views, campaigns, people_files, promise_lists, receipts, suppressions
from bot.services.context import JST
from bot.services.people_files import PeopleTable
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts
from tests.services.harness import CHIEF, CLOCK, OPERATOR, UPLOADER, HarnessContext, make_receipt
from tests.services.steps import (
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    send_all,
    start_campaign,
    start_sending,
)
from tests.services.test_suppressions import suppress

NOBODY = dict.fromkeys(PromiseListKind, 0)


def move_to(context: HarnessContext, day: str, clock: str = "09:00") -> None:
    context.clock.set(datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=JST))


def report(context: HarnessContext) -> PromiseReport | None:
    """Run the job twice, let Slack show what it queued, and return the message; None if there is none."""
    promise_lists.report_promises(context, CLOCK)
    promise_lists.report_promises(context, CLOCK)
    keys = context.post_keys("promises")
    context.post_all()
    assert len(keys) <= 1
    return promise_lists.get_report(context, CLOCK, EventKey.decode(keys[0])) if keys else None


def break_promise(context: HarnessContext) -> None:
    """Let two promises be broken by the data of 14 July."""
    import_list(context, [Debt(promise="R8.7.8"), *make_debts(2, promise="R8.7.9")[1:]])
    move_to(context, "07-24", "15:00")
    import_paid(context, [Paid("9999", paid="20260723", booked="20260724")])


def test_broken_promises_are_on_the_table_the_next_morning_and_only_then(context: HarnessContext) -> None:
    assert report(context) is None
    break_promise(context)
    assert report(context) is None, "the next morning"
    move_to(context, "07-27", "08:59")
    assert report(context) is None, "the phone is not open"
    move_to(context, "07-27")
    found = report(context)
    assert found is not None
    assert found.counts == NOBODY | {PromiseListKind.BROKEN: 2}
    move_to(context, "07-28")
    assert report(context) is None


@pytest.mark.parametrize(
    ("closed", "morning"), [("", "07-27"), ("2026-07-27", "07-28"), ("2026-07-27, 2026-07-28", "07-29")]
)
def test_on_closing_days_there_is_no_message_and_the_next_one_has_their_days(
    context: HarnessContext, closed: str, morning: str
) -> None:
    desk = context.with_settings(hours=read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00", closed=closed))
    report(desk)
    break_promise(desk)
    days = []
    for day in ("07-25", "07-26", "07-27", "07-28", "07-29"):
        move_to(desk, day)
        if (found := report(desk)) is not None:
            days.append((day, found.counts[PromiseListKind.BROKEN]))
    assert days == [(morning, 2)]


def test_a_promise_without_a_day_is_counted_once_unless_another_has_a_day(context: HarnessContext) -> None:
    report(context)
    import_list(context, [*make_debts(3)[:2], Debt("1003", "090-1234-5603", promise="約束あり")])
    import_call_results(
        context,
        CallRow("1001", result="納付約束"),
        CallRow("1001", at="2026/7/6 15:00", result="納付約束"),
        CallRow("1002", result="納付約束"),
        CallRow("1002", at="2026/7/6 15:00", result="納付約束", promised="2026/7/20"),
    )
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.counts == NOBODY | {PromiseListKind.NO_DAY: 2}


def test_a_promise_on_the_phone_without_a_day_is_counted_the_next_morning(context: HarnessContext) -> None:
    start_campaign(context, 2)
    report(context)
    for message_id in (1, 2):
        entry = CallBackEntry(message_id, True, CallBackResult.PROMISE, CallBackDetail.NO_DAY, None, "", 0)
        call_backs.record_call_back(context, OPERATOR, entry)
    with_day = CallBackEntry(2, True, CallBackResult.PROMISE, CallBackDetail.IN_FULL, date(2026, 7, 17), "", 2)
    call_backs.record_call_back(context, OPERATOR, with_day)
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.counts == NOBODY | {PromiseListKind.NO_DAY: 1}


@pytest.mark.parametrize(
    "happens",
    [
        lambda context: import_paid(context, [Paid(paid="20260707", booked="20260707")]),
        lambda context: import_paid(context, [Paid(paid="20260707", booked="20260707", tax="軽自動車税", amount="1")]),
        suppress,
        lambda context: exclude(context),
    ],
    ids=["paid", "paid something lately", "suppressed", "excluded"],
)
def test_who_is_to_be_left_alone_since_is_not_on_the_list_of_promises_without_a_day(
    context: HarnessContext, happens: Callable[[HarnessContext], object]
) -> None:
    report(context)
    import_list(context, [Debt(promise="約束あり"), Debt("1002", "090-1234-5602", promise="約束あり")])
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.counts == NOBODY | {PromiseListKind.NO_DAY: 2}
    happens(context)
    (rows,) = write(context).values()
    assert [row[1] for row in rows[1:]] == ["1002"]


def test_who_said_to_have_paid_is_counted_each_day_once_the_data_shows_no_payment(context: HarnessContext) -> None:
    import_list(context, make_debts(3))
    report(context)
    suppress(context, SuppressionReason.PAID_SAID)
    suppress(context, SuppressionReason.PAID_SAID, taxpayer=None, phone="09012345602")
    move_to(context, "07-21", "15:00")
    import_paid(context, [Paid("9999", paid="20260720", booked="20260720")])
    move_to(context, "07-22")
    assert report(context) is None
    import_paid(context, [Paid("9999", paid="20260721", booked="20260721")])
    for day in ("07-23", "07-24"):
        move_to(context, day)
        found = report(context)
        assert found is not None
        assert found.counts == NOBODY | {PromiseListKind.PAID_UNCONFIRMED: 2}
    suppressions.end_suppression(context, CHIEF, 1, EndReason.CHECKED)
    suppressions.end_suppression(context, CHIEF, 2, EndReason.CHECKED)
    move_to(context, "07-27")
    assert report(context) is None


def test_a_wish_for_instalments_is_counted_the_next_morning(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    report(context)
    suppress(context, SuppressionReason.PLAN_WISHED)
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.counts == NOBODY | {PromiseListKind.PLAN_WISHED: 1}
    move_to(context, "07-09")
    assert report(context) is None


def test_near_promises_name_the_list_for_a_reminder(context: HarnessContext) -> None:
    report(context)
    list_id = import_list(context, [Debt(promise="R8.7.11"), *make_debts(2, promise="R8.7.12")[1:]]).target.id
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert (found.counts, found.near) == (NOBODY, NearPromises(list_id, 1))


@pytest.mark.parametrize(("paid", "near"), [("20260706", 2), ("20260707", 1)])
def test_near_promises_do_not_count_who_has_paid_since(context: HarnessContext, paid: str, near: int) -> None:
    report(context)
    list_id = import_list(context, make_debts(2, promise="R8.7.11")).target.id
    import_paid(context, [Paid(paid=paid, booked=paid, amount="1")])
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.near == NearPromises(list_id, near)


def write(context: HarnessContext) -> dict[str, list[list[str]]]:
    """Write the files of the only message; return their rows by name."""
    entry = context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")
    written = promise_lists.write_lists(context, CHIEF, int(str(entry)))
    folder = context.settings.exports
    return {
        name: [
            [str(cell) for cell in row]
            for row in CalamineWorkbook.from_path(str(folder / name)).get_sheet_by_index(0).to_python()
        ]
        for name in written.names
    }


def pay(context: HarnessContext, **values: str) -> None:
    import_paid(context, [Paid(paid="20260724", booked="20260724", **values)])


def exclude(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow())


def promise_anew(context: HarnessContext) -> None:
    import_call_results(context, CallRow(at="2026/7/24 10:00", result="納付約束", promised="2026/7/31"))


@pytest.mark.parametrize(
    "happens",
    [
        pay,
        partial(pay, tax="軽自動車税", amount="100"),
        promise_anew,
        suppress,
        partial(suppress, reason=SuppressionReason.COMPLAINT, taxpayer=None),
        exclude,
    ],
    ids=["paid", "paid something lately", "promised", "suppressed", "the number suppressed", "excluded"],
)
def test_who_has_paid_promised_anew_or_is_to_be_left_alone_is_not_among_the_broken_promises(
    context: HarnessContext, happens: Callable[..., object]
) -> None:
    report(context)
    break_promise(context)
    move_to(context, "07-27")
    found = report(context)
    assert found is not None
    assert found.counts[PromiseListKind.BROKEN] == 2
    happens(context)
    (rows,) = write(context).values()
    assert [row[1] for row in rows[1:]] == ["1002"], "the message was shown before"


def test_who_paid_late_and_in_full_is_not_among_the_broken_promises(context: HarnessContext) -> None:
    report(context)
    import_list(context, [Debt(promise="R8.7.8"), *make_debts(2, promise="R8.7.9")[1:]])
    move_to(context, "07-31", "15:00")
    import_paid(context, [Paid(paid="20260710", booked="20260710"), Paid("9999", paid="20260730", booked="20260730")])
    move_to(context, "08-03")
    found = report(context)
    assert found is not None
    assert context.column("SELECT state FROM promises") == ["broken", "broken"]
    assert found.counts == NOBODY | {PromiseListKind.BROKEN: 1}


def test_each_list_is_a_file_with_the_people_and_the_day(context: HarnessContext) -> None:
    report(context)
    break_promise(context)
    suppress(context, SuppressionReason.PLAN_WISHED)
    move_to(context, "07-27")
    report(context)
    heading = ["種別", "宛名番号", "氏名", "電話番号", "受付番号", "期日・申出日"]
    assert write(context) == {
        "promises-20260726-broken.xlsx": [
            heading,
            ["納付約束の不履行", "1002", "納税　太郎", "09012345602", "", "2026-07-09"],
        ],
        "promises-20260726-plan_wished.xlsx": [
            heading,
            ["分納の希望（市の職員に引き継ぐ）", "1001", "納税　太郎", "09012345601", "", "2026-07-24"],
        ],
    }
    assert ("U_CHIEF", "promises.write", "done") in context.list_audited()


def list_written(context: HarnessContext) -> list[str]:
    return sorted(path.name for path in context.settings.exports.glob("promises-*"))


def test_lists_that_somebody_wrote_are_not_written_again_while_their_data_are_the_same(
    context: HarnessContext,
) -> None:
    report(context)
    break_promise(context)
    move_to(context, "07-27")
    report(context)
    entry = int(str(context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")))
    first = promise_lists.write_lists(context, CHIEF, entry)
    written_at = context.clock.now()
    context.clock.advance(minutes=5)
    second = promise_lists.write_lists(context, UPLOADER, entry)
    assert first.past is None
    assert second.past is not None
    assert (second.names, second.past.by, second.past.at) == (first.names, CHIEF.user, written_at)
    assert list_written(context) == list(first.names)
    pay(context)
    third = promise_lists.write_lists(context, UPLOADER, entry)
    assert (third.rows, third.past) == (1, None), "the data changed"
    assert third.names != first.names


def test_lists_that_are_no_longer_there_are_written_again_and_it_is_said(context: HarnessContext) -> None:
    report(context)
    break_promise(context)
    move_to(context, "07-27")
    report(context)
    entry = int(str(context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")))
    (name,) = promise_lists.write_lists(context, CHIEF, entry).names
    (context.settings.exports / name).unlink()
    again = promise_lists.write_lists(context, UPLOADER, entry)
    assert (context.settings.exports / name).exists()
    assert again.past is not None
    assert (again.past.by, again.past.are_left) == (CHIEF.user, False)


def test_two_who_press_at_the_same_moment_get_the_same_file(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(context)
    break_promise(context)
    move_to(context, "07-27")
    report(context)
    entry = int(str(context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")))
    write_files, others = people_files.write_files, list[PromiseFiles]()

    def write_after_another(within: HarnessContext, table: PeopleTable) -> list[PeopleFile]:
        monkeypatch.setattr(people_files, "write_files", write_files)
        others.append(promise_lists.write_lists(within, CHIEF, entry))
        return write_files(within, table)

    monkeypatch.setattr(people_files, "write_files", write_after_another)
    mine = promise_lists.write_lists(context, UPLOADER, entry)
    assert mine.names == others[0].names
    assert list_written(context) == list(mine.names)


def test_who_is_on_no_list_is_counted_as_unknown(context: HarnessContext) -> None:
    report(context)
    import_list(context, make_debts(1))
    suppress(context, SuppressionReason.PLAN_WISHED)
    suppress(context, SuppressionReason.PLAN_WISHED, taxpayer="9999", phone=None)
    suppress(context, SuppressionReason.PLAN_WISHED, taxpayer=None, phone="09099999999")
    move_to(context, "07-08")
    found = report(context)
    assert found is not None
    assert found.counts[PromiseListKind.PLAN_WISHED] == 3
    entry = int(str(context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")))
    written = promise_lists.write_lists(context, CHIEF, entry)
    assert (written.rows, written.unknown) == (1, 2)


def test_a_list_is_written_by_staff_of_a_message_that_exists_and_has_people(context: HarnessContext) -> None:
    report(context)
    entry = int(str(context.value("SELECT MAX(id) FROM audit WHERE action = 'promises.report'")))
    with pytest.raises(NotAllowed):
        promise_lists.write_lists(context, OPERATOR, entry)
    with pytest.raises(Conflict, match="promises_nobody"):
        promise_lists.write_lists(context, CHIEF, entry)
    for other in (0, entry + 1):
        with pytest.raises(NotFound):
            promise_lists.write_lists(context, CHIEF, other)


def deliver(context: HarnessContext, *ids: str) -> None:
    send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt(one) for one in ids])


def count(context: HarnessContext, campaign_id: int) -> PromiseCounts:
    return campaign_views.get_campaign_view(context, CHIEF, campaign_id).promises


def test_the_card_of_a_campaign_counts_what_became_of_the_promises_after_its_messages(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 4)
    deliver(context, "p1", "p2", "p3")
    assert count(context, campaign_id) == PromiseCounts()
    calls = [CallRow(one, at="2026/7/7 10:00", result="納付約束", promised="2026/7/9") for one in ("1001", "1002")]
    later = CallRow("1003", at="2026/7/7 11:00", result="納付約束", promised="2026/7/31")
    undelivered = CallRow("1004", at="2026/7/7 11:00", result="納付約束", promised="2026/7/31")
    context.clock.advance(hours=3)
    import_call_results(context, *calls, later, undelivered)
    assert count(context, campaign_id) == PromiseCounts(), "not while it is sending"
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    assert count(context, campaign_id) == PromiseCounts(open=3)
    move_to(context, "07-25")
    import_paid(context, [Paid(paid="20260708", booked="20260709"), Paid("9999", paid="20260723", booked="20260724")])
    found = count(context, campaign_id)
    assert (found, found.kept_percent, found.made) == (PromiseCounts(kept=1, broken=1, open=1), 50, 3)


def test_a_promise_counts_for_the_last_message_before_it(context: HarnessContext) -> None:
    first = start_campaign(context, 1)
    deliver(context, "p1")
    campaigns.stop_campaign(context, CHIEF, first)
    context.clock.advance(days=8)
    second = start_sending(context, import_list(context, make_debts(1), again=True).target.id)
    deliver(context, "p2")
    campaigns.stop_campaign(context, CHIEF, second)
    context.clock.advance(hours=3)
    import_call_results(context, CallRow(at="2026/7/15 10:00", result="納付約束", promised="2026/7/31"))
    assert [count(context, one).made for one in (first, second)] == [0, 1]
