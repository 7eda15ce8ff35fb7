"""When a campaign really begins and ends: by the calendar, the rate, the phones and what is sent before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.campaigns import Delay, PlannedSlot, SendTimes
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.rules.capacity import PhoneDesk, Slot, begin_slot, list_slots
from bot.rules.hours import Hours
from bot.rules.pace import find_duration


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are sent one after the other, not before `earliest`."""

    earliest: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What limits sending: messages a second, and the people at the phones (None: they limit nothing).

    `taken`: how many of the messages of the half hour around `now` have left.
    """

    rate: int
    desk: PhoneDesk | None = None
    taken: int = 0
    now: datetime | None = None


def find_send_times(hours: Hours, limits: Limits, batch: Batch, ahead: Sequence[Batch] = ()) -> SendTimes | None:
    """When a batch begins and ends; None: it does not end within 400 days.

    `ahead`: what is sent before it, in this order, of what may begin by then. The end is rounded up to a minute, and is
    None where the approval ends first.
    """
    started = [other for other in ahead if other.earliest <= batch.earliest]
    timeline = _Timeline(hours, limits)
    ends = min(one.earliest for one in (*started, batch))
    begins, plan = ends, tuple[PlannedSlot, ...]()
    for one in (*started, batch):
        span = timeline.place(max(one.earliest, ends), one.messages)
        if span is None:
            return None
        begins, ends, plan = span
    rounded = (ends + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)
    delay = _find_delay(hours, batch, begins, is_first=not started)
    return SendTimes(
        begins,
        rounded if ends < begins + APPROVAL_VALIDITY else None,
        delay,
        plan=plan,
        per_slot=0 if limits.desk is None else limits.desk.count_messages(),
    )


def _find_delay(hours: Hours, batch: Batch, begins: datetime, *, is_first: bool) -> Delay | None:
    if begins <= batch.earliest:
        return None
    if begins == hours.find_next_open(batch.earliest):
        return Delay.HOURS
    return Delay.PHONES if is_first else Delay.OTHERS


class _Timeline:
    """The sending hours, which batches fill one after the other. `_taken`: messages of `_half_hour` that have left."""

    def __init__(self, hours: Hours, limits: Limits) -> None:
        self._hours = hours
        self._limits = limits
        self._interval = find_duration(limits.rate, 1)
        self._taken = limits.taken
        self._half_hour = None if limits.now is None else begin_slot(limits.now)

    def place(self, earliest: datetime, messages: int) -> tuple[datetime, datetime, tuple[PlannedSlot, ...]] | None:
        """Place messages from a moment on; returns when the first and the last leave, and how many in each half hour.

        None: not within 400 days.
        """
        begins, plan = None, list[PlannedSlot]()
        for slot in self._list_slots(earliest):
            remaining = self._count_remaining(slot)
            if remaining == 0 and messages:
                continue
            begins = begins or slot.start
            number = min(messages, remaining)
            messages -= number
            self._taken += number
            if number and self._limits.desk is not None:
                plan.append(PlannedSlot(slot.start, number))
            if not messages:
                return begins, slot.start + number * self._interval, tuple(plan)
        return None

    def _list_slots(self, earliest: datetime) -> Iterator[Slot]:
        """Yield the half hours from a moment on; without a limit by the phones, the spans in which is sent."""
        if self._limits.desk is not None:
            return list_slots(self._hours, self._limits.desk, earliest)
        return (Slot(start, end, -1) for start, end in self._hours.list_spans(earliest))

    def _count_remaining(self, slot: Slot) -> int:
        """How many messages may leave in what is left of a half hour: by the rate, and by the phones."""
        by_rate = int((slot.end - slot.start) / self._interval)
        if self._limits.desk is None:
            return by_rate
        half_hour = begin_slot(slot.start)
        if half_hour != self._half_hour:
            self._half_hour, self._taken = half_hour, 0
        return max(0, min(by_rate, slot.messages - self._taken))
