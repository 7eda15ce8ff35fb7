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
    listed: Iterable[ListedMessage], doubtful: Sequence[DoubtfulMessage], known: Mapping[bytes, Sequence[datetime]]
) -> dict[int, datetime]:
    """Return when each message was sent that the list certainly has, by its id.

    `known`: when other messages to a number were sent; each explains the row that is nearest to it. If a number has
    more uncertain messages than rows that remain, it is not known which were sent, and all of them stay uncertain.
    """
    by_reference = {message.reference: message for message in doubtful}
    sent: dict[int, datetime] = {}
    times: dict[bytes, list[datetime]] = defaultdict(list)
    for row in listed:
        message = None if row.reference is None else by_reference.get(row.reference)
        if message is not None:
            sent[message.id] = row.at
        elif row.reference is None:
            times[row.phone].append(row.at)
    waiting: dict[bytes, list[DoubtfulMessage]] = defaultdict(list)
    for one in doubtful:
        if one.id not in sent:
            waiting[one.phone].append(one)
    for phone, messages in waiting.items():
        sent |= _match_times(_remove_known(times[phone], known.get(phone, ())), messages)
    return sent


def _remove_known(times: Sequence[datetime], known: Iterable[datetime]) -> list[datetime]:
    left = sorted(times)
    for moment in known:
        near = [at for at in left if abs(at - moment) <= MARGIN]
        if near:
            left.remove(min(near, key=lambda at: abs(at - moment)))
    return left


def _match_times(times: Sequence[datetime], messages: Sequence[DoubtfulMessage]) -> dict[int, datetime]:
    newest_first = sorted(messages, key=lambda message: message.begun_at, reverse=True)
    left = sorted(times, reverse=True)
    if len(left) < len(newest_first):
        return {}
    pairs = zip(newest_first, left, strict=False)
    return {message.id: at for message, at in pairs if at >= message.begun_at - MARGIN}
