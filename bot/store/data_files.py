"""The files by which the city tells what it knows beside its lists: results of calls, and exclusions."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from bot.store import times
from bot.store.database import Db

CALLS = "calls"
EXCLUSIONS = "exclusions"


def begin(db: Db, kind: str, *, name: str, sha256: str, source: str, uploader: str | None, now: datetime) -> int:
    """A file that is being read; its id."""
    return db.add(
        """
        INSERT INTO data_files (kind, name, sha256, source, uploader, imported_at)
        VALUES (:kind, :name, :sha256, :source, :uploader, :now)
        """,
        kind=kind,
        name=name,
        sha256=sha256,
        source=source,
        uploader=uploader,
        now=times.text(now),
    )


def finish(db: Db, file_id: int, as_of: date | None, counts: Mapping[str, object]) -> None:
    """The file was read to its end; `as_of` is the day up to which it tells."""
    db.change(
        "UPDATE data_files SET as_of = :as_of, counts = :counts WHERE id = :id",
        id=file_id,
        as_of=times.maybe_text(as_of),
        counts=json.dumps(counts),
    )


def as_of(db: Db, kind: str) -> date | None:
    """Up to which day the files of a kind tell; None before the first."""
    return times.maybe_date(db.value("SELECT MAX(as_of) FROM data_files WHERE kind = :kind", kind=kind))
