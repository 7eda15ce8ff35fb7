"""In which encoding a text is. Never guessed: what could be two things, or is one that we do not read, is refused."""

import codecs
import re
from typing import BinaryIO

from bot.model.errors import FileRefused

_TELLING = 500
_LONGEST_LINE = 65_536
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JIS = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CANDIDATES = ("utf-8", "cp932", "euc_jp", "shift_jis_2004")
_REFUSED = {"euc_jp": "EUC-JP", "shift_jis_2004": "Shift_JIS-2004"}


def find_encoding(file: BinaryIO, head: bytes) -> str:
    """The encoding of a text that begins so. Raises FileRefused (file_empty, not_a_table, unknown_encoding)."""
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
        return _unmarked_utf16(head)
    controls = len(_CONTROLS.findall(head))
    if controls > 4 and controls > len(head) // 100:
        raise FileRefused("not_a_table")
    return _of_eight_bits(file)


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark: the zero bytes of its commas and digits stand on one side only."""
    low, high = head[0::2].count(0), head[1::2].count(0)
    if min(low, high) > max(low, high) // 20:
        raise FileRefused("not_a_table")
    return "utf-16-le" if high > low else "utf-16-be"


def _of_eight_bits(file: BinaryIO) -> str:
    """In which encoding the most lines make sense. One bad byte must not turn the whole file over.

    Half-width kana of CP932 can be kanji of EUC-JP, and the IBM letters of CP932 others of Shift_JIS-2004: where the
    lines allow both, a name would be guessed.
    """
    file.seek(0)
    sense = dict.fromkeys(_CANDIDATES, 0)
    telling = 0
    while telling < _TELLING and (line := file.readline(_LONGEST_LINE)):
        for part in line.splitlines():  # at CR, too
            if not part.isascii():
                telling += 1
                for encoding in _CANDIDATES:
                    sense[encoding] += _decodes(part, encoding)
    if sense["utf-8"] >= max(sense.values()):
        return "utf-8"
    if sense["euc_jp"] >= sense["cp932"]:
        raise FileRefused("unknown_encoding", encoding=_REFUSED["euc_jp"])
    if sense["shift_jis_2004"] > sense["cp932"]:
        raise FileRefused("unknown_encoding", encoding=_REFUSED["shift_jis_2004"])
    return "cp932"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
