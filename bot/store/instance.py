"""What a database file knows of itself: its random id, the number of its present run, and whether it may send."""

from dataclasses import dataclass

from bot.store.database import Db, ReadDb


@dataclass(frozen=True, slots=True)
class Instance:
    """The row of the table. `epoch`: how often the bot was started on this file."""

    database_id: str
    epoch: int


def get_instance(db: ReadDb) -> Instance:
    """Return what the file knows of itself."""
    row = db.fetch_one("SELECT * FROM instance")
    assert row is not None
    return Instance(row["database_id"], row["epoch"])


def raise_epoch(db: Db) -> int:
    """Begin a new run of the bot; return its number. Earlier runs claim nothing from now on."""
    db.execute("UPDATE instance SET epoch = epoch + 1")
    return get_instance(db).epoch
