"""The check of all seals: of the tables that keep messages from people, of every message, and of every approval.

It reads everything in the order of the ids, and keeps nobody from writing.
"""

import json
from itertools import islice

from bot.store import table_seals
from bot.store.campaigns import make_approval_seal
from bot.store.database import ReadDb
from bot.store.message_seals import COLUMNS, Approved, make_seals

_BATCH = 1_000


def find_changed_table(db: ReadDb) -> str | None:
    """Return a table whose rows were changed by anything but nofu, or "audit" if its seals were; None if there is none.

    A file of a version without these seals has none until it is opened.
    """
    newest = db.fetch_value(table_seals.NEWEST_ENTRY)
    if db.fetch_value("SELECT 1 FROM sqlite_master WHERE name = 'table_seals'") is None:
        return None if newest is None else "audit"
    seals = {row["name"]: row for row in db.fetch_all("SELECT * FROM table_seals ORDER BY name")}
    if newest is not None:
        is_audited = all(row["audited"] for row in seals.values())
        if not is_audited or json.loads(newest)[table_seals.FACT] != table_seals.hash_seals(db.vault, seals.values()):
            return "audit"
    for table in table_seals.TABLES:
        rows = db.stream_tuples(table_seals.write_query(table))[1]
        stored = seals.get(table.name)
        if stored is None or (stored["rows"], stored["seal"]) != table_seals.compute_seal(db.vault, table, rows):
            return table.name
    return None


def find_changed_message(db: ReadDb) -> int | None:
    """Return the first message that is not what was submitted; None if there is none.

    Not one that its claim has held for this, of which people know. Those of a version without seals, which came before
    the first that has one, have none.
    """
    rows = db.stream_tuples(
        f"""
        SELECT m.seal, m.state = 'held' AND m.reason IS 'seal_broken', {COLUMNS} FROM messages m
        WHERE m.id >= (SELECT MIN(id) FROM messages WHERE seal IS NOT NULL) ORDER BY m.id
        """
    )[1]
    while batch := list(islice(rows, _BATCH)):
        made = make_seals(db.vault, (Approved(*row[2:]) for row in batch))
        for (seal, is_known, message_id, *_), expected in zip(batch, made, strict=True):
            if seal != expected and not is_known:
                return int(message_id)
    return None


def find_forged_approval(db: ReadDb) -> int | None:
    """Return a campaign with an approval whose seal does not verify; one without a seal counts for nothing anyway."""
    for row in db.stream("SELECT campaign_id, by, fingerprint, at, seal FROM approvals WHERE seal IS NOT NULL"):
        made = make_approval_seal(db, row["campaign_id"], row["by"], row["fingerprint"], row["at"])
        if row["seal"] != made:
            return int(row["campaign_id"])
    return None
