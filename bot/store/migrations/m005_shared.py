"""What a person decided about numbers that several share, and which files were written for people."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS


@MIGRATIONS()
def m005_shared(db: Database) -> None:
    """Decisions on shared numbers, and the files that were written of a list."""
    for statement in _COLUMNS:
        db.execute(statement)


_COLUMNS = (
    # Of somebody who shares a number; null: nobody has decided, and nothing is sent.
    "ALTER TABLE recipients ADD COLUMN shared_decision TEXT CHECK (shared_decision IN ('send', 'leave'))",
    # How it was decided; these three are null until somebody does.
    "ALTER TABLE target_lists ADD COLUMN shared_decided TEXT CHECK (shared_decided IN ('leave', 'one', 'file'))",
    "ALTER TABLE target_lists ADD COLUMN shared_decided_by TEXT",
    "ALTER TABLE target_lists ADD COLUMN shared_decided_at TEXT",
    # JSON: the files in NOFU_EXPORTS; null: none was needed, or they are still being written.
    "ALTER TABLE target_lists ADD COLUMN exports TEXT",
    "CREATE INDEX recipients_shared ON recipients (list_id) WHERE shared",
)
