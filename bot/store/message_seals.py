"""Seals of messages: a keyed hash over what is approved of a message, made at submission and verified by the claim.

Without the key nobody can make one. So a message whose row was changed by anything but nofu, or was damaged, is not
sent (docs/decisions/0045). The opened number is compared with its own keyed hash, which the seal includes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bot.vault import Vault


class Approved(NamedTuple):
    """What the seal of a message includes, as it is stored. `text_hash` is the hash of the text."""

    id: int
    campaign_id: int
    taxpayer_key: bytes
    phone_key: bytes
    ref: str
    reference: str
    text_hash: str
    provider: str
    debts: str | None


COLUMNS = ", ".join(f"m.{name}" for name in Approved._fields)


def make_seals(vault: Vault, messages: Iterable[Approved]) -> list[bytes]:
    """Make the seals of messages."""
    return vault.hash_values(
        "message",
        [
            "\0".join([value.hex() if isinstance(value, bytes) else str(value) for value in message])
            for message in messages
        ],
    )
