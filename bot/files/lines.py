"""The lines of a text file for `csv.reader`: strict about what does not decode, and able to go back after a fault."""

import codecs
import csv
import io
import re
from collections import deque
from typing import BinaryIO

MOST_LINES = 100
"""Lines of one record. A quote that is never closed swallows no more than these; then they are read again singly."""
MOST_CHARACTERS = 131_072

_LOST = "\ufffd"
# A replacement character in the file itself is the trace of somebody else's lost letter: it counts as lost, too.
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _mark(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return _LOST, fault.end


codecs.register_error("nofu-lost", _mark)


class Lines:
    """An iterator over lines. `lost` says whether the record since `begin` holds what could not be read."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        # newline="" splits at LF, CRLF and CR alike, and leaves line breaks within quotes to csv.reader.
        self._text = io.TextIOWrapper(file, encoding=encoding, errors="nofu-lost", newline="")
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self.lost = False

    def begin(self) -> None:
        """A new record begins."""
        self._record.clear()
        self.lost = False

    def give_back(self) -> None:
        """The record was broken: all of its lines but the first are to be read again, as records of their own."""
        self._again.extendleft(reversed(self._record[1:]))
        self.lost = True

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self._record.append(line)
        if _UNREADABLE.search(line):
            self.lost = True
        if len(self._record) > MOST_LINES:
            raise csv.Error("a quote is not closed")
        return line

    def _read(self) -> str:
        line = self._text.readline(MOST_CHARACTERS)
        if len(line) < MOST_CHARACTERS or line.endswith(("\n", "\r")):
            return line
        while (rest := self._text.readline(MOST_CHARACTERS)) and not rest.endswith(("\n", "\r")):
            pass
        return f"{_LOST}\n"
