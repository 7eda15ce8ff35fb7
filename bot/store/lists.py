"""Target lists, their rows and the people on them. A list is `loading`, and invisible, until its last batch."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.rules.lists import Confirmation, Counts, TargetList
from bot.rules.reasons import Excluded
from bot.store import times
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
    """Take away the lists whose reading began before a moment and never ended."""
    rows = db.all(
        "SELECT id FROM target_lists WHERE state = 'loading' AND created_at < :before", before=times.text(before)
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


def add_people(db: Db, people: Iterable[Mapping[str, object]]) -> None:
    """The people of rows, one recipient a taxpayer; what a further row says of the person is taken in."""
    db.many(
        """
        INSERT INTO recipients (list_id, taxpayer_key, taxpayer_box, name_box, flagged, calls, promised, promised_on,
            last_called_on, letter_on)
        VALUES (:list_id, :taxpayer_key, :taxpayer_box, :name_box, :flagged, :calls, :promised, :promised_on,
            :last_called_on, :letter_on)
        ON CONFLICT (list_id, taxpayer_key) DO UPDATE SET
            flagged = MAX(flagged, excluded.flagged),
            calls = MAX(COALESCE(calls, excluded.calls), COALESCE(excluded.calls, calls)),
            promised = MAX(promised, excluded.promised),
            promised_on = MAX(COALESCE(promised_on, excluded.promised_on), COALESCE(excluded.promised_on, promised_on)),
            last_called_on = MAX(
                COALESCE(last_called_on, excluded.last_called_on), COALESCE(excluded.last_called_on, last_called_on)
            ),
            letter_on = MAX(COALESCE(letter_on, excluded.letter_on), COALESCE(excluded.letter_on, letter_on))
        """,
        people,
    )


def add_phones(db: Db, phones: Iterable[Mapping[str, object]]) -> None:
    """The numbers of recipients; the same again keeps its newest day, and is another's if one row says so."""
    db.many(
        """
        INSERT INTO recipient_phones (recipient_id, phone_key, phone_box, mask, mobile, own, obtained_on, line)
        SELECT id, :phone_key, :phone_box, :mask, :mobile, :own, :obtained_on, :line FROM recipients
        WHERE list_id = :list_id AND taxpayer_key = :taxpayer_key
        ON CONFLICT (recipient_id, phone_key) DO UPDATE SET
            own = MIN(own, excluded.own),
            obtained_on = MAX(COALESCE(obtained_on, excluded.obtained_on), COALESCE(excluded.obtained_on, obtained_on))
        """,
        phones,
    )


def add_rows(db: Db, rows: Iterable[Mapping[str, object]]) -> None:
    """Rows of a file, as they were read; a rejected one has no taxpayer_key, and belongs to nobody."""
    db.many(
        """
        INSERT INTO list_rows (list_id, line, recipient_id, rejected, corrected, tax, year, instalment, due_on,
            demanded_on, amount, arrears, fiscal_year)
        VALUES (:list_id, :line,
            (SELECT id FROM recipients WHERE list_id = :list_id AND taxpayer_key = :taxpayer_key),
            :rejected, :corrected, :tax, :year, :instalment, :due_on, :demanded_on, :amount, :arrears, :fiscal_year)
        """,
        rows,
    )


def choose_phones(db: Db, list_id: int) -> None:
    """Of several mobile numbers of their own the one obtained last, else the first; the others are kept, unused."""
    db.change(
        """
        WITH best AS (
            SELECT p.*, ROW_NUMBER() OVER (
                PARTITION BY p.recipient_id ORDER BY p.mobile DESC, p.own DESC, p.obtained_on DESC NULLS LAST, p.line
            ) AS place FROM recipient_phones p JOIN recipients r ON r.id = p.recipient_id WHERE r.list_id = :list_id
        )
        UPDATE recipients SET phone_key = best.phone_key, phone_box = best.phone_box, phone_mask = best.mask,
            mobile = best.mobile, own = best.own, phone_obtained_on = best.obtained_on
        FROM best WHERE best.recipient_id = recipients.id AND best.place = 1
        """,
        list_id=list_id,
    )


def mark_shared(db: Db, list_id: int) -> None:
    """Mark the recipients one of whose mobile numbers stands with another taxpayer of the same list."""
    db.change(
        """
        WITH shared AS (
            SELECT p.phone_key FROM recipient_phones p JOIN recipients r ON r.id = p.recipient_id
            WHERE r.list_id = :list_id AND p.mobile GROUP BY p.phone_key HAVING COUNT(*) > 1
        )
        UPDATE recipients SET shared = 1 WHERE list_id = :list_id AND id IN (
            SELECT recipient_id FROM recipient_phones WHERE phone_key IN (SELECT phone_key FROM shared)
        )
        """,
        list_id=list_id,
    )


def mark_repeated(db: Db, list_id: int) -> None:
    """Mark every copy of a row but the first; what makes a copy is taxpayer, tax, year and instalment."""
    db.change(
        """
        WITH copies AS (
            SELECT line, ROW_NUMBER() OVER (PARTITION BY recipient_id, tax, year, instalment ORDER BY line) AS place
            FROM list_rows WHERE list_id = :list_id AND rejected IS NULL
        )
        UPDATE list_rows SET excluded = 'duplicate_row'
        FROM copies WHERE list_rows.list_id = :list_id AND list_rows.line = copies.line AND copies.place > 1
        """,
        list_id=list_id,
    )


def note_reasons(db: Db, list_id: int, reasons: Iterable[tuple[int, Excluded]]) -> None:
    """Write down why rows (by line) are kept out."""
    db.many(
        "UPDATE list_rows SET excluded = :reason WHERE list_id = :list_id AND line = :line",
        ({"list_id": list_id, "line": line, "reason": reason.value} for line, reason in reasons),
    )


def finish(db: Db, list_id: int, *, content_key: str, hidden_rows: int) -> TargetList:
    """Count the list and make it visible."""
    counts = _count(db, list_id)
    db.change(
        """
        UPDATE target_lists SET state = 'ready', counts = :counts, content_key = :content_key,
            hidden_rows = :hidden_rows
        WHERE id = :id
        """,
        id=list_id,
        content_key=content_key,
        hidden_rows=hidden_rows,
        counts=json.dumps({field: getattr(counts, field) for field in Counts.__dataclass_fields__}),
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

    corrected: dict[str, int] = {}
    for codes, n in by("corrected").items():
        for code in filter(None, codes.split(",")):
            corrected[code] = corrected.get(code, 0) + n
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
    )


def _confirmation(row: Row) -> Confirmation | None:
    if row["confirmed_by"] is None:
        return None
    return Confirmation(row["confirmed_by"], times.moment(row["confirmed_at"]), row["confirmed_mark"])
