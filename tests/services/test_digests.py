"""The daily digest: its figures, one post a day, and the mark of late ones."""

from datetime import date, datetime

import pytest

from bot.model.digests import DigestKey, DigestKind, DigestView, Period
from bot.model.errors import NotAllowed
from bot.model.messages import MessageState
from bot.model.providers import Refused, Uncertain
from bot.model.reasons import NotDelivered
from bot.services import digests, posts, receipts, sending
from bot.services.context import JST
from bot.store import audit
from tests.services.files import Debt, Paid, make_debts
from tests.services.harness import CLOCK, OPERATOR, STRANGER, HarnessContext, make_receipt
from tests.services.steps import claim, import_list, import_paid, send_all, start_and_send, start_campaign


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=JST)


def get_view(context: HarnessContext, key: str) -> DigestView:
    return digests.get_digest_view(digests.DAILY, context, OPERATOR, DigestKey.decode(key))


def list_queued(context: HarnessContext) -> list[str]:
    return context.post_keys("digest_daily")


def send_at(context: HarnessContext, accepted_at: str) -> None:
    """Send a message that the provider accepts at this time."""
    start_campaign(context)
    claimed = claim(context)
    context.clock.set(datetime.fromisoformat(accepted_at))
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))


def test_the_figures_of_a_day_are_correct(context: HarnessContext) -> None:
    """Eight people: two delivered, one out of area, one refused by the provider, one open, one unknown, one in doubt,
    one held because of a payment."""
    start_campaign(context, 8)
    import_paid(context, [Paid(taxpayer="1008")])
    context.provider.results.extend([Refused("E1"), Uncertain("timeout")])
    assert send_all(context) == 7
    unit = {"p1": MessageState.DELIVERED, "p2": MessageState.DELIVERED, "p3": MessageState.UNKNOWN}
    receipts.record_receipts(context, CLOCK, [make_receipt(known, state, units=2) for known, state in unit.items()])
    receipts.record_receipts(context, CLOCK, [make_receipt("p4", MessageState.UNDELIVERED, NotDelivered.OUT_OF_AREA)])
    context.clock.advance(hours=2)
    rows = [Paid(taxpayer="1003", paid="20260707", booked="20260707"), Paid(taxpayer="7777"), Paid(instalment="9")]
    import_paid(context, rows)

    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 7, 7))
    assert (seen.sent, seen.delivered, seen.pending, seen.unknown, seen.uncertain) == (5, 2, 1, 1, 1)
    assert seen.undelivered == {"out_of_area": 1, "rejected_by_provider": 1}
    assert seen.held == {"paid": 1}
    assert (seen.units_estimated, seen.units_billed, seen.yen) == (5, 7, 63)  # 5 × 12.5, halves up
    assert (seen.payments_count, seen.payments_yen) == (2, 60000)
    assert seen.paid_within == {7: 1, 14: 1, 30: 1}
    assert seen.as_of == date(2026, 7, 7)
    assert seen.as_of_by_channel == {"銀行": date(2026, 7, 7)}

    for empty in (date(2026, 7, 6), date(2026, 7, 8)):
        other = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, empty)
        assert (other.sent, other.held, other.undelivered, other.payments_count) == (0, {}, {}, 0)
    week = digests.compute_figures(context, OPERATOR, DigestKind.WEEKLY, date(2026, 7, 12))
    assert (week.sent, week.period) == (5, Period(date(2026, 7, 6), date(2026, 7, 12)))


@pytest.mark.parametrize(
    ("accepted_at", "day"),
    [
        ("2026-07-06T14:59:59.999999Z", 6),
        ("2026-07-06T15:00:00.000000Z", 7),
        ("2026-07-07T14:59:59.999999Z", 7),
        ("2026-07-07T15:00:00.000000Z", 8),
    ],
)
def test_a_day_is_a_day_in_japan(context: HarnessContext, accepted_at: str, day: int) -> None:
    send_at(context, accepted_at)
    sent = {
        d: digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 7, d)).sent for d in (5, 6, 7, 8, 9)
    }
    assert [d for d, number in sent.items() if number] == [day]


@pytest.mark.parametrize(
    ("accepted_at", "paid_on", "within"),
    [
        ("2026-07-06T15:00:00.000000Z", "20260707", {7: 1, 14: 1, 30: 1}),  # 0:00 on the 7th in Japan
        ("2026-07-06T15:00:00.000000Z", "20260706", {7: 0, 14: 0, 30: 0}),  # paid the day before the message
        ("2026-07-07T00:00:00.000000Z", "20260714", {7: 1, 14: 1, 30: 1}),
        ("2026-07-07T14:59:59.000000Z", "20260715", {7: 0, 14: 1, 30: 1}),
        ("2026-07-07T00:00:00.000000Z", "20260806", {7: 0, 14: 0, 30: 1}),
        ("2026-07-07T00:00:00.000000Z", "20260807", {7: 0, 14: 0, 30: 0}),
    ],
)
def test_payments_after_a_message_are_counted_by_days_in_japan(
    context: HarnessContext, accepted_at: str, paid_on: str, within: dict[int, int]
) -> None:
    send_at(context, accepted_at)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.set(datetime.fromisoformat("2026-08-12T00:00:00Z"))
    import_paid(context, [Paid(paid=paid_on, booked="20260810"), Paid(paid=paid_on, booked="20260811", amount="1")])
    assert digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None).paid_within == within


