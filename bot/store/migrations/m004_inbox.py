"""Who answers for a list: what was left out is confirmed by a person. And the files of the inbox that failed."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS, forbid


@MIGRATIONS()
def m004_inbox(db: Database) -> None:
    """The confirmation of a list, and the failed files of the inbox."""
    for statement in (*_CONFIRMATION, *_INBOX):
        db.execute(statement)
    forbid(db, "inbox_failures", "UPDATE", "DELETE")


_CONFIRMATION = (
    "ALTER TABLE target_lists ADD COLUMN confirmed_by TEXT",  # these three: null until a person has confirmed
    "ALTER TABLE target_lists ADD COLUMN confirmed_at TEXT",
    "ALTER TABLE target_lists ADD COLUMN confirmed_mark TEXT",  # a digest of the counts as they were seen then
    "CREATE INDEX target_lists_ownerless ON target_lists (id) WHERE uploader IS NULL",
)

_INBOX = (
    """
    CREATE TABLE inbox_failures (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,                -- targets | payments | calls | exclusions
        name TEXT NOT NULL,                -- as it lies in `failed`
        code TEXT NOT NULL,                -- of the refusal
        facts TEXT NOT NULL,               -- JSON: what fills the refusal's sentence
        at TEXT NOT NULL
    ) STRICT
    """,
)
