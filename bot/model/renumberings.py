"""Files of old and new ids: what one would change, and what was decided about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.model.errors import Refusal
from bot.model.imports import FileCounts
from bot.model.posts import NOBODY, Mentioned


@dataclass(frozen=True, slots=True, kw_only=True)
class RenumberingCounts(FileCounts):
    """What a file of old and new ids would change: rows = changed + unchanged + repeated.

    `known`: people named by the file of whom something is stored; `merged`: stored people who would share their new id
    with another stored one. The others are the rows that would follow, by what they are.
    """

    kind: ClassVar[str] = "renumber"
    shown: ClassVar[tuple[str, ...]] = (
        *("changed", "unchanged", "repeated", "known", "merged"),
        *("recipients", "messages", "payments", "promises", "calls", "exclusions", "suppressions", "unread_rows"),
    )
    changed: int
    unchanged: int
    repeated: int
    known: int
    merged: int
    recipients: int
    messages: int
    payments: int
    promises: int
    calls: int
    exclusions: int
    suppressions: int
    unread_rows: int


class WaitingState(StrEnum):
    """Whether a file of new ids waits for a decision, and what was decided."""

    WAITING = "waiting"
    APPLIED = "applied"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class WaitingRenumbering:
    """A file of new ids that came into the inbox folder, with what it would change. `token` stands for its content.

    `decided_by` and `decided_at` are None while it waits. `obstacle`: why nobody can carry it out now.
    """

    id: int
    name: str
    token: str
    counts: RenumberingCounts
    state: WaitingState
    came_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    mentioned: Mentioned = NOBODY
    obstacle: Refusal | None = None
