"""Renumbering: what is stored of taxpayers is counted, and moves from their old ids to the new ones, all at once.

Every row moves by one step. Swaps and chains pass through a `middle` key that nobody has, because a UNIQUE constraint
is checked row by row. Boxes are encrypted again, because they are bound to their taxpayer. What people who become one
have in common is joined first (store/merged_people.py).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from bot.store.database import Db, ReadDb
from bot.store.message_seals import COLUMNS, Approved, make_seals
from bot.vault import MESSAGE_PHONE_BOX, NAME_BOX, PHONE_BOX, Vault, WrongKey

MOVED_TABLES = ("recipients", "payments", "counted_payments", "promises", "calls", "exclusions", "unread_rows")
"""Tables whose `taxpayer_key` moves as it is. `messages` move with `move_messages`."""

_ROWS_BY_TAXPAYER = {
    **{
        table: f"SELECT taxpayer_key, COUNT(*) FROM {table} GROUP BY taxpayer_key"
        for table in MOVED_TABLES
        if table != "counted_payments"
    },
    "messages": "SELECT person_key, COUNT(*) FROM messages GROUP BY person_key",
    "suppressions": "SELECT key, COUNT(*) FROM suppressions WHERE kind = 'taxpayer' GROUP BY key",
}
_BATCH = 10_000
_UNREADABLE = b""
"""The box of a value that did not open: it opens nowhere."""


class Move(NamedTuple):
    """A stored person and the new id; the same one for a person whom others join. `new_box` is None for these.

    `merged`: several stored people get this new id.
    """

    old: bytes
    new: bytes
    new_box: bytes | None
    merged: bool


def count_rows_by_taxpayer(db: ReadDb) -> dict[str, dict[bytes, int]]:
    """Count the rows of each taxpayer: for each kind of thing that is stored, by their key."""
    return {name: dict(db.stream_tuples(sql)[1]) for name, sql in _ROWS_BY_TAXPAYER.items()}


def find_campaign_under_way(db: ReadDb) -> int | None:
    """Return a campaign that was submitted and is not over; None if there is none."""
    found = db.fetch_value("SELECT MIN(id) FROM campaigns WHERE state IN ('pending', 'approved', 'sending', 'paused')")
    return None if found is None else int(found)


def is_list_loading(db: ReadDb) -> bool:
    """Whether a list is being imported."""
    return db.fetch_value("SELECT 1 FROM target_lists WHERE state = 'loading' LIMIT 1") is not None


def list_known_pairs(db: ReadDb, pairs: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Return the old ids of the pairs that were carried out before."""
    known = set(db.stream_tuples("SELECT old_key, new_key FROM renumbered")[1])
    return [old for old, new in pairs if (old, new) in known]


def find_newest_pair(db: ReadDb) -> int:
    """Return a number that grows whenever a renumbering is carried out; 0 if none was."""
    return int(db.fetch_value("SELECT COALESCE(MAX(rowid), 0) FROM renumbered"))


def list_steps(db: ReadDb) -> Iterator[dict[bytes, bytes]]:
    """Yield the new id of each old one, for each renumbering that was carried out, in order."""
    rows = db.stream_tuples("SELECT file_id, old_key, new_key FROM renumbered ORDER BY file_id")[1]
    for _, group in groupby(rows, itemgetter(0)):
        yield {old: new for _, old, new in group}


def add_pairs(db: Db, pairs: Iterable[tuple[bytes, bytes]], file_id: int) -> None:
    """Record that these pairs were carried out."""
    db.load_tuples(
        "INSERT INTO renumbered (old_key, new_key, file_id) VALUES (?1, ?2, ?3)",
        ((old, new, file_id) for old, new in pairs),
    )


def stage_moves(db: Db, moves: Iterable[Move]) -> None:
    """Stage the moves in this thread's memory, for the functions below and those of merged_people."""
    db.execute("DROP TABLE IF EXISTS staging.moves")
    db.execute(
        """
        CREATE TABLE staging.moves (old BLOB PRIMARY KEY, new BLOB NOT NULL, middle BLOB NOT NULL UNIQUE, new_box BLOB,
            merged INTEGER NOT NULL) STRICT
        """
    )
    db.execute("CREATE INDEX staging.moves_by_new ON moves (new) WHERE merged")
    # One byte longer than a hash: nobody has such a key.
    db.load_tuples(
        "INSERT INTO staging.moves (old, new, middle, new_box, merged) VALUES (?1, ?2, ?3, ?4, ?5)",
        ((move.old, move.new, b"\xff" + move.old, move.new_box, move.merged) for move in moves),
    )


def forget_moves(db: Db) -> None:
    """Delete what was staged."""
    db.execute("DROP TABLE staging.moves")


def encrypt_again(db: Db) -> int:
    """Encrypt the boxes of everybody who moves for the new id. A list then names the new id.

    Returns how many boxes did not open.
    """
    unreadable = 0
    for batch in _read_batches(db, _IDENTITIES):
        boxes = _encrypt_again(db.vault, [(NAME_BOX + old, NAME_BOX + new, name) for _, old, new, _, name in batch])
        db.load_tuples(
            "UPDATE recipient_identities SET taxpayer_box = ?2, name_box = ?3 WHERE recipient_id = ?1",
            ((row[0], row[3], box) for row, box in zip(batch, boxes, strict=True)),
        )
        unreadable += boxes.count(_UNREADABLE)
    for batch in _read_batches(db, _PHONES):
        places = [(PHONE_BOX + old + phone, PHONE_BOX + new + phone, box) for _, phone, old, new, box in batch]
        boxes = _encrypt_again(db.vault, places)
        db.load_tuples(
            "UPDATE recipient_phones SET phone_box = ?3 WHERE recipient_id = ?1 AND phone_key = ?2",
            ((row[0], row[1], box) for row, box in zip(batch, boxes, strict=True)),
        )
        unreadable += boxes.count(_UNREADABLE)
    return unreadable


