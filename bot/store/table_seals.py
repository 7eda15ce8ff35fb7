"""Seals of the tables that keep messages from people: for each, the sum of the keyed hashes of its rows.

Triggers keep the sums. They are the connection's own (TEMP), so that whatever nofu does to a row is included, by a
purge or a renumbering too. What another program did is not: the sum no longer fits to the rows, and nobody can repair
it without the key. Each audit entry of a change has a keyed hash over all sums (docs/decisions/0053).

A column that is added to one of these tables is not covered, until the table gets a seal of another name.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bot.vault import Vault

FACT = "sealed"
"""The fact of an audit entry that has the keyed hash over all seals."""
_BYTES = 32
_MODULUS = 1 << (8 * _BYTES)


class SealedTable(NamedTuple):
    """A table with a seal. `condition`: only rows for which this holds are included; `{row}` is empty, OLD. or NEW."""

    name: str
    columns: str
    condition: str = "1"

    def write_text(self, row: str) -> str:
        """Return SQL that writes the columns of a row as one text. `row`: empty, OLD. or NEW."""
        return " || ',' || ".join(f"quote({row}{column})" for column in self.columns.split())


TABLES = (
    SealedTable(
        "payments",
        "id file_id line payment_id taxpayer_key tax year instalment paid_on booked_on amount channel reversal ordinal"
        " matched day_unknown old_id",
    ),
    SealedTable("payment_slips", "payment number"),
    SealedTable("counted_payments", "known_by taken_back_by taxpayer_key tax year instalment paid_on booked_on amount"),
    SealedTable("promises", "id taxpayer_key promised_on state list_id made_on settled_on"),
    SealedTable(
        "calls",
        "id file_id line taxpayer_key phone_key called_on called_at result counted promised_on quiet_until old_key",
    ),
    SealedTable("exclusions", "id file_id line taxpayer_key as_of excluded ground"),
    SealedTable("suppressions", "id kind key reason since source by ended_at"),
    SealedTable("suppression_terms", "suppression_id until"),
    SealedTable(
        "unread_rows",
        "id file_id line taxpayer_key phone_key flagged promised promised_on arrears last_paid_on called_on"
        " quiet_until",
        "{row}file_id IS NOT NULL",  # those of a list are loaded with its other rows, which have no seal either
    ),
    SealedTable("number_checks", "id campaign_id phone_key reference_on checked_on result"),
    SealedTable("call_backs", "id message_id at by verified result detail promised_on"),
    SealedTable("call_back_corrections", "id call_back_id at by reason"),
    SealedTable("suppression_repeats", "suppression_id source"),
    SealedTable("lost_contacts", "phone_key claimed_at"),
    SealedTable("similar_ids", "taxpayer_key similar_key branch"),
)


class SealWatch:
    """Watches the changes that one connection makes to sealed tables. `changes` counts them, also those undone."""

    def __init__(self) -> None:
        self.changes = 0


def watch_changes(connection: Any, vault: Vault) -> SealWatch:
    """Let every change that this connection makes to a sealed table change its seal."""
    hashers = {table.name: vault.make_hasher(f"row:{table.name}") for table in TABLES}
    watch = SealWatch()

    def seal_row(seal: bytes | None, sign: int, name: str, text: str) -> bytes | None:
        watch.changes += 1
        if seal is None:
            return None
        total = int.from_bytes(seal) + sign * int.from_bytes(hashers[name](text))
        return (total % _MODULUS).to_bytes(_BYTES)

    connection.create_function("seal_row", 4, seal_row, deterministic=True)
    for table in TABLES:
        for verb, old, new in (("INSERT", 0, 1), ("DELETE", 1, 0), ("UPDATE", 1, 1)):
            connection.execute(_write_trigger(table, verb, has_old=bool(old), has_new=bool(new)))
    return watch


def _write_trigger(table: SealedTable, verb: str, *, has_old: bool, has_new: bool) -> str:
    seal = "seal"
    if has_old:
        seal = f"seal_row({seal}, -1, '{table.name}', {table.write_text('OLD.')})"
    if has_new:
        seal = f"seal_row({seal}, 1, '{table.name}', {table.write_text('NEW.')})"
    return f"""
        CREATE TEMP TRIGGER IF NOT EXISTS {table.name}_seal_{verb.lower()} AFTER {verb} ON main.{table.name}
        WHEN {table.condition.format(row="NEW." if has_new else "OLD.")}
        BEGIN
            UPDATE table_seals SET audited = 0, rows = rows + {int(has_new) - int(has_old)}, seal = {seal}
            WHERE name = '{table.name}';
        END
    """


def fill_missing(connection: Any, vault: Vault) -> None:
    """Seal what is in a file of an older version. Not once an audit entry has the seals: then somebody removed them."""
    missing = {row[0] for row in connection.execute("SELECT name FROM table_seals WHERE seal IS NULL")}
    if not missing or connection.execute(NEWEST_ENTRY).fetchone() is not None:
        return
    for table in TABLES:
        if table.name in missing:
            rows, seal = compute_seal(vault, table, connection.execute(write_query(table)))
            connection.execute(
                "UPDATE table_seals SET rows = :rows, seal = :seal, audited = :rows = 0 WHERE name = :name",
                {"rows": rows, "seal": seal, "name": table.name},
            )


NEWEST_ENTRY = f"SELECT facts FROM audit WHERE facts LIKE '%\"{FACT}\":%' ORDER BY id DESC LIMIT 1"
"""The newest audit entry that has the seals."""


def write_query(table: SealedTable) -> str:
    """Return the query for the rows of a table as texts."""
    return f"SELECT {table.write_text('')} FROM {table.name} WHERE {table.condition.format(row='')}"


def compute_seal(vault: Vault, table: SealedTable, rows: Iterable[tuple[str]]) -> tuple[int, bytes]:
    """Return how many rows there are, and their seal. `rows`: of `write_query`."""
    compute, total, number = vault.make_hasher(f"row:{table.name}"), 0, 0
    for (text,) in rows:
        total += int.from_bytes(compute(text))
        number += 1
    return number, (total % _MODULUS).to_bytes(_BYTES)


def hash_seals(vault: Vault, seals: Iterable[Mapping[str, Any]]) -> str:
    """Return the keyed hash over the seals of all tables, for the audit. `seals`: rows of table_seals, by name.

    Empty tables are left out, so that a migration can add one.
    """
    text = " ".join(
        f"{seal['name']} {seal['rows']} {bytes(seal['seal'] or b'').hex()}" for seal in seals if seal["rows"]
    )
    return vault.hash_value("table_seals", text).hex()
