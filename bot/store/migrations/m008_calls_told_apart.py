"""Calls that two numbers, or two promised days, tell apart: with an attempt that counts they do not."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS, forbid


@MIGRATIONS()
def m008_calls_told_apart(db: Database) -> None:
    """Calls without their first uniqueness, under which a second wrong number or a corrected day was lost."""
    for statement in _STATEMENTS:
        db.execute(statement)
    forbid(db, "calls", "UPDATE", "DELETE")


_STATEMENTS = (
    "CREATE TABLE calls_as_told AS SELECT * FROM calls ORDER BY id",
    "DROP TABLE calls",
    """
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY,
        file_id INTEGER NOT NULL REFERENCES data_files,
        line INTEGER NOT NULL,
        taxpayer_key BLOB NOT NULL,
        phone_key BLOB,                    -- null: the file does not say which number was called
        called_on TEXT NOT NULL,           -- the day in Japan
        called_at TEXT NOT NULL,           -- the moment; midnight of that day where the file has no time
        result TEXT NOT NULL,              -- a code of rules/call_results
        counted INTEGER NOT NULL,          -- whether it counts as an attempt: absent, voicemail, busy
        promised_on TEXT,                  -- null: nothing was promised, or without a date
        quiet_until TEXT                   -- the last day of it; null: nothing was said that asks for it
    ) STRICT
    """,
    """
    INSERT INTO calls (id, file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted, promised_on,
        quiet_until)
    SELECT id, file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted, promised_on, quiet_until
    FROM calls_as_told
    """,
    "DROP TABLE calls_as_told",
    "CREATE INDEX calls_by_taxpayer ON calls (taxpayer_key, called_at)",
    "CREATE INDEX calls_by_quiet ON calls (taxpayer_key, quiet_until) WHERE quiet_until IS NOT NULL",
    "CREATE UNIQUE INDEX calls_counted ON calls (taxpayer_key, called_at, result) WHERE counted",
    """
    CREATE UNIQUE INDEX calls_told ON calls (taxpayer_key, called_at, result, IFNULL(phone_key, x''),
        IFNULL(promised_on, '')) WHERE NOT counted
    """,
)
