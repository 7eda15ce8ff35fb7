"""The mark that holds all sending: one byte in a file beside the database, read before each claim.

It works while the database is locked or the disk is full, because the file exists beforehand, and its byte is
overwritten in place. What cannot be read holds the sending, too: a pause must not be lost with its file.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path


class Hold(Enum):
    """Who holds all sending. `IN_CHANGE`: a pause or stop that is being stored; it holds only for this long."""

    FREE = b"0"
    BY_SHELL = b"1"
    IN_SLACK = b"2"
    IN_CHANGE = b"3"


class PauseMark:
    """The mark at a path. The shell and people in Slack set and clear it, the running bot reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Create the file if it is missing, not paused; one that exists keeps its mark. Raises OSError."""
        with suppress(FileExistsError):
            # Readable by all, since a command may be run by another user than the bot; it holds no data.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            try:
                os.write(descriptor, Hold.FREE.value)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def read(self) -> Hold:
        """Return who holds all sending; what cannot be read counts as a hold by the shell."""
        try:
            return Hold(self.path.read_bytes())
        except (OSError, ValueError):
            return Hold.BY_SHELL

    def is_set(self) -> bool:
        """Whether nothing may be sent."""
        return self.read() is not Hold.FREE

    def set(self, hold: Hold = Hold.BY_SHELL) -> None:
        """Hold all sending; a hold by the shell is not replaced by another. Raises OSError."""
        with self._locked() as descriptor:
            if self.read() is not Hold.BY_SHELL or hold is Hold.BY_SHELL:
                _write(descriptor, hold)

    def clear(self, *holds: Hold) -> None:
        """Let messages be sent again; with `holds`, only if one of these holds. Raises OSError."""
        with self._locked() as descriptor:
            if not holds or self.read() in holds:
                _write(descriptor, Hold.FREE)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold all sending while a pause or stop is stored, so that it takes effect before that."""
        with suppress(OSError), self._locked() as descriptor:  # what cannot be opened holds the sending anyway
            if self.read() is Hold.FREE:
                _write(descriptor, Hold.IN_CHANGE)
        try:
            yield
        finally:
            with suppress(OSError):
                self.clear(Hold.IN_CHANGE)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Open the file for one change: another process waits until it is closed."""
        descriptor = os.open(self.path, os.O_WRONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _write(descriptor: int, hold: Hold) -> None:
    os.pwrite(descriptor, hold.value, 0)
    os.ftruncate(descriptor, len(hold.value))  # what was written by hand, such as a line, could never be cleared
    os.fsync(descriptor)
