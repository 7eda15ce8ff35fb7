"""A campaign, its states, and the moves between them; whatever is not in the table does not happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.templates import Intent


class State(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands. None: that has not happened yet. Moments are aware, UTC."""

    id: int
    list_id: int
    list_name: str
    uploader: str | None
    decider: str | None
    """who decided on the list's shared numbers, and so on who is messaged"""
    intent: str
    body: str
    not_before: datetime | None
    state: State
    author: str
    created_at: datetime
    fingerprint: str | None
    recipients: int | None
    units: int | None
    yen: int | None
    left_out: Mapping[str, int]
    provider: str | None
    expires_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person put together. An empty body stands for the intent's own text; None: send once approved."""

    list_id: int
    intent: Intent
    body: str
    not_before: datetime | None


class Move(StrEnum):
    """What can happen to a campaign."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"


VALID = timedelta(days=7)
"""How long after its start an approval holds: whoever approved looked at the facts of that day. Long enough for a
sending that spans a long weekend, too short for one that a week's outage has kept."""


_JST = ZoneInfo("Asia/Tokyo")


def outlived(campaign: Campaign, now: datetime) -> bool:
    """Whether an approved campaign's time has passed: its week, or the day on which the books were closed."""
    starts_at = campaign.starts_at
    return starts_at is not None and (now >= starts_at + VALID or books_closed_between(campaign.created_at, now))


def books_closed_between(earlier: datetime, later: datetime) -> bool:
    """Whether a 31 May has ended between two moments: from 1 June on the old year's debts are carried-over arrears
    (出納閉鎖, 地方自治法235条の5), so that no campaign and no list may cross that night."""
    first, last = earlier.astimezone(_JST), later.astimezone(_JST)
    return any(first < datetime(year, 6, 1, tzinfo=_JST) <= last for year in range(first.year, last.year + 1))


MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.SUBMIT: (frozenset({State.DRAFT}), State.PENDING),
    Move.APPROVE: (frozenset({State.PENDING}), State.APPROVED),
    Move.REJECT: (frozenset({State.PENDING}), State.REJECTED),
    Move.WITHDRAW: (frozenset({State.DRAFT, State.PENDING}), State.WITHDRAWN),
    Move.EXPIRE: (frozenset({State.PENDING, State.APPROVED}), State.EXPIRED),
    Move.START: (frozenset({State.APPROVED}), State.SENDING),
    Move.PAUSE: (frozenset({State.SENDING}), State.PAUSED),
    Move.RESUME: (frozenset({State.PAUSED}), State.SENDING),
    Move.STOP: (frozenset({State.APPROVED, State.SENDING, State.PAUSED}), State.STOPPED),
    Move.FINISH: (frozenset({State.SENDING}), State.FINISHED),
}
"""For each move: the states it starts from, and the one it leads to."""


def may_move(state: State, move: Move) -> bool:
    """Whether a campaign in this state can be moved so."""
    return state in MOVES[move][0]