def test_a_reversed_payment_is_not_counted_as_paid(context: HarnessContext) -> None:
    start_and_send(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    context.clock.advance(days=1)
    import_paid(context, [Paid(paid="20260707"), Paid(paid="20260707", booked="20260708", reversal="1")])
    import_paid(context, [Paid(taxpayer="9999"), Paid(taxpayer="9999", reversal="1")])
    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None)
    assert (seen.payments_count, seen.payments_yen) == (1, 0)
    assert seen.paid_within == {7: 0, 14: 0, 30: 0}


def test_promises_are_counted_on_the_day_on_which_they_were_made_kept_or_broken(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.10"), *make_debts(3, promise="R8.7.8")[1:]])
    context.clock.advance(days=2)
    import_paid(context, [Paid(paid="20260708", booked="20260709")])
    context.clock.advance(days=20)
    import_paid(context, [Paid(taxpayer="9999")], as_of=date(2026, 7, 29))
    by_day = {
        day: digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 7, day)) for day in (7, 9, 29)
    }
    assert [seen.promises_made for seen in by_day.values()] == [3, 0, 0]
    assert [seen.promises_kept for seen in by_day.values()] == [0, 1, 0]
    assert [seen.promises_broken for seen in by_day.values()] == [0, 0, 2]


@pytest.mark.parametrize(
    ("kind", "day", "first"),
    [
        (DigestKind.DAILY, date(2026, 7, 8), date(2026, 7, 8)),
        (DigestKind.WEEKLY, date(2026, 7, 8), date(2026, 7, 6)),
        (DigestKind.WEEKLY, date(2026, 7, 6), date(2026, 7, 6)),
        (DigestKind.WEEKLY, date(2026, 7, 12), date(2026, 7, 6)),
        (DigestKind.MONTHLY, date(2026, 7, 8), date(2026, 7, 1)),
        (DigestKind.YEARLY, date(2026, 4, 1), date(2026, 4, 1)),
        (DigestKind.YEARLY, date(2027, 3, 31), date(2026, 4, 1)),
    ],
)
def test_a_digest_starts_on_the_first_day_of_its_period(kind: DigestKind, day: date, first: date) -> None:
    assert digests.DIGESTS[kind].find_first_day(day) == first


def test_a_new_file_counts_from_its_first_day(context: HarnessContext) -> None:
    assert digests.find_last_run(context, CLOCK, digests.DAILY) is None
    digests.start_schedules(context, CLOCK)
    context.clock.set(at(8))
    digests.start_schedules(context, CLOCK)  # the process starts again on the next day
    assert digests.find_last_run(context, CLOCK, digests.DAILY) == at(7)


def test_a_digest_is_queued_once_and_names_its_days(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(at(8))
    for _ in range(3):
        digests.queue_digest(context, CLOCK, digests.DAILY, at(8))
    (post,) = posts.find_due_posts(context, CLOCK)
    assert (post.key, post.channel, post.version) == ("2026-07-07/2026-07-07", "digest", 1)


def test_the_digest_of_a_monday_covers_all_days_since_friday(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    for day in (8, 9, 10, 13):
        context.clock.set(at(day))
        digests.queue_digest(context, CLOCK, digests.DAILY, at(day))
    assert list_queued(context)[-1] == "2026-07-10/2026-07-12"


def test_a_missed_digest_is_queued_once_and_says_that_it_is_late(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(at(10, 8, 30))
    digests.queue_digest(context, CLOCK, digests.DAILY, at(8))
    assert list_queued(context) == ["2026-07-07/2026-07-09/late"]
    card = get_view(context, "2026-07-07/2026-07-09/late")
    assert card.late
    assert card.figures.period == Period(date(2026, 7, 7), date(2026, 7, 9))


def test_no_day_is_in_two_digests(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(at(10, 8, 30))
    digests.queue_digest(context, CLOCK, digests.DAILY, at(8))  # late, half an hour before the day's own time
    context.clock.set(at(10))
    digests.queue_digest(context, CLOCK, digests.DAILY, at(10))
    assert len(list_queued(context)) == 1
    assert digests.find_last_run(context, CLOCK, digests.DAILY) == at(10)  # it is not requested every second
    context.clock.set(at(13))
    digests.queue_digest(context, CLOCK, digests.DAILY, at(13))
    assert list_queued(context)[1:] == ["2026-07-10/2026-07-12"]


def test_a_few_minutes_are_not_late(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(at(8, 9, 15))
    digests.queue_digest(context, CLOCK, digests.DAILY, at(8))
    assert not get_view(context, list_queued(context)[0]).late


def test_a_digest_carries_the_head_of_the_audit(context: HarnessContext) -> None:
    before = get_view(context, "2026-07-07/2026-07-07").audit_head
    import_list(context, make_debts(1))
    after = get_view(context, "2026-07-07/2026-07-07").audit_head
    assert before != after
    with context.store.read_transaction() as db:
        assert audit.get_head(db).startswith(after)
    assert len(after) < 10  # ten digits or more could be refused as a number, and the digest with them


def test_a_stranger_sees_no_figures(context: HarnessContext) -> None:
    with pytest.raises(NotAllowed):
        digests.compute_figures(context, STRANGER, DigestKind.DAILY, None)


def test_a_message_that_becomes_unknown_on_a_later_day_is_named_in_the_digest_of_that_day(
    context: HarnessContext,
) -> None:
    start_campaign(context, 2)
    send_all(context)
    context.clock.set(at(10, 11))
    receipts.record_receipts(context, CLOCK, [make_receipt("p1", MessageState.UNKNOWN)])
    days = [digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 7, day)) for day in (7, 9, 10, 11)]
    assert [(day.unknown, day.late_unknown) for day in days] == [(1, 0), (0, 0), (0, 1), (0, 0)]
