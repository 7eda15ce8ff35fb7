"""The files by which the city tells what it knows beside its lists: results of calls, and exclusions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.model.views import InboxFailure
from bot.store import times
from bot.store.database import Db, ReadDb

CALLS = "calls"
EXCLUSIONS = "exclusions"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file as it was read; `as_of`: up to which day it tells; `uploader`: None where nobody brought it."""

    name: str
    uploader: str | None
    as_of: date | None
    counts: Mapping[str, Any]


def begin_file(db: Db, kind: str, *, name: str, sha256: str, source: str, uploader: str | None, now: datetime) -> int:
    """A file that is being read; its id."""
    return db.insert(
        """
        INSERT INTO data_files (kind, name, sha256, source, uploader, imported_at)
        VALUES (:kind, :name, :sha256, :source, :uploader, :now)
        """,
        kind=kind,
        name=name,
        sha256=sha256,
        source=source,
        uploader=uploader,
        now=times.format_moment(now),
    )


def finish_file(db: Db, file_id: int, as_of: date | None, counts: Mapping[str, object]) -> None:
    """The file was read to its end; `as_of` is the day up to which it tells."""
    db.execute(
        "UPDATE data_files SET as_of = :as_of, counts = :counts WHERE id = :id",
        id=file_id,
        as_of=times.format_optional_date(as_of),
        counts=json.dumps(counts),
    )


def find_first_day(db: ReadDb, kind: str, sha256: str) -> date | None:
    """For which day a file was first read that had the same bytes; None: never before."""
    return times.parse_optional_date(
        db.fetch_value(
            "SELECT as_of FROM data_files WHERE kind = :kind AND sha256 = :sha256 AND as_of IS NOT NULL ORDER BY id",
            kind=kind,
            sha256=sha256,
        )
    )


def get_file(db: ReadDb, kind: str, file_id: int) -> ImportedFile | None:
    """A file as it was read, if it is one of this kind."""
    row = db.fetch_one("SELECT * FROM data_files WHERE id = :id AND kind = :kind", id=file_id, kind=kind)
    if row is None:
        return None
    return ImportedFile(
        row["name"], row["uploader"], times.parse_optional_date(row["as_of"]), json.loads(row["counts"])
    )


def find_newest_day(db: ReadDb, kind: str) -> date | None:
    """Up to which day the files of a kind tell; None before the first."""
    return times.parse_optional_date(db.fetch_value("SELECT MAX(as_of) FROM data_files WHERE kind = :kind", kind=kind))


def add_failure(db: Db, *, kind: str, name: str, code: str, facts: Mapping[str, str | int], now: datetime) -> int:
    """A file that was refused; `name` is under which it lies in `failed`. The entry's id, also of one made before."""
    known = db.fetch_value("SELECT id FROM inbox_failures WHERE kind = :kind AND name = :name", kind=kind, name=name)
    return known or db.insert(
        "INSERT INTO inbox_failures (kind, name, code, facts, at) VALUES (:kind, :name, :code, :facts, :now)",
        kind=kind,
        name=name,
        code=code,
        facts=json.dumps(facts, ensure_ascii=False),
        now=times.format_moment(now),
    )


def get_failure(db: ReadDb, failure_id: int) -> InboxFailure | None:
    """One of them."""
    row = db.fetch_one("SELECT * FROM inbox_failures WHERE id = :id", id=failure_id)
    if row is None:
        return None
    at = times.parse_moment(row["at"])
    return InboxFailure(at=at, kind=row["kind"], name=row["name"], code=row["code"], facts=json.loads(row["facts"]))