_IDENTITIES = """
    SELECT i.recipient_id, m.old, m.new, m.new_box, i.name_box
    FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
        CROSS JOIN recipient_identities i ON i.recipient_id = r.id
    WHERE m.old <> m.new
"""
_PHONES = """
    SELECT p.recipient_id, p.phone_key, m.old, m.new, p.phone_box
    FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
        CROSS JOIN recipient_phones p ON p.recipient_id = r.id
    WHERE m.old <> m.new
"""


def _encrypt_again(vault: Vault, boxes: list[tuple[bytes, bytes, bytes | None]]) -> list[bytes | None]:
    """Encrypt values for another place. A missing box stays missing, and one that does not open is emptied.

    It could not be read before either, and an empty one certainly does not open at its new place: a message that has it
    is held by its claim.
    """
    opened = [None if box is None else _try_to_open(vault, before, box) for before, _, box in boxes]
    found = [(after, text) for (_, after, _), text in zip(boxes, opened, strict=True) if text is not None]
    made = iter(vault.encrypt_values(found))
    closed = [_UNREADABLE if text is None else next(made) for text in opened]
    return [None if box is None else new for (_, _, box), new in zip(boxes, closed, strict=True)]


def _try_to_open(vault: Vault, context: bytes, box: bytes) -> str | None:
    try:
        return vault.decrypt(context, box)
    except WrongKey:
        return None


def _read_batches(db: ReadDb, sql: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query in batches. A batch may change boxes, which are in no index, while the query runs."""
    _, rows = db.stream_tuples(sql)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def move_rows(db: Db) -> None:
    """Give every row but those of messages the new id of its taxpayer. Raises IntegrityError where two rows collide."""
    columns = [(table, "taxpayer_key", "") for table in MOVED_TABLES]
    for table, column, condition in [*columns, ("suppressions", "key", "AND kind = 'taxpayer'")]:
        for now, then in (("old", "middle"), ("middle", "new")):
            db.execute(
                f"""
                UPDATE {table} SET {column} = (SELECT m.{then} FROM staging.moves m WHERE m.{now} = {column})
                WHERE {column} IN (SELECT m.{now} FROM staging.moves m WHERE m.old <> m.new) {condition}
                """
            )


def move_messages(db: Db) -> int:
    """Give every message the new id of its person, and a seal that includes it where the old one was intact.

    A campaign has one message for each taxpayer. Where it sent some to several people who are one now, each counts for
    this person (`merged_key`), and all but the first get a taxpayer_key that nobody has. Returns how many numbers did
    not open.
    """
    rows = list(db.stream_tuples(_MESSAGES)[1])
    if not rows:
        return 0
    intact = _list_intact(db)
    free = db.vault.hash_values("merged_message", [str(row[0]) for row in rows])
    after = [(row[3] if row[4] == 1 else key) for row, key in zip(rows, free, strict=True)]
    boxes = _encrypt_again(
        db.vault,
        [
            (MESSAGE_PHONE_BOX + before + phone, MESSAGE_PHONE_BOX + key + phone, box)
            for (_, before, phone, _, _, box), key in zip(rows, after, strict=True)
        ],
    )
    db.load_tuples(
        "UPDATE messages SET taxpayer_key = ?2 WHERE id = ?1",
        ((row[0], key) for row, key in zip(rows, free, strict=True)),
    )
    db.load_tuples(
        "UPDATE messages SET taxpayer_key = ?2, merged_key = ?3 WHERE id = ?1",
        ((row[0], key, None if row[4] == 1 else row[3]) for row, key in zip(rows, after, strict=True)),
    )
    db.load_tuples(
        "UPDATE message_phones SET phone_box = ?2 WHERE message_id = ?1",
        ((row[0], box) for row, box in zip(rows, boxes, strict=True) if box is not None),
    )
    _seal_again(db, intact)
    return boxes.count(_UNREADABLE)


def _list_intact(db: ReadDb) -> list[int]:
    """Return the ids of the messages that move and whose seals verify."""
    rows = list(db.stream_tuples(f"SELECT g.seal, {COLUMNS} FROM ({_MOVING}) g JOIN messages m ON m.id = g.id")[1])
    made = make_seals(db.vault, (Approved(*row[1:]) for row in rows))
    return [row[1] for row, seal in zip(rows, made, strict=True) if row[0] == seal]


def _seal_again(db: Db, intact: Sequence[int]) -> None:
    """Make the seals of messages anew, because their rows were changed here. Call it only if they were intact."""
    rows = db.stream_tuples(
        f"SELECT {COLUMNS} FROM messages m WHERE m.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(intact)
    )[1]
    found = [Approved(*row) for row in rows]
    seals = make_seals(db.vault, found)
    db.load_tuples(
        "UPDATE messages SET seal = ?2 WHERE id = ?1",
        ((message.id, seal) for message, seal in zip(found, seals, strict=True)),
    )


_MOVING = "SELECT g.id, g.seal FROM staging.moves m CROSS JOIN messages g ON g.person_key = m.old"
_MESSAGES = """
    SELECT g.id, g.taxpayer_key, g.phone_key, m.new,
        ROW_NUMBER() OVER (PARTITION BY g.campaign_id, m.new ORDER BY g.id) AS place, p.phone_box
    FROM staging.moves m CROSS JOIN messages g ON g.person_key = m.old LEFT JOIN message_phones p ON p.message_id = g.id
"""
