"""What a person said about the columns of a layout, what a file's reading left to be told, and lists replaced since."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS


@MIGRATIONS()
def m003_presets(db: Database) -> None:
    """Presets of layouts; of each file its layout, its assignment and what to look at; lists that were replaced."""
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    """
    CREATE TABLE presets (
        kind TEXT NOT NULL,                -- of files: targets, payments
        layout TEXT NOT NULL,              -- the fingerprint of the headings
        assigned TEXT NOT NULL,            -- JSON: column → heading
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (kind, layout)
    ) STRICT
    """,
    """
    CREATE TABLE replaced_lists (
        list_id INTEGER PRIMARY KEY,       -- the list that is gone; its number is not given again
        successor INTEGER NOT NULL         -- the list that was made of the same file in its place
    ) STRICT
    """,
    "ALTER TABLE target_lists ADD COLUMN layout TEXT",  # null: read before layouts were remembered
    "ALTER TABLE target_lists ADD COLUMN assigned TEXT NOT NULL DEFAULT '{}'",  # JSON: column → heading, by a person
    "ALTER TABLE target_lists ADD COLUMN unknown TEXT NOT NULL DEFAULT '[]'",  # JSON: the headings that nobody knows
    "ALTER TABLE target_lists ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0",  # rows excluded for a word nobody knows
    "ALTER TABLE payment_files ADD COLUMN layout TEXT",  # null: as above
    "ALTER TABLE payment_files ADD COLUMN assigned TEXT NOT NULL DEFAULT '{}'",  # JSON, as above
    "ALTER TABLE payment_files ADD COLUMN problems TEXT NOT NULL DEFAULT '[]'",  # JSON: the first rejected rows
)
