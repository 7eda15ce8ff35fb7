"""Imported files of every kind but target lists, and files of the inbox folder that were refused."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.model.imports import InboxFailure
from bot.model.lists import Exports
from bot.model.reasons import Problem, Rejected
from bot.store import times
from bot.store.database import Db, ReadDb

PAYMENTS = "payments"
CALLS = "calls"
EXCLUSIONS = "exclusions"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """An imported file. `as_of` is the last day of its data; `uploader` is None where no user is known.

    `columns` are those of the file, and `unknown` references to its headings that are not known. `assigned`: the
    headings that a user assigned (column → heading). `problems` are its first rejected rows, `unclear` the lines of the
    first rows that a person must check. `slack_file`: Slack's id of a file that came through Slack.
    """

    id: int
    name: str
    content_hash: str
    source: str
    slack_file: str | None
    uploader: str | None
    imported_at: datetime
    as_of: date | None
    counts: Mapping[str, Any]
    layout: str | None
    columns: frozenset[str]
    unknown: tuple[str, ...]
    assigned: Mapping[str, str]
    problems: tuple[Problem, ...]
    unclear: tuple[int, ...]
    exports: Exports | None = None


def begin_file(
    db: Db,
    kind: str,
    *,
    name: str,
    content_hash: str,
    source: str,
    uploader: str | None,
    now: datetime,
    slack_file: str | None = None,
) -> int:
    """Add a file that is being read; return its id. `content_hash` is the vault's keyed hash of its bytes."""
    return db.insert(
        """
        INSERT INTO imported_files (kind, name, content_hash, source, slack_file, uploader, imported_at)
        VALUES (:kind, :name, :content_hash, :source, :slack_file, :uploader, :now)
        """,
        kind=kind,
        name=name,
        content_hash=content_hash,
        source=source,
        slack_file=slack_file,
        uploader=uploader,
        now=times.format_moment(now),
    )


def finish_file(
    db: Db,
    file_id: int,
    *,
    as_of: date | None,
    counts: Mapping[str, object],
    layout: str | None = None,
    columns: Iterable[str] = (),
    unknown: Sequence[str] = (),
    assigned: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    unclear: Sequence[int] = (),
) -> None:
    """Store the result of a file that was read to its end. `as_of` is the last day of its data."""
    db.execute(
        """
        UPDATE imported_files SET as_of = :as_of, counts = :counts, layout = :layout, columns = :columns,
            unknown = :unknown, assigned = :assigned, problems = :problems, unclear = :unclear
        WHERE id = :id
        """,
        id=file_id,
        as_of=times.format_optional_date(as_of),
        counts=json.dumps(counts),
        layout=layout,
        columns=",".join(sorted(columns)),
        unknown=json.dumps(unknown),
        assigned=json.dumps(assigned or {}, ensure_ascii=False),
        problems=json.dumps(problems),
        unclear=json.dumps(unclear),
    )


def get_file(db: ReadDb, kind: str, file_id: int) -> ImportedFile | None:
    """Return a file of this kind."""
    row = db.fetch_one("SELECT * FROM imported_files WHERE id = :id AND kind = :kind", id=file_id, kind=kind)
    if row is None:
        return None
    return ImportedFile(
        id=row["id"],
        name=row["name"],
        content_hash=row["content_hash"],
        source=row["source"],
        slack_file=row["slack_file"],
        uploader=row["uploader"],
        imported_at=times.parse_moment(row["imported_at"]),
        as_of=times.parse_optional_date(row["as_of"]),
        counts=json.loads(row["counts"]),
        layout=row["layout"],
        columns=frozenset(row["columns"].split(",")),
        unknown=tuple(json.loads(row["unknown"])),
        assigned=json.loads(row["assigned"]),
        problems=tuple(Problem(line, Rejected(reason)) for line, reason in json.loads(row["problems"])),
        unclear=tuple(json.loads(row["unclear"])),
        exports=None if row["exports"] is None else _make_exports(json.loads(row["exports"])),
    )


def _make_exports(value: Mapping[str, Any]) -> Exports:
    return Exports(tuple(value["files"]), value["written"], value["rows"])


def store_exports(db: Db, file_id: int, exports: Exports) -> None:
    """Store which files were written with rows that a person must check."""
    db.execute(
        "UPDATE imported_files SET exports = :exports WHERE id = :id",
        id=file_id,
        exports=json.dumps(
            {"files": exports.problem_files, "written": exports.written_rows, "rows": exports.problem_rows}
        ),
    )


def list_earlier_readings(db: ReadDb, file_id: int) -> list[int]:
    """Return the earlier imports of the same bytes, of the same kind."""
    rows = db.fetch_all(
        """
        SELECT e.id FROM imported_files e JOIN imported_files f ON f.content_hash = e.content_hash AND f.kind = e.kind
        WHERE f.id = :id AND e.id < f.id ORDER BY e.id
        """,
        id=file_id,
    )
    return [row["id"] for row in rows]


def is_read_again(db: ReadDb, file: ImportedFile, kind: str) -> bool:
    """Whether a later import of the same bytes was read to its end."""
    found = db.fetch_value(
        """
        SELECT 1 FROM imported_files
        WHERE kind = :kind AND content_hash = :content_hash AND id > :id AND layout IS NOT NULL LIMIT 1
        """,
        kind=kind,
        content_hash=file.content_hash,
        id=file.id,
    )
    return found is not None


def find_first_import(db: ReadDb, kind: str, content_hash: str) -> tuple[datetime, date] | None:
    """Return the moment of import and the `as_of` of the first file with the same bytes; None if there is none."""
    row = db.fetch_one(
        """
        SELECT imported_at, as_of FROM imported_files
        WHERE kind = :kind AND content_hash = :content_hash AND as_of IS NOT NULL ORDER BY id LIMIT 1
        """,
        kind=kind,
        content_hash=content_hash,
    )
    return None if row is None else (times.parse_moment(row["imported_at"]), date.fromisoformat(row["as_of"]))


def find_newest_day(db: ReadDb, kind: str) -> date | None:
    """Return the newest `as_of` of a kind; None before the first file."""
    return times.parse_optional_date(
        db.fetch_value("SELECT MAX(as_of) FROM imported_files WHERE kind = :kind", kind=kind)
    )


def add_failure(db: Db, *, kind: str, name: str, code: str, facts: Mapping[str, str | int], now: datetime) -> int:
    """Add a refused file unless it was added before; return its id. `name` is its name in the folder `failed`."""
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
    """Return a file that was refused; None if there is none."""
    row = db.fetch_one("SELECT * FROM inbox_failures WHERE id = :id", id=failure_id)
    if row is None:
        return None
    at = times.parse_moment(row["at"])
    return InboxFailure(at=at, kind=row["kind"], name=row["name"], code=row["code"], facts=json.loads(row["facts"]))
