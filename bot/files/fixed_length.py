"""Recognises files of records with a fixed length, as banks (全銀) and convenience stores exchange them.

They have neither headings nor separators. They are refused with a sentence of their own, because a heading cannot be
added to them by hand.
"""

import re
from collections.abc import Iterable, Iterator

_KINDS = re.compile(rb"(?:12*8)*(?:12*)?9?")
"""The first bytes of the records: header, data, trailer, end of the file."""
_LENGTHS = range(60, 513)
_MIN_LENGTH = 40
_MAX_SEPARATORS = 2
"""In a record with names; a line with more separators is a line of a CSV."""
_SEPARATOR = re.compile(rb"[,\t;]|(?<![\x80-\xff])[|]")
"""A bar is also the second byte of some letters of CP932."""
_DIGITS = re.compile(rb"[0-9]{5}")
_MANY_DIGITS = re.compile(rb"[0-9]{20}")


def is_fixed_length(head: bytes, *, is_whole: bool) -> bool:
    """Whether a text consists of records with a fixed length, given its beginning, or all of it (`is_whole`)."""
    lines = [line for line in re.split(rb"[\r\n]+", head.rstrip(b"\x1a\r\n")) if line]
    if len(lines) == 1:
        return _is_unbroken(lines[0], is_whole=is_whole) or (is_whole and _are_records(lines))
    return _are_records(lines if is_whole else lines[:-1])


def _is_unbroken(text: bytes, *, is_whole: bool) -> bool:
    """Whether a text has records of the four kinds without line ends."""
    return any(
        len(text) >= 2 * length
        and not (is_whole and len(text) % length)
        and _are_kinds(text[::length])
        and _count_separators(text) <= _MAX_SEPARATORS * (len(text) // length)
        for length in _LENGTHS
    )


def _are_kinds(first_bytes: bytes) -> bool:
    """Whether these are the kinds of records in their order, in ASCII or in the EBCDIC of mainframes."""
    both = (first_bytes, first_bytes.decode("cp037").encode("utf-8"))
    return any(kinds[:1] == b"1" and _KINDS.fullmatch(kinds) for kinds in both)


def _are_records(lines: list[bytes]) -> bool:
    """Whether lines are records: of the four kinds, or without separators and with digits in most of them.

    Lines of a trimmed file differ in length; their first fields, which are numbers, are still joined.
    """
    separators = max(map(_count_separators, lines), default=0)
    if separators > _MAX_SEPARATORS:
        return False
    longest = max(map(len, lines), default=0)
    is_equal = longest >= _MIN_LENGTH and (_is_constant(map(len, lines)) or _is_constant(_count_characters(lines)))
    if is_equal and len(lines) > 1 and _are_kinds(b"".join(line[:1] for line in lines)):
        return True
    digits = _DIGITS if is_equal else _MANY_DIGITS
    return not separators and 2 * sum(digits.search(line) is not None for line in lines) > len(lines)


def _count_separators(text: bytes) -> int:
    return len(_SEPARATOR.findall(text))


def _is_constant(lengths: Iterable[int]) -> bool:
    return len(set(lengths)) == 1


def _count_characters(lines: list[bytes]) -> Iterator[int]:
    """Yield the length of each line of UTF-8: programs that write it count characters."""
    return (len(line.decode("utf-8", "replace")) for line in lines)
