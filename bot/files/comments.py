"""Finds the rows of a sheet that have a comment with words that keep messages away (支払済み, 電話不要)."""

import re
from xml.parsers import expat

from bot.files.workbook_zip import WorkbookZip
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.remarks import read_free_text

_KINDS = ("comments", "threadedcomment")
_COMMENTS = ("comment", "threadedComment")
_MOST_LETTERS = 32_767
_AUTHOR = re.compile(r"^[^\n:：]{1,20}[:：]\s*\n")
"""The line with the name of its author that Excel writes above a comment."""


def find_commented_rows(package: WorkbookZip, sheet: str) -> frozenset[int]:
    """Return the numbers of these rows; `sheet`: the name of its part. Raises ExpatError for a broken part."""
    parts = {link.target for link in package.list_links(sheet) if link.kind in _KINDS}
    return frozenset(row for part in sorted(parts) if package.has_part(part) for row in _read_rows(package, part))


def _read_rows(package: WorkbookZip, part: str) -> set[int]:
    rows: set[int] = set()
    place, text = "", ""

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, text
        if tag.rpartition(":")[2] in _COMMENTS:
            place, text = attributes.get("ref", ""), ""

    def add(letters: str) -> None:
        nonlocal text
        text = (text + letters)[:_MOST_LETTERS]

    def end(tag: str) -> None:
        number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        is_end = tag.rpartition(":")[2] in _COMMENTS and number.isascii() and number.isdecimal()
        if is_end and read_free_text(_AUTHOR.sub("", text)) is not ExclusionGround.NONE:
            rows.add(int(number[:8]))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = begin, add, end
    with package.open(part) as member:
        parser.ParseFile(member)
    return rows
