"""What a call leaves behind beside its result; exclusions that are said, taken back and said again in one day."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS, forbid


@MIGRATIONS()
def m007_calls(db: Database) -> None:
    """Until when somebody is left alone who promised without a day; exclusions without their first uniqueness."""
    for statement in _STATEMENTS:
        db.execute(statement)
    forbid(db, "exclusions", "UPDATE", "DELETE")


_STATEMENTS = (
    "ALTER TABLE calls ADD COLUMN quiet_until TEXT",  # the last day of it; null: nothing was said that asks for it
    "CREATE INDEX calls_by_quiet ON calls (taxpayer_key, quiet_until) WHERE quiet_until IS NOT NULL",
    "CREATE INDEX data_files_by_content ON data_files (sha256, kind)",
    "CREATE TABLE exclusions_as_said AS SELECT * FROM exclusions ORDER BY id",
    "DROP TABLE exclusions",
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
    "INSERT INTO exclusions SELECT * FROM exclusions_as_said",
    "DROP TABLE exclusions_as_said",
    "CREATE INDEX exclusions_by_taxpayer ON exclusions (taxpayer_key, as_of, file_id)",
)
