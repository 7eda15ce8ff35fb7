"""Files that lie in Slack after nofu has read them: when each is looked for again, and when its person is asked.

A bot may not delete what somebody else uploaded. So nofu asks, and looks whether it is gone: soon after it was read,
then hourly while the desk may be there, after a day each morning, before the digest tells of it.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from bot.model.slack_files import FileOwner, SlackFile
from bot.rules.hours import JST

FIRST_CHECK_AFTER: Final = timedelta(minutes=10)
"""Whoever deletes the file at once, as the result page asks, is not asked again."""
QUESTION_PAUSE: Final = timedelta(hours=1)
"""So long a file is left alone while its reading waits for a person's answer, such as which column is which."""
_HOUR: Final = timedelta(hours=1)
_HOURLY_FOR: Final = timedelta(hours=24)
_MORNING: Final = time(8)
_EVENING: Final = time(20)
_MOST_TRIES: Final = 6


def next_check_at(read_at: datetime, now: datetime) -> datetime:
    """When a file that was still there now is looked for again: always later; after the first time never at night."""
    if now < read_at + FIRST_CHECK_AFTER:
        return read_at + FIRST_CHECK_AFTER
    if now - read_at < _HOURLY_FOR:
        return _by_day(now + _HOUR)
    return _morning_after(now)


def next_try_at(read_at: datetime, now: datetime, tries: int) -> datetime:
    """When it is looked for again after Slack has not said for so many times: later each time, at most as if it had."""
    return min(now + timedelta(minutes=2 ** min(tries, _MOST_TRIES)), next_check_at(read_at, now))


def is_request_due(read_at: datetime, now: datetime) -> bool:
    """Whether its person is asked in a message of their own: it lies there although the result page asked them to."""
    return now >= read_at + FIRST_CHECK_AFTER


def group_by_owner(files: Sequence[SlackFile]) -> list[FileOwner]:
    """Who brought what still lies there; whose file has lain there longest comes first."""
    by_user: dict[str, list[datetime]] = {}
    for file in files:
        by_user.setdefault(file.uploader, []).append(file.since)
    found = [FileOwner(user, len(since), min(since)) for user, since in by_user.items()]
    return sorted(found, key=lambda one: (one.since, one.user))


def _by_day(moment: datetime) -> datetime:
    local = moment.astimezone(JST)
    if local.time() < _MORNING:
        return datetime.combine(local.date(), _MORNING, JST)
    return _morning_after(moment) if local.time() >= _EVENING else moment


def _morning_after(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(JST).date() + timedelta(days=1), _MORNING, JST)
