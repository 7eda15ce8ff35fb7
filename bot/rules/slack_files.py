"""Files still in Slack after nofu has read them: when to check whether they are deleted, and when to ask the uploader.

A bot may not delete a file of another user (https://docs.slack.dev/reference/methods/files.delete). So nofu asks the
uploader and checks: soon after reading, then hourly between 8:00 and 20:00, after a day each morning before the digest.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from bot.model.slack_files import FileOwner, SlackFile
from bot.rules.hours import JST

FIRST_CHECK_AFTER: Final = timedelta(minutes=10)
"""A user who deletes the file at once, as the result page asks, gets no message."""
QUESTION_PAUSE: Final = timedelta(hours=1)
"""How long a file is not checked while the user still has to answer a question about its columns."""
SAME_REQUEST: Final = timedelta(hours=1)
"""How long after a request to a user another file is added to its message, which is edited. Later, a new one asks."""
_HOUR: Final = timedelta(hours=1)
_HOURLY_FOR: Final = timedelta(hours=24)
_MORNING: Final = time(8)
_EVENING: Final = time(20)
_MOST_TRIES: Final = 6


def next_check_at(read_at: datetime, now: datetime) -> datetime:
    """When to check again a file that is still there; after the first check never at night."""
    if now < read_at + FIRST_CHECK_AFTER:
        return read_at + FIRST_CHECK_AFTER
    if now - read_at < _HOURLY_FOR:
        return _limit_to_daytime(now + _HOUR)
    return _find_next_morning(now)


def next_try_at(read_at: datetime, now: datetime, tries: int) -> datetime:
    """When to check again after Slack did not answer `tries` times: later each time, at most until `next_check_at`."""
    return min(now + timedelta(minutes=2 ** min(tries, _MOST_TRIES)), next_check_at(read_at, now))


def is_request_due(read_at: datetime, now: datetime) -> bool:
    """Whether to ask the uploader in a direct message: the file was not deleted after the result page."""
    return now >= read_at + FIRST_CHECK_AFTER


def group_by_owner(files: Sequence[SlackFile]) -> list[FileOwner]:
    """The users with files still in Slack; the user with the oldest file first."""
    by_user: dict[str, list[datetime]] = {}
    for file in files:
        by_user.setdefault(file.uploader, []).append(file.since)
    found = [FileOwner(user, len(since), min(since)) for user, since in by_user.items()]
    return sorted(found, key=lambda one: (one.since, one.user))


def _limit_to_daytime(moment: datetime) -> datetime:
    local = moment.astimezone(JST)
    if local.time() < _MORNING:
        return datetime.combine(local.date(), _MORNING, JST)
    return _find_next_morning(moment) if local.time() >= _EVENING else moment


def _find_next_morning(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(JST).date() + timedelta(days=1), _MORNING, JST)
