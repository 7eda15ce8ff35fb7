"""What the city knows beside its lists: results of calls, exclusions, suppressions; and more facts of a recipient."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS, forbid


@MIGRATIONS()
def m002_what_the_city_knows(db: Database) -> None:
    """Results of calls, exclusions, suppressions, and more facts of a recipient."""
    for statement in (*_FILES, *_SUPPRESSIONS, *_FACTS):
        db.execute(statement)
    for table in ("calls", "exclusions"):
        forbid(db, table, "UPDATE", "DELETE")
    forbid(db, "suppressions", "DELETE")  # it outlives every purge: nobody who asked to be left alone is forgotten


_FILES = (
    """
    CREATE TABLE data_files (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('calls', 'exclusions')),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('slack', 'terminal', 'inbox')),
        uploader TEXT,                     -- null: came without a person
        as_of TEXT,                        -- up to which day it tells; null: unknown, or still being read
        counts TEXT NOT NULL DEFAULT '{}', -- JSON
        imported_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX data_files_by_kind ON data_files (kind, as_of)",
    "CREATE INDEX data_files_by_content ON data_files (sha256, kind)",
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
    "CREATE INDEX calls_by_taxpayer ON calls (taxpayer_key, called_at)",
    "CREATE INDEX calls_by_quiet ON calls (taxpayer_key, quiet_until) WHERE quiet_until IS NOT NULL",
    # An attempt counts once a moment; what was heard is told apart by the number and the promised day, too.
    "CREATE UNIQUE INDEX calls_counted ON calls (taxpayer_key, called_at, result) WHERE counted",
    """
    CREATE UNIQUE INDEX calls_told ON calls (taxpayer_key, called_at, result, IFNULL(phone_key, x''),
        IFNULL(promised_on, '')) WHERE NOT counted
    """,
    """
    CREATE TABLE exclusions (
        id INTEGER PRIMARY KEY,
        file_id INTEGER NOT NULL REFERENCES data_files,
        line INTEGER NOT NULL,
        taxpayer_key BLOB NOT NULL,
        as_of TEXT NOT NULL,
        excluded INTEGER NOT NULL,         -- 0: a row that says "no" lifts what an earlier one said
        ground TEXT NOT NULL               -- a code of rules/exclusion_grounds; sensitive ones are all 'city'
    ) STRICT
    """,
    "CREATE INDEX exclusions_by_taxpayer ON exclusions (taxpayer_key, as_of, file_id)",
)

_SUPPRESSIONS = (
    """
    CREATE TABLE suppressions (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('phone', 'taxpayer')),
        key BLOB NOT NULL,
        reason TEXT NOT NULL,
        since TEXT NOT NULL,
        source TEXT NOT NULL,              -- calls:<file>, slack, …
        by TEXT,                           -- null: no person, but a file
        ended_at TEXT                      -- null: in force
    ) STRICT
    """,
    "CREATE UNIQUE INDEX suppressions_in_force ON suppressions (key, kind, reason) WHERE ended_at IS NULL",
)

_FACTS = (
    "ALTER TABLE recipients ADD COLUMN own INTEGER NOT NULL DEFAULT 1",  # 0: the list says it is another's number
    "ALTER TABLE recipients ADD COLUMN phone_obtained_on TEXT",  # 番号取得日 of the number in use; null: unknown
    "ALTER TABLE recipients ADD COLUMN last_called_on TEXT",  # null: never, or the file does not say
    "ALTER TABLE recipients ADD COLUMN letter_on TEXT",  # when a letter was posted; null: none, or unknown
    "ALTER TABLE recipient_phones ADD COLUMN own INTEGER NOT NULL DEFAULT 1",
)
