"""Which uncertain messages a provider's own list of what was sent settles: by our reference, or by number and time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

MARGIN = timedelta(minutes=10)
"""The provider's clock may differ from ours by so much."""


class ListedMessage(NamedTuple):
    """A row of the list: the keyed hash of its number, when the provider took it, our reference if the list has it."""

    phone: bytes
    at: datetime
    reference: str | None


class DoubtfulMessage(NamedTuple):
    """An uncertain message. `begun_at`: when its campaign began; it cannot have been sent before."""

    id: int
    phone: bytes
    reference: str
    begun_at: datetime


def find_sent(
    listed: Iterable[ListedMessage],
    doubtful: Sequence[DoubtfulMessage],
    known: Mapping[bytes, Sequence[datetime]],
    now: datetime,
) -> dict[int, datetime]:
    """Return when each message was sent that the list certainly has, by its id.

    `known`: when other messages to a number were sent; each explains the row that is nearest to it. If a number has
    more uncertain messages than rows that remain, it is not known which were sent, and all of them stay uncertain.
    A row later than `now` is none of ours, and neither is one whose reference, number and time do not fit together.
    """
    by_reference = {message.reference: message for message in doubtful}
    sent: dict[int, datetime] = {}
    times: dict[bytes, list[datetime]] = defaultdict(list)
    for row in listed:
        if row.at > now + MARGIN:
            continue
        message = None if row.reference is None else by_reference.get(row.reference)
        if row.reference is None:
            times[row.phone].append(row.at)
        elif message is not None and message.phone == row.phone and row.at >= message.begun_at - MARGIN:
            sent[message.id] = row.at
    waiting: dict[bytes, list[DoubtfulMessage]] = defaultdict(list)
    for one in doubtful:
        if one.id not in sent:
            waiting[one.phone].append(one)
    for phone, messages in waiting.items():
        sent |= _match_times(_remove_known(_join_repeated(times[phone]), known.get(phone, ())), messages)
    return sent


def _join_repeated(times: Iterable[datetime]) -> list[list[datetime]]:
    """Join the rows that may be one message: a row that stands twice in the list, or the parts of a long text."""
    joined: list[list[datetime]] = []
    for at in sorted(times):
        if joined and at - joined[-1][-1] <= MARGIN:
            joined[-1].append(at)
        else:
            joined.append([at])
    return joined


def _remove_known(joined: list[list[datetime]], known: Iterable[datetime]) -> list[datetime]:
    """Return the time of each listed message that no known message explains."""
    left = list(joined)
    for moment in known:
        distances = [min(abs(at - moment) for at in one) for one in left]
        if distances and min(distances) <= MARGIN:
            del left[distances.index(min(distances))]
    return [one[0] for one in left]


def _match_times(times: Sequence[datetime], messages: Sequence[DoubtfulMessage]) -> dict[int, datetime]:
    newest_first = sorted(messages, key=lambda message: message.begun_at, reverse=True)
    left = sorted(times, reverse=True)
    if len(left) < len(newest_first):
        return {}
    pairs = zip(newest_first, left, strict=False)
    return {message.id: at for message, at in pairs if at >= message.begun_at - MARGIN}
