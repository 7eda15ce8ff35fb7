"""The set in which the migrations are registered, in their order."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("nofu")


def known_names() -> frozenset[str]:
    """Every migration this version of nofu knows."""
    return frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))
