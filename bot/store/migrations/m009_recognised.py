"""Of a file that lies in Slack: whether nofu found in it what must not lie there."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS


@MIGRATIONS()
def m009_recognised(db: Database) -> None:
    """Only a file that was recognised is deleted with an administrator's token."""
    # 1: it was taken in, or refused for what it tells of people. Of what was read before, nobody knows.
    db.execute("ALTER TABLE lying_files ADD COLUMN recognised INTEGER NOT NULL DEFAULT 0")
