"""Files that nofu read out of Slack, and which lie there until somebody deletes them."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS


@MIGRATIONS()
def m006_lying(db: Database) -> None:
    """One row a file. Its name stands nowhere here: names of files hold names of people."""
    db.execute(
        """
        CREATE TABLE lying_files (
            file TEXT PRIMARY KEY,             -- Slack's id
            uploader TEXT NOT NULL,            -- the user who put it into Slack
            kind TEXT NOT NULL,                -- what it was brought as: targets, payments
            read_at TEXT NOT NULL,             -- when nofu read it for the first time
            look_at TEXT NOT NULL,             -- when it is looked for again, unless it is gone
            looked_at TEXT,                    -- when Slack last said that it is there; null: not asked yet
            asked_at TEXT,                     -- when its uploader was asked in a message; null: not yet
            tries INTEGER NOT NULL DEFAULT 0,  -- looks in a row at which Slack said nothing
            gone_at TEXT,                      -- null: it lies there, as far as is known
            recognised INTEGER NOT NULL DEFAULT 0 -- 1: taken in, or refused for what it tells of people
        ) STRICT
        """
    )
    db.execute("CREATE INDEX lying_files_waiting ON lying_files (look_at) WHERE gone_at IS NULL")
