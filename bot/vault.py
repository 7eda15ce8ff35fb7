"""Sealed values: numbers and names are encrypted before they are stored, and found again by a keyed hash.

Two random keys do the work: one seals (AES-256-GCM), one makes look-up hashes (HMAC-SHA256). Both are kept in the
database, wrapped by `NOFU_DATA_KEY`; they never change, so that the outer key can be rotated without touching a
row, and a hash made today is found in five years (docs/decisions/0004).
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_KEY = 32
_BLOCK = 64
"""Of SHA-256, in bytes."""


class WrongKey(Exception):
    """The outer key does not open this file, or a sealed value was damaged."""


class BadKey(ValueError):
    """The text given as a key is not 32 bytes of URL-safe base64."""


@dataclass(frozen=True, slots=True)
class SealedValue:
    """A value that may be stored: `key` finds equal ones, `box` can be opened with the vault only."""

    key: bytes
    box: bytes


def decode_outer_key(text: str) -> bytes:
    """The key in a setting (URL-safe base64 of 32 bytes). Raises BadKey."""
    try:
        key = base64.urlsafe_b64decode(text.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as fault:
        raise BadKey from fault
    if len(key) != _KEY:
        raise BadKey
    return key


def make_outer_key() -> str:
    """A fresh outer key, as it is written into a setting."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode("ascii")


@dataclass(frozen=True, slots=True)
class Vault:
    """The two inner keys, in memory only."""

    sealing: bytes = field(repr=False)
    lookup: bytes = field(repr=False)
    # Made once: for every value anew they took half of an import's time.
    _aead: AESGCM = field(init=False, repr=False, compare=False)
    _inner: "hashlib._Hash" = field(init=False, repr=False, compare=False)
    _outer: "hashlib._Hash" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_aead", AESGCM(self.sealing))
        block = self.lookup.ljust(_BLOCK, b"\0")
        object.__setattr__(self, "_inner", hashlib.sha256(bytes(byte ^ 0x36 for byte in block)))
        object.__setattr__(self, "_outer", hashlib.sha256(bytes(byte ^ 0x5C for byte in block)))

    @classmethod
    def fresh(cls) -> "Vault":
        """New random inner keys, for a new database."""
        return cls(os.urandom(_KEY), os.urandom(_KEY))

    @classmethod
    def unwrap(cls, wrapped: bytes, outer: bytes) -> "Vault":
        """The inner keys out of their wrapping. Raises WrongKey."""
        keys = _open(AESGCM(outer), wrapped, b"nofu-keys")
        return cls(keys[:_KEY], keys[_KEY:])

    def wrap(self, outer: bytes) -> bytes:
        """The inner keys, to be stored."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(outer).encrypt(nonce, self.sealing + self.lookup, b"nofu-keys")

    def seal(self, kind: str, text: str) -> SealedValue:
        """Seal a value; `kind` (phone, taxpayer, name) keeps values of different kinds from matching."""
        return SealedValue(self.find(kind, text), self.box(kind, text))

    def box(self, kind: str, text: str) -> bytes:
        """A value that is never looked up, sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, text.encode(), kind.encode())

    def find(self, kind: str, text: str) -> bytes:
        """The look-up hash of a value, 32 bytes: HMAC-SHA256, the key's blocks hashed once for all (RFC 2104, 4)."""
        inner = self._inner.copy()
        inner.update(f"{kind}\0{text}".encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()

    def hashes(self, kind: str, texts: Sequence[str]) -> list[bytes]:
        """`find` for many values of one kind; what all of them begin with is hashed once."""
        begun, end = self._inner.copy(), self._outer
        begun.update(f"{kind}\0".encode())
        found = []
        for text in texts:
            inner, outer = begun.copy(), end.copy()
            inner.update(text.encode())
            outer.update(inner.digest())
            found.append(outer.digest())
        return found

    def boxes(self, kind: str, texts: Sequence[str]) -> list[bytes]:
        """`box` for many values of one kind: their nonces are drawn at once."""
        encrypt, context, drawn = self._aead.encrypt, kind.encode(), os.urandom(_NONCE * len(texts))
        nonces = [drawn[at : at + _NONCE] for at in range(0, len(drawn), _NONCE)]
        return [nonce + encrypt(nonce, text.encode(), context) for nonce, text in zip(nonces, texts, strict=True)]

    def open(self, kind: str, box: bytes) -> str:
        """The value again. Raises WrongKey when it is of another kind, under another key, or damaged."""
        return _open(self._aead, box, kind.encode()).decode()


def _open(key: AESGCM, box: bytes, context: bytes) -> bytes:
    try:
        return key.decrypt(box[:_NONCE], box[_NONCE:], context)
    except (InvalidTag, ValueError) as fault:
        raise WrongKey from fault
