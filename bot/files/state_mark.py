"""The state file: what is known of the database outside of it (`NOFU_STATE`), so that an older copy of it is noticed.

It holds a record twice, in two blocks of 512 bytes (a sector) that are written in turn, in place: if a power cut tears
a write, the other block is whole, and a full disk refuses none. A record is a keyed hash, so that only nofu can write
one, and JSON with a running number. The file is created whole: written beside its place, synced, renamed.
"""

import json
import os
import platform
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from bot.model.instance import Mark

_BLOCK = 512
_MACHINE_ID_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
Signer = Callable[[str], str]
"""A function that returns the keyed hash of a text."""


class MarkUnreadable(Exception):
    """The state file exists, but has no record that nofu wrote with this key."""


class StateMark:
    """The record in the file at a path. One process writes it; its threads may do so at once."""

    def __init__(self, path: Path, sign: Signer) -> None:
        self.path = path
        self._sign = sign
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._number = 0
        self._mark: Mark | None = None

    def read(self) -> Mark | None:
        """Return the newest record; None if there is no file. Raises MarkUnreadable."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise MarkUnreadable from fault
        blocks = (content[at : at + _BLOCK] for at in (0, _BLOCK))
        found = [record for block in blocks if (record := self._read_block(block)) is not None]
        if not found:
            raise MarkUnreadable
        return max(found, key=lambda record: record[0])[1]

    def create(self, mark: Mark) -> None:
        """Replace the file by a new one with this record, on the disk, and keep it open. Raises OSError."""
        with self._lock:
            self._close()
            temporary = self.path.with_name(f".{self.path.name}.new")
            descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.pwrite(descriptor, self._make_block(1, mark) + b" " * _BLOCK, 0)
                os.fsync(descriptor)
                temporary.rename(self.path)
                sync_folder(self.path.parent)
            except OSError:
                os.close(descriptor)
                raise
            self._descriptor, self._number, self._mark = descriptor, 1, mark

    def is_open(self) -> bool:
        """Whether this process writes the file, and it is still the one at the path."""
        with self._lock:
            return self._is_open()

    def write(self, mark: Mark) -> bool:
        """Write a record; return False if it is written already. It survives this process; a power cut after `sync`.

        Raises OSError, also if the file was deleted or replaced.
        """
        with self._lock:
            if mark == self._mark and self._is_open():
                return False
            self._write(mark)
            return True

    def advance(self, event: int, event_at: str) -> None:
        """Write that the database has this step of a message; an older one changes nothing. Raises OSError."""
        with self._lock:
            if self._mark is None or event > self._mark.event or not self._is_open():
                self._write(self._mark and replace(self._mark, event=event, event_at=event_at))

    def sync(self) -> None:
        """Bring what was written to the disk. Raises OSError."""
        with self._lock:
            if self._descriptor is not None:
                os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Write no more until the file is created again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = self._mark = None

    def _is_open(self) -> bool:
        if self._descriptor is None:
            return False
        with suppress(OSError):
            return os.path.samestat(self.path.stat(), os.fstat(self._descriptor))
        return False

    def _write(self, mark: Mark | None) -> None:
        if mark is None or self._descriptor is None or not self._is_open():
            raise FileNotFoundError(str(self.path))
        number = self._number + 1
        os.pwrite(self._descriptor, self._make_block(number, mark), (number + 1) % 2 * _BLOCK)
        self._number, self._mark = number, mark

    def _make_block(self, number: int, mark: Mark) -> bytes:
        text = json.dumps({"number": number, **asdict(mark)})
        line = f"{self._sign(text)} {text}".encode()
        if len(line) >= _BLOCK:
            raise OSError("a record of the state file is too long")
        return line.ljust(_BLOCK - 1) + b"\n"

    def _read_block(self, block: bytes) -> tuple[int, Mark] | None:
        """Return the number and the record of a block; None if nofu did not write it whole."""
        try:
            signature, _, text = block.decode().rstrip().partition(" ")
            if signature != self._sign(text):
                return None
            values = json.loads(text)
            return values.pop("number"), Mark(**values)
        except (ValueError, KeyError, TypeError):
            return None


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_machine_id() -> str:
    """Return the id that the system made at its installation (machine-id(5)); the host's name where there is none.

    Containers often have none, and a new name each time: NOFU_INSTANCE names those.
    """
    for path in _MACHINE_ID_FILES:
        with suppress(OSError):
            if found := path.read_text("ascii").strip():
                return found
    return platform.node()
