"""Target lists, their rows and the people on them. A list is `loading`, and invisible, until its last batch."""

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from datetime import datetime

from bot.model.lists import Confirmation, Exports, ListCounts, TargetList
from bot.model.reasons import Corrected, Excluded, Problem, Rejected
from bot.store import times
from bot.store.database import Db, ReadDb, Row


def begin_list(
    db: Db, *, name: str, source: str, uploader: str | None, content_hash: str, columns: frozenset[str], now: datetime
) -> int:
    """Add a list in state `loading`; return its id."""
    return db.insert(
        """
        INSERT INTO target_lists (name, state, source, uploader, content_hash, columns, created_at)
        VALUES (:name, 'loading', :source, :uploader, :content_hash, :columns, :now)
        """,
        name=name,
        source=source,
        uploader=uploader,
        content_hash=content_hash,
        columns=",".join(sorted(columns)),
        now=times.format_moment(now),
    )


def abandon_list(db: Db, list_id: int) -> None:
    """Delete a list that could not be read to its end."""
    db.execute("DELETE FROM target_lists WHERE id = :id AND state = 'loading'", id=list_id)


def abandon_old_lists(db: Db, before: datetime) -> None:
    """Delete the lists whose import never ended: those begun before a moment, and every list from the inbox folder.

    It is called when the bot starts. A younger list may be one that a shell is importing now. Only the bot reads the
    inbox folder, so no import from it is going on.
    """
    rows = db.fetch_all(
        "SELECT id FROM target_lists WHERE state = 'loading' AND (created_at < :before OR source = 'inbox')",
        before=times.format_moment(before),
    )
    for row in rows:
        abandon_list(db, row["id"])


def get_columns(db: ReadDb, list_id: int) -> frozenset[str]:
    """Return the columns that a list's file had."""
    return frozenset(str(db.fetch_value("SELECT columns FROM target_lists WHERE id = :id", id=list_id)).split(","))


def find_same_file(db: ReadDb, content_hash: str, content_key: str | None = None) -> int | None:
    """Return the list made of the same bytes or, with `content_key`, of the same rows; None if there is none."""
    found = db.fetch_value(
        """
        SELECT id FROM target_lists
        WHERE state = 'ready' AND (content_hash = :content_hash OR content_key = :content_key)
        ORDER BY id DESC LIMIT 1
        """,
        content_hash=content_hash,
        content_key=content_key,
    )
    return None if found is None else int(found)


def store_reasons(db: Db, list_id: int, reasons: Iterable[tuple[int, Excluded]]) -> None:
    """Store why rows (by line) are excluded."""
    db.execute_many(
        "UPDATE list_rows SET excluded = :reason WHERE list_id = :list_id AND line = :line",
        ({"list_id": list_id, "line": line, "reason": reason.value} for line, reason in reasons),
    )


def clear_reasons(db: Db, list_id: int) -> None:
    """Clear the reasons before all rows are judged again; a copy stays a copy."""
    db.execute(
        "UPDATE list_rows SET excluded = NULL WHERE list_id = :id AND excluded <> 'duplicate_row'",
        id=list_id,
    )


def recount_list(db: Db, list_id: int) -> ListCounts:
    """Count the rows of a list again, and store the counts."""
    counts = _count_rows(db, list_id)
    db.execute("UPDATE target_lists SET counts = :counts WHERE id = :id", id=list_id, counts=json.dumps(asdict(counts)))
    return counts


def finish_list(db: Db, list_id: int, *, content_key: str, hidden_rows: int) -> TargetList:
    """Count the list and make it visible."""
    recount_list(db, list_id)
    db.execute(
        """
        UPDATE target_lists SET state = 'ready', content_key = :content_key, hidden_rows = :hidden_rows
        WHERE id = :id
        """,
        id=list_id,
        content_key=content_key,
        hidden_rows=hidden_rows,
    )
    ready = get_list(db, list_id)
    assert ready is not None
    return ready


def get_list(db: ReadDb, list_id: int) -> TargetList | None:
    """Return a list that is ready; None if there is none."""
    row = db.fetch_one("SELECT * FROM target_lists WHERE id = :id AND state = 'ready'", id=list_id)
    return None if row is None else _make_list(row)


def list_newest(db: ReadDb, limit: int) -> list[TargetList]:
    """Return the newest lists that are ready."""
    rows = db.fetch_all("SELECT * FROM target_lists WHERE state = 'ready' ORDER BY id DESC LIMIT :limit", limit=limit)
    return [_make_list(row) for row in rows]


