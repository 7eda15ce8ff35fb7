"""The mark that pauses all sending: one byte in a file beside the database, read before each claim.

It works while the database is locked or the disk is full, because the file exists beforehand, and its byte is
overwritten in place. What cannot be read holds the sending, too: a pause must not be lost with its file.
"""

import os
from contextlib import suppress
from pathlib import Path

_FREE, _PAUSED = b"0", b"1"


class PauseMark:
    """The mark at a path. The shell sets and clears it, the running bot reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Create the file if it is missing, not paused; one that exists keeps its mark. Raises OSError."""
        with suppress(FileExistsError):
            # Readable by all, since a command may be run by another user than the bot; it holds no data.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            try:
                os.write(descriptor, _FREE)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def is_set(self) -> bool:
        """Whether nothing may be sent."""
        try:
            return self.path.read_bytes() != _FREE
        except OSError:
            return True

    def set(self) -> None:
        """Pause all sending. Raises OSError."""
        self._write(_PAUSED)

    def clear(self) -> None:
        """Let messages be sent again. Raises OSError."""
        self._write(_FREE)

    def _write(self, mark: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY)
        try:
            os.pwrite(descriptor, mark, 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
