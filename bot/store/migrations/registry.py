"""The set in which the migrations are registered, in their order; and what several of them need."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("nofu")


def known_names() -> frozenset[str]:
    """Every migration this version of nofu knows."""
    return frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))


def forbid(db: Database, table: str, *verbs: str) -> None:
    """Let nobody UPDATE or DELETE the rows of a table, by a trigger."""
    for verb in verbs:
        db.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: no {verb}'); END"
        )
