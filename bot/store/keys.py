"""The inner keys, wrapped by the outer one. They are made once, with the file, and never change."""

from typing import Any

from bot.vault import Vault


def unwrapped(connection: Any, outer: bytes) -> Vault:
    """The vault of this file; a new file gets its keys now. Raises WrongKey."""
    row = connection.execute("SELECT wrapped FROM keys WHERE id = 1").fetchone()
    if row is not None:
        return Vault.unwrap(bytes(row[0]), outer)
    vault = Vault.fresh()
    connection.execute("INSERT INTO keys (id, wrapped) VALUES (1, :wrapped)", {"wrapped": vault.wrap(outer)})
    return vault
