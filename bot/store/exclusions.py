"""Exclusions: append-only. The newest day decides; a person stays excluded until a row says "no"."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.store import times
from bot.store.database import Db, ReadDb


def add_exclusion(db: Db, row: Mapping[str, object]) -> None:
    """Add a row of an exclusion file. It names every column but the id."""
    db.execute(
        """
        INSERT INTO exclusions (file_id, line, taxpayer_key, as_of, excluded, ground)
        VALUES (:file_id, :line, :taxpayer_key, :as_of, :excluded, :ground)
        """,
        **row,
    )


def is_known(db: ReadDb, taxpayer_key: bytes, as_of: date, ground: str) -> bool:
    """Whether a file says this of a taxpayer for this day, and no later file says otherwise."""
    sql = """
        SELECT 1 FROM exclusions e
        WHERE e.taxpayer_key = :taxpayer_key AND e.as_of = :as_of AND e.ground = :ground AND NOT EXISTS (
            SELECT 1 FROM exclusions n WHERE n.taxpayer_key = e.taxpayer_key AND n.as_of = e.as_of
                AND n.file_id > e.file_id AND n.ground <> e.ground
        ) LIMIT 1
    """
    found = db.fetch_value(sql, taxpayer_key=taxpayer_key, as_of=as_of.isoformat(), ground=ground)
    return found is not None


def is_excluded(db: ReadDb, taxpayer_key: bytes) -> bool:
    """Whether a taxpayer is excluded."""
    sql = "SELECT 1 FROM exclusions_in_force WHERE taxpayer_key = :taxpayer_key LIMIT 1"
    return db.fetch_value(sql, taxpayer_key=taxpayer_key) is not None


def find_newest_day(db: ReadDb, taxpayer_key: bytes) -> date | None:
    """Return the newest day for which a file says whether a taxpayer is excluded."""
    sql = "SELECT MAX(as_of) FROM exclusions WHERE taxpayer_key = :taxpayer_key"
    found = db.fetch_value(sql, taxpayer_key=taxpayer_key)
    return None if found is None else date.fromisoformat(str(found))


def was_excluded_since(db: ReadDb, taxpayer_key: bytes, moment: datetime, content_hash: str) -> bool:
    """Whether a file with other content that was imported at this moment or later excludes a taxpayer."""
    found = db.fetch_value(
        """
        SELECT 1 FROM exclusions e JOIN imported_files f ON f.id = e.file_id
        WHERE e.taxpayer_key = :taxpayer_key AND e.excluded AND f.imported_at >= :moment
            AND f.content_hash <> :content_hash LIMIT 1
        """,
        taxpayer_key=taxpayer_key,
        moment=times.format_moment(moment),
        content_hash=content_hash,
    )
    return found is not None
