"""When a job is due: not before its time, once for each gap, and in Japan's time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digests import DigestTime, parse_digest_time
from bot.services.context import JST
from bot.slack.client import CheckedClient
from bot.slack.files import SlackFiles
from scheduler.timetable import build_timetable, find_due_time, make_trigger
from tests.services.harness import HarnessContext

NO_SLACK = CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset())
moments = st.timedeltas(timedelta(0), timedelta(days=1400)).map(lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since)
spans = st.timedeltas(timedelta(0), timedelta(days=60))
timings = st.sampled_from(["mon-fri 09:00", "mon 09:00", "1 09:00", "28 23:59", "sat,sun 00:00", "tue,thu 7:30"]).map(
    parse_digest_time
)


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def matches(moment: datetime, timing: DigestTime) -> bool:
    local = moment.astimezone(JST)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    days = set(names)
    if timing.weekdays:
        days = set()
        for part in timing.weekdays.split(","):
            first, _, last = part.partition("-")
            days |= set(names[names.index(first) : names.index(last or first) + 1])
    on_day = timing.day is None or local.day == timing.day
    return on_day and names[local.weekday()] in days and (local.hour, local.minute) == (timing.hour, timing.minute)


@given(last=moments, span=spans, timing=timings)
def test_a_job_is_due_at_one_of_its_times_after_its_last_run_and_never_before(
    last: datetime, span: timedelta, timing: DigestTime
) -> None:
    found = find_due_time(make_trigger(timing), last, last + span)
    if found is not None:
        assert last < found <= last + span
        assert matches(found, timing)
        assert found.astimezone(JST).second == 0


@given(after=moments, timing=timings)
def test_the_next_time_that_is_shown_is_the_one_at_which_the_job_runs(after: datetime, timing: DigestTime) -> None:
    assert timing.find_next(after) == make_trigger(timing).get_next_fire_time(None, after + timedelta(microseconds=1))


@given(last=moments, span=spans, timing=timings)
def test_the_first_missed_time_is_due(last: datetime, span: timedelta, timing: DigestTime) -> None:
    found = find_due_time(make_trigger(timing), last, last + span)
    end = last + span if found is None else found - timedelta(minutes=1)
    minute = last.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute.astimezone(JST).time().minute != timing.minute:
        minute += timedelta(minutes=1)
    while minute <= end:
        assert not matches(minute, timing), minute
        minute += timedelta(hours=1)


@given(last=moments, span=spans, timing=timings)
def test_one_run_covers_a_gap(last: datetime, span: timedelta, timing: DigestTime) -> None:
    now = last + span
    if find_due_time(make_trigger(timing), last, now) is not None:
        assert find_due_time(make_trigger(timing), now, now) is None
        soon = now + timedelta(seconds=30)
        assert find_due_time(make_trigger(timing), now, soon) in (None, *_within(timing, now, 30))


def _within(timing: DigestTime, now: datetime, seconds: int) -> list[datetime]:
    minute = (now + timedelta(seconds=seconds)).replace(second=0, microsecond=0)
    return [minute] if minute > now and matches(minute, timing) else []


@pytest.mark.parametrize(
    ("timing", "last", "due"),
    [
        ("mon-fri 09:00", "2026-07-06T09:00", "2026-07-07T09:00"),
        ("mon-fri 09:00", "2026-07-10T09:00", "2026-07-13T09:00"),
        ("mon-fri 09:00", "2026-07-07T08:59:59.999999", "2026-07-07T09:00"),
        ("1 09:00", "2026-07-01T09:00", "2026-08-01T09:00"),
        ("28 09:00", "2028-02-28T09:00", "2028-03-28T09:00"),
        ("1 09:00", "2026-12-15T09:00", "2027-01-01T09:00"),
        ("sun 00:00", "2026-03-28T12:00", "2026-03-29T00:00"),  # clocks change in Europe that night
    ],
)
def test_the_next_time(timing: str, last: str, due: str) -> None:
    trigger = make_trigger(parse_digest_time(timing))
    moment = parse_time(due)
    assert find_due_time(trigger, parse_time(last), moment) == moment
    assert find_due_time(trigger, parse_time(last), moment - timedelta(microseconds=1)) is None
    assert find_due_time(trigger, parse_time(last), moment + timedelta(days=400)) == moment


def test_the_timetable_names_each_job_once(context: HarnessContext) -> None:
    names = [job.name for job in build_timetable(context, SlackFiles(NO_SLACK, None), lambda: None, lambda _: None)]
    assert sorted(names) == [
        "backup",
        "call_back_share",
        "campaigns",
        "cards",
        "comparison",
        "contact_records",
        "digest_daily",
        "doubt_alerts",
        "draft_tests",
        "failures",
        "homes",
        "inbox",
        "number_checks",
        "promises",
        "provider",
        "receipts",
        "report_deadlines",
        "slack_files",
        "state",
        "suppressions",
        "taking_back",
        "uncertain",
    ]
