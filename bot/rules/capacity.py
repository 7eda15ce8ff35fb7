"""The capacity of the office's phone: how many messages may leave in each half hour, so that callers are answered.

A message makes a share of its readers call back. In half an hour so many people at the phones answer
`operators × 30 / callback_minutes` calls, and so many divided by that share messages may leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.rules.hours import JST, Hours

SLOT = timedelta(minutes=30)

ANSWERED_AFTER = timedelta(hours=1)
"""So long before the phone's hours end no message leaves: who reads it then could not call any more."""

LUNCH = 12
"""The hour of the day, JST, in which half of the people are at the phones."""

MIN_MESSAGES = 500
MIN_CALLERS = 20
"""How many messages and callers a city must have had before its own share of callers counts."""


@dataclass(frozen=True, slots=True)
class PhoneDesk:
    """The people at the phones, the minutes a call takes, and the share of readers who call back (0 to 1)."""

    operators: int
    callback_minutes: int
    response: float

    def count_messages(self, *, at_lunch: bool = False) -> int:
        """How many messages may leave in half an hour; at least one, so that a campaign ends at some time."""
        people = self.operators / 2 if at_lunch else self.operators
        minutes = SLOT.total_seconds() / 60
        return max(1, int(people * minutes / self.callback_minutes / self.response + 1e-9))


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour, and how many messages may leave in it. Times are aware, in UTC."""

    start: datetime
    end: datetime
    messages: int


@lru_cache(maxsize=1024)
def find_slot(hours: Hours, desk: PhoneDesk, now: datetime) -> Slot:
    """The half hour that a moment is in. No message leaves where the phone is not answered for an hour after it."""
    start = begin_slot(now)
    end = start + SLOT
    closes = hours.find_desk_end(start)
    if closes is None or closes < end + ANSWERED_AFTER:
        return Slot(start, end, 0)
    return Slot(start, end, desk.count_messages(at_lunch=start.astimezone(JST).hour == LUNCH))


def list_slots(hours: Hours, desk: PhoneDesk, now: datetime) -> Iterator[Slot]:
    """Yield the parts of half hours in which messages may be sent, from `now` on, for 400 days.

    Each with what may leave in the whole half hour.
    """
    for start, end in hours.list_spans(now):
        while start < end:
            slot = find_slot(hours, desk, begin_slot(start))
            yield Slot(start, min(end, slot.end), slot.messages)
            start = slot.end


def compute_response(messages: int, callers: int) -> float | None:
    """The share of readers who called back, from what was recorded; None: that is too little to rely on."""
    if messages < MIN_MESSAGES or callers < MIN_CALLERS:
        return None
    return min(1.0, callers / messages)


def begin_slot(now: datetime) -> datetime:
    """The beginning of the half hour that a moment is in, the same in UTC and in JST."""
    return now.replace(minute=now.minute - now.minute % 30, second=0, microsecond=0)
