"""When a file in Slack is checked again: soon, then hourly by day, then each morning."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.slack_files import SlackFile
from bot.rules.hours import JST
from bot.rules.slack_files import FIRST_CHECK_AFTER, group_by_owner, is_request_due, next_check_at, next_try_at

moments = st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since)
ages = st.timedeltas(timedelta(0), timedelta(days=200))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def list_checks(read_at: datetime, days: int) -> list[datetime]:
    found, now = [], read_at
    while (now := next_check_at(read_at, now)) < read_at + timedelta(days=days):
        found.append(now)
    return found


def test_the_times_of_checks_of_a_file_that_is_not_deleted() -> None:
    times = [moment.astimezone(JST).strftime("%d %H:%M") for moment in list_checks(at("2026-07-07T17:30"), 4)]
    by_day = [f"08 {hour:02}:00" for hour in range(8, 19)]
    assert times == ["07 17:40", "07 18:40", "07 19:40", *by_day, "09 08:00", "10 08:00", "11 08:00"]


def test_a_file_read_at_night_is_checked_in_the_same_morning() -> None:
    read_at = at("2026-07-07T03:00")
    assert list_checks(read_at, 1)[:2] == [at("2026-07-07T03:10"), at("2026-07-07T08:00")]


@given(read_at=moments, age=ages)
def test_each_check_is_later_and_only_the_first_may_be_at_night(read_at: datetime, age: timedelta) -> None:
    now = read_at + age
    then = next_check_at(read_at, now)
    assert then > now
    assert then - now <= timedelta(hours=36)
    local = then.astimezone(JST)
    assert then == read_at + FIRST_CHECK_AFTER or 8 <= local.hour < 20


@given(read_at=moments)
def test_a_file_that_is_never_deleted_is_checked_once_a_day(read_at: datetime) -> None:
    assert len(list_checks(read_at, 31)) <= 1 + 24 + 31


@given(read_at=moments, age=ages, tries=st.integers(0, 10_000))
def test_retries_get_later_but_not_later_than_the_next_check(read_at: datetime, age: timedelta, tries: int) -> None:
    now = read_at + age
    assert now < next_try_at(read_at, now, tries) <= next_check_at(read_at, now)
    assert next_try_at(read_at, now, tries) <= next_try_at(read_at, now, tries + 1)


def test_the_uploader_is_not_asked_before_the_first_check() -> None:
    read_at = at("2026-07-07T09:00")
    assert not is_request_due(read_at, read_at + FIRST_CHECK_AFTER - timedelta(seconds=1))
    assert is_request_due(read_at, read_at + FIRST_CHECK_AFTER)


def test_files_are_grouped_by_uploader_with_the_oldest_first() -> None:
    first, second, third = (at(f"2026-07-0{day}T09:00") for day in (1, 2, 3))
    files = [
        SlackFile("F1", "U2", "targets", second),
        SlackFile("F2", "U1", "payments", third),
        SlackFile("F3", "U1", "targets", first),
    ]
    assert [(one.user, one.files, one.since) for one in group_by_owner(files)] == [("U1", 2, first), ("U2", 1, second)]
    assert group_by_owner([]) == []
