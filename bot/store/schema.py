"""The schema of the database: one baseline (baseline.sql), and the migrations that follow it.

The baseline and every released migration are append-only: never edit one, add the next (tests/store/test_schema.py
compares their hash). The baseline contains what ALTER TABLE cannot add later: constraints, keys, triggers.

A moment is UTC text of one width (times.py), a day is ISO text. `*_key` is a keyed hash, `*_box` an encrypted value
(bot/vault.py): no number, name or 宛名番号 is stored in clear. Boxes are in tables of their own (docs/decisions/0025),
so that a purge deletes them without changing counts, receipts and the audit. Never call sqlite-utils' `transform()` on
a table with triggers: it drops them silently.
"""

from importlib.resources import files

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("nofu")


def list_known_names() -> frozenset[str]:
    """Return the name of every migration that this version knows."""
    return frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))


@MIGRATIONS()
def m001_baseline(db: Database) -> None:
    """Create every table of the first release."""
    script = files("bot.store").joinpath("baseline.sql").read_text("utf-8")
    for statement in script.split(";\n\n"):
        db.execute(statement)
    for table in _APPEND_ONLY + _PURGEABLE:
        _forbid(db, table, "UPDATE")
    for table in _APPEND_ONLY:
        _forbid(db, table, "DELETE")
    for table in _PURGEABLE:
        _forbid(db, table, "DELETE", "WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0")
    # Without its keys, a file would create new ones, and no hash of a person would match again.
    _forbid(db, "keys", "DELETE")
    # No purge deletes a suppression.
    _forbid(db, "suppressions", "DELETE")


@MIGRATIONS()
def m002_doubts(db: Database) -> None:
    """Doubts about the cells of a list, by code, and the last payment that the list names."""
    db.execute("ALTER TABLE target_lists ADD COLUMN doubts TEXT NOT NULL DEFAULT '{}'")  # JSON: code → rows
    db.execute("UPDATE target_lists SET doubts = json_object('excluded_word', unclear) WHERE unclear > 0")
    db.execute("ALTER TABLE target_lists DROP COLUMN unclear")
    db.execute("ALTER TABLE recipients ADD COLUMN last_paid_on TEXT")  # null: none, or the file does not say


_APPEND_ONLY = ("audit", "message_events", "receipts", "approvals")
_PURGEABLE = ("payments", "calls", "exclusions", "inbox_failures", "message_phones")
"""Append-only, but a purge (database.py, `allow_purge`) deletes old rows."""


def _forbid(db: Database, table: str, verb: str, condition: str = "") -> None:
    db.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: no {verb}'); END"
    )
