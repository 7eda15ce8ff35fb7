"""Finds the encoding of a text, and its end. One that is ambiguous or not supported is refused, never guessed."""

import codecs
import re
from typing import BinaryIO

from bot.model.errors import FileRefused

_MAX_LINES = 500
_MAX_LINE_BYTES = 65_536
_MAX_FILLED_BYTES = 65_536
"""How much of the end of a file may be filled with ^Z."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JIS = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CANDIDATES = ("utf-8", "cp932", "euc_jp", "shift_jis_2004")
_REFUSED = {"euc_jp": "EUC-JP", "shift_jis_2004": "Shift_JIS-2004"}


def find_encoding(file: BinaryIO, head: bytes) -> str:
    """Return a text's encoding, given its beginning. Raises FileRefused (file_empty, not_a_table, unknown_encoding)."""
    if not head.removeprefix(codecs.BOM_UTF8).strip() or head in _UTF16_MARKS:
        raise FileRefused("file_empty")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(_UTF32_MARKS):
        raise FileRefused("unknown_encoding", encoding="UTF-32")
    if head.startswith(_UTF16_MARKS):
        return "utf-16"
    if _JIS.search(head):
        raise FileRefused("unknown_encoding", encoding="ISO-2022-JP")
    if head.count(0) > len(head) // 10:
        return _find_utf16_order(head)
    controls = len(_CONTROLS.findall(head))
    if controls > 4 and controls > len(head) // 100:
        raise FileRefused("not_a_table")
    return _find_byte_encoding(file)


def _find_utf16_order(head: bytes) -> str:
    """Return the byte order of UTF-16 without a BOM: zero bytes of ASCII characters are on one side only."""
    low, high = head[0::2].count(0), head[1::2].count(0)
    if min(low, high) > max(low, high) // 20:
        raise FileRefused("not_a_table")
    return "utf-16-le" if high > low else "utf-16-be"


def _find_byte_encoding(file: BinaryIO) -> str:
    """Return the encoding in which most lines decode, so that one bad byte does not change the result.

    Half-width kana of CP932 can be kanji in EUC-JP, and IBM extensions of CP932 other characters in Shift_JIS-2004: if
    the lines allow both, names could be decoded wrongly, so the text is refused.
    """
    file.seek(0)
    matches = dict.fromkeys(_CANDIDATES, 0)
    counted = 0
    while counted < _MAX_LINES and (line := file.readline(_MAX_LINE_BYTES)):
        for part in line.splitlines():  # CR ends a line too
            if not part.isascii():
                counted += 1
                for encoding in _CANDIDATES:
                    matches[encoding] += _is_decodable(part, encoding)
    if matches["utf-8"] >= max(matches.values()):
        return "utf-8"
    if matches["euc_jp"] >= matches["cp932"]:
        raise FileRefused("unknown_encoding", encoding=_REFUSED["euc_jp"])
    if matches["shift_jis_2004"] > matches["cp932"]:
        raise FileRefused("unknown_encoding", encoding=_REFUSED["shift_jis_2004"])
    return "cp932"


def find_text_end(file: BinaryIO, encoding: str = "ascii") -> int:
    """Return the offset at which a text ends: at the ^Z that DOS programs write last, else at the end of the file.

    Some programs fill the last block of a file: more ^Z, line ends, blanks and zeros may follow.
    """
    file.seek(0)
    if encoding == "utf-16":
        encoding = "utf-16-be" if file.read(2) == codecs.BOM_UTF16_BE else "utf-16-le"
    mark, *fillers = (sign.encode(encoding) for sign in "\x1a\r\n \0")
    size = end = at = file.seek(0, 2)
    while at >= max(len(mark), size - _MAX_FILLED_BYTES):
        at -= len(mark)
        file.seek(at)
        unit = file.read(len(mark))
        if unit == mark:
            end = at
        elif unit not in fillers:
            break
    return end


def _is_decodable(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
