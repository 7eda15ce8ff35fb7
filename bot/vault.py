"""The vault: encrypts numbers, names and taxpayer ids, and makes the keyed hashes that find equal ones.

Two random keys: one encrypts (AES-256-GCM), one makes keyed hashes (HMAC-SHA256). Both are kept in the database,
wrapped by `NOFU_DATA_KEY`, and never change: the outer key can be rotated without changing a row, and hashes of equal
values stay equal (docs/decisions/0004).

A box is bound to its column and row by a context: one of the `*_BOX` names below and the keys of its row, such as
`PHONE_BOX + taxpayer_key + phone_key`. In another row or column it cannot be decrypted (docs/decisions/0025).
"""

import base64
import binascii
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TAXPAYER_BOX = b"recipient_identities.taxpayer_box\0"
NAME_BOX = b"recipient_identities.name_box\0"
PHONE_BOX = b"recipient_phones.phone_box\0"
MESSAGE_PHONE_BOX = b"message_phones.phone_box\0"
CALL_BACK_NOTE_BOX = b"call_back_notes.note_box\0"
SUPPRESSION_NOTE_BOX = b"suppression_notes.note_box\0"

_NONCE = 12
_KEY = 32


class WrongKey(Exception):
    """The key is another one, or an encrypted value was damaged or moved to another row or column."""


class BadKey(ValueError):
    """The text given as a key is not 32 bytes of URL-safe base64."""


def decode_outer_key(text: str) -> bytes:
    """Decode the key of a setting (URL-safe base64 of 32 bytes). Raises BadKey."""
    try:
        key = base64.urlsafe_b64decode(text.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as fault:
        raise BadKey from fault
    if len(key) != _KEY:
        raise BadKey
    return key


def make_outer_key() -> str:
    """Return a new outer key, as it is written into a setting."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode("ascii")


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts and hashes values with the two inner keys, which are kept in memory only."""

    sealing: bytes = field(repr=False)
    lookup: bytes = field(repr=False)
    # Created once: creating them for every value took half of an import's time.
    _aead: AESGCM = field(init=False, repr=False, compare=False)
    _hmac: hmac.HMAC = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_aead", AESGCM(self.sealing))
        object.__setattr__(self, "_hmac", hmac.HMAC(self.lookup, hashes.SHA256()))

    @classmethod
    def create(cls) -> "Vault":
        """Make a vault with new random keys, for a new database."""
        return cls(os.urandom(_KEY), os.urandom(_KEY))

    @classmethod
    def unwrap(cls, wrapped: bytes, outer: bytes) -> "Vault":
        """Decrypt the inner keys. Raises WrongKey."""
        keys = _decrypt(AESGCM(outer), wrapped, b"nofu-keys")
        return cls(keys[:_KEY], keys[_KEY:])

    def wrap(self, outer: bytes) -> bytes:
        """Encrypt the inner keys, to be stored."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(outer).encrypt(nonce, self.sealing + self.lookup, b"nofu-keys")

    def hash_value(self, kind: str, text: str) -> bytes:
        """Return the keyed hash of a value, 32 bytes; values of different `kind` (phone, taxpayer, …) never match."""
        return self.make_hasher(kind)(text)

    def hash_values(self, kind: str, texts: Sequence[str]) -> list[bytes]:
        """Hash many values."""
        return list(map(self.make_hasher(kind), texts))

    def make_hasher(self, kind: str) -> Callable[[str], bytes]:
        """Return the function that hashes values of a kind: HMAC-SHA256, with the key and the kind hashed once."""
        prefix = self._hmac.copy()
        prefix.update(f"{kind}\0".encode())

        def compute(text: str) -> bytes:
            digest = prefix.copy()
            digest.update(text.encode())
            return digest.finalize()

        return compute

    def encrypt(self, context: bytes, text: str) -> bytes:
        """Encrypt a value for one row and column."""
        return self.encrypt_values([(context, text)])[0]

    def encrypt_values(self, values: Sequence[tuple[bytes, str]]) -> list[bytes]:
        """Encrypt many values, each with its context. One call makes all nonces."""
        encrypt, random = self._aead.encrypt, os.urandom(_NONCE * len(values))
        nonces = [random[at : at + _NONCE] for at in range(0, len(random), _NONCE)]
        return [
            nonce + encrypt(nonce, text.encode(), context)
            for nonce, (context, text) in zip(nonces, values, strict=True)
        ]

    def decrypt(self, context: bytes, box: bytes) -> str:
        """Decrypt a value. Raises WrongKey if its context or key is another one, or if it is damaged."""
        return _decrypt(self._aead, box, context).decode()


def _decrypt(key: AESGCM, box: bytes, context: bytes) -> bytes:
    try:
        return key.decrypt(box[:_NONCE], box[_NONCE:], context)
    except (InvalidTag, ValueError) as fault:
        raise WrongKey from fault
