"""The schema of the database: the migrations in the folder `migrations`, each a file of SQL, in the order of names.

A released file is never edited; a change is a new file with the next number (tests/store/test_schema.py compares the
baseline's hash). Statements end with a semicolon and an empty line. A comment stands above its statement, or within it.

A moment is UTC text of one width (times.py), a day is ISO text. `*_key` is a keyed hash, `*_box` an encrypted value
(bot/vault.py): no number, name or 宛名番号 is stored in clear. Boxes are in tables of their own (docs/decisions/0025),
so that a purge deletes them without changing counts, receipts and the audit. Never call sqlite-utils' `transform()` on
a table with triggers: it drops them silently.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("nofu")


def list_known_names() -> frozenset[str]:
    """Return the name of every migration that this version knows."""
    return frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))


def _add_migration(file: Traversable) -> None:
    @MIGRATIONS(name=file.name.removesuffix(".sql"))
    def apply(db: Database) -> None:
        for statement in file.read_text("utf-8").split(";\n\n"):
            db.execute(statement)


for _file in sorted(files("bot.store").joinpath("migrations").iterdir(), key=lambda file: file.name):
    if _file.name.endswith(".sql"):
        _add_migration(_file)
