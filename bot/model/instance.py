"""What is known of a database file outside of it, why nothing is sent from one, and why one cannot be changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.posts import NOBODY, Mentioned


@dataclass(frozen=True, slots=True)
class Mark:
    """What the state file knows of the database: which it is, who used it, and its newest entries.

    `identity`: keyed hash of machine and path, or of NOFU_INSTANCE. `event`: the newest step of a message, by id and
    time. `audit_count`, `audit_hash`: the newest audit entry. A database that does not have these entries is older.
    """

    database_id: str
    identity: str
    account: str
    epoch: int
    event: int
    event_at: str
    audit_count: int
    audit_hash: str
    seen_at: str = ""
    """the latest time that the clock has shown"""


class LockReason(StrEnum):
    """Why nothing is sent until a person has reconciled file and provider."""

    STATE_MISSING = "state_missing"
    """the database has messages, and there is no state file"""
    STATE_UNREADABLE = "state_unreadable"
    OTHER_DATABASE = "other_database"
    """the state file belongs to another database"""
    FILE_OLDER = "file_older"
    """the state file knows of more than the database: a restored copy, or the end of the file was lost"""
    MOVED = "moved"
    """another machine or path than the last time: it may be a copy"""
    ACCOUNT_CHANGED = "account_changed"
    RESTORED = "restored"
    """`nofu restore` has put this backup in place"""
    PROVIDER_KNOWS_MORE = "provider_knows_more"
    """the provider has messages of this database that the file does not know as sent"""
    AUDIT_BROKEN = "audit_broken"
    """an audit entry was changed, removed or inserted"""
    FILE_DAMAGED = "file_damaged"
    """SQLite found damage: a page, or an index that does not fit to its table"""
    ROWS_CHANGED = "rows_changed"
    """rows that keep messages from people (payments, promises, …) were changed by another program"""
    SEALS_BROKEN = "seals_broken"
    """messages or approvals are not what nofu has stored"""


DAMAGES = frozenset(
    {LockReason.AUDIT_BROKEN, LockReason.FILE_DAMAGED, LockReason.ROWS_CHANGED, LockReason.SEALS_BROKEN}
)


class HoldReason(StrEnum):
    """Why nothing is sent at the moment; it ends by itself."""

    STATE_UNWRITABLE = "state_unwritable"
    NOT_COMPARED = "not_compared"
    """the provider has not been asked since the start for messages that the file does not know"""
    START_NOT_COMPARED = "start_not_compared"
    """the provider cannot be asked before a campaign starts; those that have started go on"""
    CLOCK_BEHIND = "clock_behind"
    """the clock is behind the newest entry of the file"""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation did, in messages.

    `accepted`: not known here as sent, but the provider has them. `uncertain`: a copy of this file may have sent them.
    `unknown`: the provider has them, and this file does not know whom they reached. `paused`: all sending is paused,
    since this file may not know that a campaign was stopped. `needs_list`: the provider cannot be asked, so a person
    is to give its own list.
    """

    reason: LockReason | HoldReason
    accepted: int
    uncertain: int
    unknown: int
    paused: bool = False
    needs_list: bool = False


@dataclass(frozen=True, slots=True)
class SendingLock:
    """That nothing is sent: why, and since when (None: just now)."""

    reason: LockReason | HoldReason
    since: datetime | None

    @property
    def needs_person(self) -> bool:
        """Whether a person has to act; else it ends by itself."""
        return isinstance(self.reason, LockReason)

    @property
    def is_damage(self) -> bool:
        """Whether only a backup helps, and not a reconciliation."""
        return self.reason in DAMAGES


@dataclass(frozen=True, slots=True)
class LockView:
    """An alert that nothing is sent. `is_open`: nobody has reconciled yet; `done`: what was done when somebody did.

    `backup`: the newest backup that is whole, by its file name, where the file is damaged; None: there is none.
    """

    reason: LockReason | HoldReason
    at: datetime
    is_open: bool
    mentioned: Mentioned = NOBODY
    done: Reconciled | None = None
    backup: str | None = None


class StoreFault(StrEnum):
    """Why the database cannot be changed, or why what is changed would be lost."""

    FULL = "full"
    LOCKED = "locked"
    OTHER = "other"
    """such as a disk that fails"""
    REPLACED = "replaced"
    """the file was moved away or replaced while nofu runs"""


@dataclass(frozen=True, slots=True)
class StoreFaultView:
    """A time in which the database could not be changed. `until`: None while it lasts."""

    fault: StoreFault
    since: datetime
    mentioned: Mentioned
    until: datetime | None = None
