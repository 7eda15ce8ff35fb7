"""Send times: when a campaign really begins and ends, by the calendar, the rate and what is sent before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.campaigns import Delay, SendTimes
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.rules.hours import Hours
from bot.rules.pace import find_duration


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are sent one after the other, not before `earliest`."""

    earliest: datetime
    messages: int


def find_send_times(hours: Hours, rate: int, batch: Batch, ahead: Sequence[Batch] = ()) -> SendTimes | None:
    """When a batch begins and ends; None: it does not end within 400 days.

    `ahead`: what is sent before it, in this order, of what may begin by then. The end is rounded up to a minute, and is
    None where the approval ends first.
    """
    started = [other for other in ahead if other.earliest <= batch.earliest]
    begins = ends = min(one.earliest for one in (*started, batch))
    for one in (*started, batch):
        span = _find_span(hours, max(one.earliest, ends), find_duration(rate, one.messages))
        if span is None:
            return None
        begins, ends = span
    delay = None
    if begins > batch.earliest:
        delay = Delay.HOURS if begins == hours.find_next_open(batch.earliest) else Delay.OTHERS
    rounded = (ends + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)
    return SendTimes(begins, rounded if ends < begins + APPROVAL_VALIDITY else None, delay)


def _find_span(hours: Hours, earliest: datetime, duration: timedelta) -> tuple[datetime, datetime] | None:
    """When the first and the last message leave, if sending takes so long; None: not within 400 days."""
    begins = None
    for start, end in hours.list_spans(earliest):
        begins = begins or start
        if duration <= end - start:
            return begins, start + duration
        duration -= end - start
    return None