def list_numbers(db: ReadDb, list_id: int) -> dict[int, Row]:
    """Return the taxpayer_key and phone_key of each recipient of a list, by the recipient's id."""
    rows = db.fetch_all("SELECT id, taxpayer_key, phone_key FROM recipients WHERE list_id = :id", id=list_id)
    return {row["id"]: row for row in rows}


def _count_rows(db: ReadDb, list_id: int) -> ListCounts:
    left = db.fetch_one(
        """
        SELECT COUNT(*) AS accepted, COUNT(DISTINCT recipient_id) AS recipients FROM list_rows
        WHERE list_id = :id AND rejected IS NULL AND excluded IS NULL
        """,
        id=list_id,
    )
    excluded = db.fetch_all(
        """
        SELECT excluded AS code, COUNT(*) AS n FROM list_rows
        WHERE list_id = :id AND excluded IS NOT NULL GROUP BY excluded ORDER BY excluded
        """,
        id=list_id,
    )
    rejected = db.fetch_all(
        """
        SELECT rejected AS code, COUNT(*) AS n FROM list_rows
        WHERE list_id = :id AND rejected IS NOT NULL GROUP BY rejected ORDER BY rejected
        """,
        id=list_id,
    )
    assert left is not None
    return ListCounts(
        rows=db.fetch_value("SELECT COUNT(*) FROM list_rows WHERE list_id = :id", id=list_id),
        recipients=left["recipients"],
        accepted=left["accepted"],
        corrected=_count_corrected(db, list_id),
        excluded={row["code"]: row["n"] for row in excluded},
        rejected={row["code"]: row["n"] for row in rejected},
    )


def _count_corrected(db: ReadDb, list_id: int) -> dict[str, int]:
    """One count for each code: nearly every row can have a correction, and grouping would sort all rows, in memory."""
    sql = "SELECT COUNT(*) FROM list_rows WHERE list_id = :id AND INSTR(corrected, :code)"
    counts = {code.value: db.fetch_value(sql, id=list_id, code=code.value) for code in Corrected}
    return {code: count for code, count in counts.items() if count}


def _make_list(row: Row) -> TargetList:
    """Make a list from its row."""
    return TargetList(
        id=row["id"],
        name=row["name"],
        source=row["source"],
        uploader=row["uploader"],
        columns=frozenset(row["columns"].split(",")),
        counts=ListCounts(**json.loads(row["counts"])),
        created_at=times.parse_moment(row["created_at"]),
        hidden_rows=row["hidden_rows"],
        assigned=json.loads(row["assigned"]),
        unknown=tuple(json.loads(row["unknown"])),
        questions=json.loads(row["questions"]),
        confirmation=_confirmation(row),
        exports=_read_exports(row["exports"]),
        decided_at=times.parse_optional_moment(row["shared_decided_at"]),
    )


def _confirmation(row: Row) -> Confirmation | None:
    if row["confirmed_by"] is None:
        return None
    return Confirmation(row["confirmed_by"], times.parse_moment(row["confirmed_at"]), row["confirmed_mark"])


def list_problems(db: ReadDb, list_id: int, limit: int) -> list[Problem]:
    """Return the first rejected rows of a list."""
    rows = db.fetch_all(
        "SELECT line, rejected FROM list_rows WHERE list_id = :id AND rejected IS NOT NULL ORDER BY line LIMIT :limit",
        id=list_id,
        limit=limit,
    )
    return [Problem(row["line"], Rejected(row["rejected"])) for row in rows]


def list_known_numbers(db: ReadDb, taxpayer_key: bytes) -> list[bytes]:
    """Return the phone_keys of a taxpayer in the newest list that names them."""
    rows = db.fetch_all(
        """
        SELECT p.phone_key FROM recipient_phones p WHERE p.recipient_id = (
            SELECT r.id FROM recipients r JOIN target_lists l ON l.id = r.list_id
            WHERE r.taxpayer_key = :taxpayer_key AND l.state = 'ready' ORDER BY r.list_id DESC LIMIT 1
        )
        """,
        taxpayer_key=taxpayer_key,
    )
    return [row["phone_key"] for row in rows]


def list_all_numbers(db: ReadDb, taxpayer_key: bytes) -> list[bytes]:
    """Return the phone_keys of a taxpayer in all lists."""
    rows = db.fetch_all(
        """
        SELECT DISTINCT p.phone_key FROM recipients r JOIN recipient_phones p ON p.recipient_id = r.id
        WHERE r.taxpayer_key = :taxpayer_key ORDER BY 1
        """,
        taxpayer_key=taxpayer_key,
    )
    return [row["phone_key"] for row in rows]


