"""A provider's stops: its list as a file, its refusal of a message, and how people come back."""

from datetime import timedelta

import pytest

from bot.model.errors import BadInput
from bot.model.imports import FileView, StopCounts
from bot.model.messages import MessageState
from bot.model.providers import Refused
from bot.model.reasons import NotDelivered
from bot.rules.importing.stop_rows import StopMark, read_mark
from bot.services import campaign_views, receipts
from bot.services.imports.pipeline import import_file
from bot.services.imports.stops import STOPS
from tests.services.files import make_debts, write_lines
from tests.services.harness import CHIEF, CLOCK, UPLOADER, HarnessContext, make_receipt
from tests.services.steps import (
    BY_SLACK,
    import_list,
    make_path,
    send_all,
    start_and_send,
    start_approved,
    submit_and_approve,
)


def import_stops(
    context: HarnessContext, *rows: str, heading: str = "電話番号,状態", again: bool = False
) -> FileView[StopCounts]:
    path = write_lines(make_path(context), heading, rows, "utf-8")
    return import_file(context, UPLOADER, STOPS, path, source=BY_SLACK, again=again)


def list_stops(context: HarnessContext) -> list[tuple[str, str, bool]]:
    """Return reason, source without its id, and whether it is in force, of each suppression."""
    with context.store.read_transaction() as db:
        rows = db.fetch_all("SELECT reason, source, ended_at FROM suppressions ORDER BY id")
    return [(row["reason"], row["source"].rpartition(":")[0], row["ended_at"] is None) for row in rows]


def count_suppressed(context: HarnessContext) -> int:
    return import_list(context, make_debts(3), again=True).target.counts.excluded.get("suppressed", 0)


def test_a_stop_between_approval_and_claim_holds_the_message(context: HarnessContext) -> None:
    submit_and_approve(context, import_list(context, make_debts(2)).target.id)
    import_stops(context, "090-1234-5601", heading="電話番号")
    start_approved(context)
    assert send_all(context) == 1
    assert context.reasons() == ["suppressed", None]


def test_every_row_is_counted_once_and_numbers_are_read_in_every_form(context: HarnessContext) -> None:
    card = import_stops(
        context, "+819012345601,停止", "09012345602,", "9012345601,停止", "不明,停止", "09012345603,解除"
    )
    assert card.counts == StopCounts(
        rows=5, stopped=2, lifted=0, repeated=2, rejected={"missing_phone": 1}, hidden_rows=0, unread_columns=[]
    )
    assert count_suppressed(context) == 2


def test_a_stop_is_lifted_by_a_newer_file_and_not_by_an_older_one(context: HarnessContext) -> None:
    old = "090-1234-5601,解除"
    import_stops(context, old)
    context.clock.advance(days=1)
    import_stops(context, "090-1234-5601,停止", "090-1234-5602,停止")
    context.clock.advance(days=1)
    assert import_stops(context, old, again=True).counts.lifted == 0
    assert count_suppressed(context) == 2
    assert (
        import_stops(context, "090-1234-5601,配信再開", "090-1234-5602,解除", "090-1234-5602,停止").counts.lifted == 1
    )
    assert count_suppressed(context) == 1


def test_a_list_of_stops_lifts_nothing_that_it_did_not_begin(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    with context.store.transaction() as db:
        key = db.fetch_value("SELECT phone_key FROM recipients")
        db.execute(
            "INSERT INTO suppressions (kind, key, reason, since, source) VALUES ('phone', :key, 'wrong', :at, 'x')",
            key=key,
            at="2026-01-01T00:00:00.000000Z",
        )
    assert import_stops(context, "090-1234-5601,解除").counts.lifted == 0
    assert count_suppressed(context) == 1


def test_a_day_to_come_is_refused(context: HarnessContext) -> None:
    path = write_lines(make_path(context), "電話番号", ["090-1234-5601"], "utf-8")
    day = context.clock.now().date() + timedelta(days=2)
    with pytest.raises(BadInput, match="as_of_to_come"):
        import_file(context, UPLOADER, STOPS, path, source=BY_SLACK, as_of=day)


@pytest.mark.parametrize("cell", ["", "停止", "1", "0", "active", "取消", "STOP", "配信停止", "unknown"])
def test_a_cell_that_may_mean_a_stop_is_one(cell: str) -> None:
    assert read_mark(cell) is StopMark.STOPPED


@pytest.mark.parametrize("cell", ["解除", " 配信再開 ", "START", "ｓｔａｒｔ", "Opted-In"])
def test_a_clear_word_lifts_a_stop(cell: str) -> None:
    assert read_mark(cell) is StopMark.LIFTED


def test_a_refusal_because_the_recipient_has_opted_out_suppresses_their_number(context: HarnessContext) -> None:
    context.provider.results.append(Refused("error_21610", opted_out=True))
    context.provider.results.append(Refused("error_21211"))
    start_and_send(context, 3)
    assert context.reasons() == ["refused", "rejected_by_provider", None]
    assert list_stops(context) == [("opted_out", "provider:karaden", True)]
    assert count_suppressed(context) == 1
    assert campaign_views.get_campaign_view(context, CHIEF, 1).opted_out == 1
    context.clock.advance(days=1)
    assert import_stops(context, "090-1234-5601,解除").counts.lifted == 1
    assert campaign_views.get_campaign_view(context, CHIEF, 1).opted_out == 0
    assert list_stops(context) == [("opted_out", "provider:karaden", False)]


def test_a_receipt_that_says_so_suppresses_the_number_once(context: HarnessContext) -> None:
    start_and_send(context, 2)
    report = make_receipt("p2", MessageState.UNDELIVERED, NotDelivered.REFUSED, opted_out=True)
    for _ in range(2):
        receipts.record_receipts(context, CLOCK, [report])
    assert list_stops(context) == [("opted_out", "provider:karaden", True)]
    assert context.states() == ["accepted", "undelivered"]
