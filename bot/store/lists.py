"""Target lists, their rows and the people on them. A list is `loading`, and invisible, until its last batch."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.rules.lists import Confirmation, Counts, TargetList
from bot.rules.reasons import Corrected, Excluded
from bot.store import list_exports, times
from bot.store.database import Db, Row


def begin(
    db: Db, *, name: str, source: str, uploader: str | None, sha256: str, columns: frozenset[str], now: datetime
) -> int:
    """A new list, loading; its id."""
    return db.add(
        """
        INSERT INTO target_lists (name, state, source, uploader, sha256, columns, created_at)
        VALUES (:name, 'loading', :source, :uploader, :sha256, :columns, :now)
        """,
        name=name,
        source=source,
        uploader=uploader,
        sha256=sha256,
        columns=",".join(sorted(columns)),
        now=times.text(now),
    )


def abandon(db: Db, list_id: int) -> None:
    """Take a list away that could not be read to its end."""
    db.change("DELETE FROM target_lists WHERE id = :id AND state = 'loading'", id=list_id)


def abandon_old(db: Db, before: datetime) -> None:
    """Take away the lists whose reading began before a moment and never ended; those of the inbox at once.

    A shell may be reading one now; the inbox is read by the bot alone, which has only just begun.
    """
    rows = db.all(
        "SELECT id FROM target_lists WHERE state = 'loading' AND (created_at < :before OR source = 'inbox')",
        before=times.text(before),
    )
    for row in rows:
        abandon(db, row["id"])


def columns(db: Db, list_id: int) -> frozenset[str]:
    """The columns that a list's file had."""
    return frozenset(str(db.value("SELECT columns FROM target_lists WHERE id = :id", id=list_id)).split(","))


def same_file(db: Db, sha256: str, content_key: str | None = None) -> int | None:
    """The list that was made of the same bytes or, where that is known already, of the same rows; if any."""
    found = db.value(
        """
        SELECT id FROM target_lists WHERE state = 'ready' AND (sha256 = :sha256 OR content_key = :content_key)
        ORDER BY id DESC LIMIT 1
        """,
        sha256=sha256,
        content_key=content_key,
    )
    return None if found is None else int(found)


def note_reasons(db: Db, list_id: int, reasons: Iterable[tuple[int, Excluded]]) -> None:
    """Write down why rows (by line) are kept out."""
    db.many(
        "UPDATE list_rows SET excluded = :reason WHERE list_id = :list_id AND line = :line",
        ({"list_id": list_id, "line": line, "reason": reason.value} for line, reason in reasons),
    )


def forget_reasons(db: Db, list_id: int) -> None:
    """All rows are to be judged anew; a copy stays one."""
    db.change(
        "UPDATE list_rows SET excluded = NULL WHERE list_id = :id AND excluded <> 'duplicate_row'",
        id=list_id,
    )


def recount(db: Db, list_id: int) -> Counts:
    """Count the list as it stands now."""
    counts = _count(db, list_id)
    db.change("UPDATE target_lists SET counts = :counts WHERE id = :id", id=list_id, counts=json.dumps(asdict(counts)))
    return counts


def finish(db: Db, list_id: int, *, content_key: str, hidden_rows: int) -> TargetList:
    """Count the list and make it visible."""
    recount(db, list_id)
    db.change(
        """
        UPDATE target_lists SET state = 'ready', content_key = :content_key, hidden_rows = :hidden_rows
        WHERE id = :id
        """,
        id=list_id,
        content_key=content_key,
        hidden_rows=hidden_rows,
    )
    ready = get(db, list_id)
    assert ready is not None
    return ready


def get(db: Db, list_id: int) -> TargetList | None:
    """One list that is ready."""
    row = db.one("SELECT * FROM target_lists WHERE id = :id AND state = 'ready'", id=list_id)
    return None if row is None else read(row)


def newest(db: Db, limit: int) -> list[TargetList]:
    """The newest lists that are ready."""
    rows = db.all("SELECT * FROM target_lists WHERE state = 'ready' ORDER BY id DESC LIMIT :limit", limit=limit)
    return [read(row) for row in rows]


def numbers(db: Db, list_id: int) -> dict[int, Row]:
    """For each recipient of a list: the keys, the sealed number and its mask."""
    rows = db.all(
        "SELECT id, taxpayer_key, phone_key, phone_box, phone_mask FROM recipients WHERE list_id = :id", id=list_id
    )
    return {row["id"]: row for row in rows}


def _count(db: Db, list_id: int) -> Counts:
    def by(column: str) -> dict[str, int]:
        rows = db.all(
            f"SELECT {column} AS code, COUNT(*) AS n FROM list_rows "
            f"WHERE list_id = :id AND {column} IS NOT NULL GROUP BY {column} ORDER BY {column}",
            id=list_id,
        )
        return {row["code"]: row["n"] for row in rows}

    # Nearly every row can have a repair; to group them would sort all rows, in memory.
    sums = ", ".join(f"SUM(INSTR(corrected, '{code}') > 0) AS {code}" for code in Corrected)
    repaired = db.one(f"SELECT {sums} FROM list_rows WHERE list_id = :id AND corrected <> ''", id=list_id)
    corrected = {code.value: repaired[code.value] for code in Corrected if repaired and repaired[code.value]}
    left = "FROM list_rows WHERE list_id = :id AND rejected IS NULL AND excluded IS NULL"
    return Counts(
        rows=db.value("SELECT COUNT(*) FROM list_rows WHERE list_id = :id", id=list_id),
        recipients=db.value(f"SELECT COUNT(DISTINCT recipient_id) {left}", id=list_id),
        accepted=db.value(f"SELECT COUNT(*) {left}", id=list_id),
        corrected=corrected,
        excluded=by("excluded"),
        rejected=by("rejected"),
    )


def read(row: Row) -> TargetList:
    """A list as it stands in its row."""
    return TargetList(
        id=row["id"],
        name=row["name"],
        source=row["source"],
        uploader=row["uploader"],
        columns=frozenset(row["columns"].split(",")),
        counts=Counts(**json.loads(row["counts"])),
        created_at=times.moment(row["created_at"]),
        hidden_rows=row["hidden_rows"],
        assigned=json.loads(row["assigned"]),
        unknown=tuple(json.loads(row["unknown"])),
        unclear=row["unclear"],
        confirmation=_confirmation(row),
        exports=list_exports.read(row["exports"]),
        decided_at=times.maybe_moment(row["shared_decided_at"]),
    )


def _confirmation(row: Row) -> Confirmation | None:
    if row["confirmed_by"] is None:
        return None
    return Confirmation(row["confirmed_by"], times.moment(row["confirmed_at"]), row["confirmed_mark"])