_PROBLEM_ROWS = "FROM list_rows WHERE list_id = :id AND (rejected IS NOT NULL OR excluded = 'shared_phone')"


def list_problem_codes(db: ReadDb, list_id: int, most: int) -> dict[int, str]:
    """Return the rows that a user must check, in file order: the code of the reason, by line."""
    rows = db.fetch_all(
        f"SELECT line, COALESCE(rejected, excluded) AS code {_PROBLEM_ROWS} ORDER BY line LIMIT :most",
        id=list_id,
        most=most,
    )
    return {row["line"]: row["code"] for row in rows}


def count_problems(db: ReadDb, list_id: int) -> int:
    """Count the rows that a user must check."""
    return int(db.fetch_value(f"SELECT COUNT(*) {_PROBLEM_ROWS}", id=list_id))


_EXPORT_KEYS = ("problems", "rows", "of", "shared")
"""The keys of the stored JSON, in the order of the fields of `Exports`."""


def store_exports(db: Db, list_id: int, exports: Exports) -> None:
    """Store the names of the written files."""
    stored = dict(zip(_EXPORT_KEYS, astuple(exports), strict=True))
    db.execute("UPDATE target_lists SET exports = :exports WHERE id = :id", id=list_id, exports=json.dumps(stored))


def _read_exports(text: str | None) -> Exports | None:
    """Read what `store_exports` has written."""
    if text is None:
        return None
    files, *rest = map(json.loads(text).get, _EXPORT_KEYS)
    return Exports(tuple(files), *rest)


def adopt_list(db: Db, list_id: int, by: str) -> bool:
    """Make a user the uploader of a list that has none; return whether this call did."""
    return (
        db.execute(
            "UPDATE target_lists SET uploader = :by WHERE id = :id AND state = 'ready' AND uploader IS NULL",
            id=list_id,
            by=by,
        )
        == 1
    )


def store_confirmation(db: Db, list_id: int, *, by: str, mark: str, at: datetime) -> None:
    """Store who confirmed the excluded rows, and the token of what they saw."""
    db.execute(
        """
        UPDATE target_lists SET confirmed_by = :by, confirmed_at = :at, confirmed_mark = :mark
        WHERE id = :id AND state = 'ready'
        """,
        id=list_id,
        by=by,
        at=times.format_moment(at),
        mark=mark,
    )


def clear_confirmation(db: Db, list_id: int) -> None:
    """Clear the confirmation of a list, because other people get a message than were confirmed."""
    db.execute(
        "UPDATE target_lists SET confirmed_by = NULL, confirmed_at = NULL, confirmed_mark = NULL WHERE id = :id",
        id=list_id,
    )


def list_ownerless(db: ReadDb) -> list[TargetList]:
    """Return the lists without an uploader, newest first."""
    rows = db.fetch_all("SELECT * FROM target_lists WHERE uploader IS NULL AND state = 'ready' ORDER BY id DESC")
    return [_make_list(row) for row in rows]


def list_draft_ids(db: ReadDb, list_id: int) -> list[int]:
    """Return the draft campaigns of a list: their cards say whether it was confirmed."""
    rows = db.fetch_all("SELECT id FROM campaigns WHERE list_id = :id AND state = 'draft' ORDER BY id", id=list_id)
    return [row["id"] for row in rows]


def replace_list(db: Db, list_id: int, successor: int) -> bool:
    """Delete a list that was replaced by another of the same file; False when it was deleted or is in use."""
    gone = db.execute(
        """
        DELETE FROM target_lists WHERE id = :id AND id < :successor AND state = 'ready'
            AND content_hash = (SELECT content_hash FROM target_lists WHERE id = :successor AND state = 'ready')
            AND NOT EXISTS (SELECT 1 FROM campaigns WHERE list_id = :id)
        """,
        id=list_id,
        successor=successor,
    )
    if gone:
        db.execute(
            "INSERT INTO replaced_lists (list_id, successor) VALUES (:id, :successor)", id=list_id, successor=successor
        )
    return gone == 1


def find_successor(db: ReadDb, list_id: int) -> int | None:
    """Return the list that replaced a deleted one; None if there is none."""
    found = db.fetch_value("SELECT successor FROM replaced_lists WHERE list_id = :id", id=list_id)
    return None if found is None else int(found)
