"""What a database file knows of itself: its random id, its runs, its newest entries, and whether it may send."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.instance import LockReason, Mark, SendingLock
from bot.store import times
from bot.store.database import Db, ReadDb

_LOST_NUMBERS = 100_000
"""More messages than a city sends between two backups."""


@dataclass(frozen=True, slots=True)
class Instance:
    """The row of the table. `epoch`: how often the bot was started on this file.

    `identity` and `account`: of the last run that might send; None: there was none. `reconciled_at`: None: never.
    """

    database_id: str
    epoch: int
    identity: str | None
    account: str | None
    lock: SendingLock | None
    reconciled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewestEvent:
    """The newest step of a message in a database. `id` is 0 and `at` blank where there is none."""

    id: int
    at: str


def get_instance(db: ReadDb) -> Instance:
    """Return what the file knows of itself."""
    row = db.fetch_one("SELECT * FROM instance")
    assert row is not None
    lock = row["locked"] and SendingLock(LockReason(row["locked"]), times.parse_optional_moment(row["locked_at"]))
    return Instance(
        database_id=row["database_id"],
        epoch=row["epoch"],
        identity=row["identity"],
        account=row["account"],
        lock=lock or None,
        reconciled_at=times.parse_optional_moment(row["reconciled_at"]),
    )


def get_prefix(db: ReadDb) -> str:
    """Return how the reference of every message of this database begins, and of no other one's."""
    return f"nofu:{get_instance(db).database_id}"


def raise_epoch(db: Db) -> int:
    """Begin a new run of the bot; return its number. Earlier runs claim nothing from now on."""
    db.execute("UPDATE instance SET epoch = epoch + 1")
    return get_instance(db).epoch


def set_user(db: Db, identity: str, account: str) -> None:
    """Store who may send from this file: a machine and path, and a provider account."""
    db.execute("UPDATE instance SET identity = :identity, account = :account", identity=identity, account=account)


def lock_sending(db: Db, reason: LockReason, now: datetime) -> bool:
    """Keep everything from being sent until a person has reconciled; return False if it was locked already."""
    changed = db.execute(
        "UPDATE instance SET locked = :reason, locked_at = :now WHERE locked IS NULL",
        reason=reason.value,
        now=times.format_moment(now),
    )
    return changed == 1


def lock_restored(db: Db, now: datetime) -> None:
    """Keep everything from being sent, whatever locked it when this backup was made: it was restored."""
    db.execute(
        "UPDATE instance SET locked = :reason, locked_at = :now",
        reason=LockReason.RESTORED.value,
        now=times.format_moment(now),
    )


def unlock_sending(db: Db, identity: str, account: str, now: datetime) -> None:
    """Let this machine, path and account send again: a person has reconciled."""
    db.execute(
        """
        UPDATE instance SET locked = NULL, locked_at = NULL, identity = :identity, account = :account,
            reconciled_event = (SELECT COALESCE(MAX(id), 0) FROM message_events), reconciled_at = :now
        """,
        identity=identity,
        account=account,
        now=times.format_moment(now),
    )


def skip_numbers(db: Db) -> None:
    """Leave out numbers of messages that a lost part of this database may have given to people."""
    db.execute(
        """
        UPDATE instance SET first_number = MAX(first_number, (SELECT COALESCE(MAX(id), 0) + 1 FROM messages)) + :lost
        """,
        lost=_LOST_NUMBERS,
    )


def get_newest_event(db: ReadDb) -> NewestEvent:
    """Return the newest step of a message."""
    row = db.fetch_one("SELECT id, at FROM message_events ORDER BY id DESC LIMIT 1")
    return NewestEvent(row["id"], row["at"]) if row else NewestEvent(0, "")


def list_newest_moments(db: ReadDb) -> list[datetime]:
    """Return the times of the newest audit entry, and of the newest step of a message since the last reconciliation."""
    found = (
        db.fetch_value("SELECT at FROM audit ORDER BY count DESC LIMIT 1"),
        db.fetch_value(
            """
            SELECT at FROM message_events WHERE id > (SELECT reconciled_event FROM instance) ORDER BY id DESC LIMIT 1
            """
        ),
    )
    return [times.parse_moment(at) for at in found if at is not None]


def find_newest_claim(db: ReadDb) -> datetime | None:
    """Return when a message was last claimed from this file; None: never."""
    newest = db.fetch_value("SELECT at FROM message_events WHERE state = 'claimed' ORDER BY id DESC LIMIT 1")
    return times.parse_optional_moment(newest)


def make_mark(db: ReadDb, identity: str, account: str, seen_at: datetime) -> Mark:
    """Return what a state file is to know of this database now."""
    instance = get_instance(db)
    event = get_newest_event(db)
    entry = db.fetch_one("SELECT count, hash FROM audit ORDER BY count DESC LIMIT 1")
    return Mark(
        database_id=instance.database_id,
        identity=identity,
        account=account,
        epoch=instance.epoch,
        event=event.id,
        event_at=event.at,
        audit_count=entry["count"] if entry else 0,
        audit_hash=entry["hash"] if entry else "",
        seen_at=times.format_moment(seen_at),
    )


def has_entries_of(db: ReadDb, mark: Mark) -> bool:
    """Whether the database has the newest entries that a state file knows of: then it is not older."""
    event_at = db.fetch_value("SELECT at FROM message_events WHERE id = :id", id=mark.event)
    entry_hash = db.fetch_value("SELECT hash FROM audit WHERE count = :count", count=mark.audit_count)
    return (
        mark.epoch <= get_instance(db).epoch
        and (mark.event == 0 or event_at == mark.event_at)
        and (mark.audit_count == 0 or entry_hash == mark.audit_hash)
    )


def has_messages(db: ReadDb) -> bool:
    """Whether a message was ever prepared in this file."""
    return db.fetch_value("SELECT 1 FROM messages LIMIT 1") is not None


def has_events(db: ReadDb) -> bool:
    """Whether a message of this file was ever claimed, held or cancelled."""
    return db.fetch_value("SELECT 1 FROM message_events LIMIT 1") is not None
