"""Finds what a workbook shows struck through: styles of cells, and strings whose whole text is struck.

Calamine does not read styles. Conditional formats are not computed, so their strikes are not seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from bot.files.workbook_zip import WorkbookZip
from bot.model.errors import FileRefused

_CHUNK = 1 << 20
_MAX_STRING_BYTES = 16 << 20
_OFF = ("0", "false")
_SECTIONS = frozenset({"fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})
_STRING = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:[\w.-]+:)?rPh[\s>].*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_RUN = re.compile(rb"<(?:[\w.-]+:)?r(?:\s[^>]*)?>(.*?)</(?:[\w.-]+:)?r>", re.DOTALL)
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>\s*[^<\s]")
_STRIKE = re.compile(rb"""<(?:[\w.-]+:)?strike(?:\s+val=["'](\w+)["'])?\s*/?>""")


@dataclass(frozen=True, slots=True)
class Strikes:
    """The numbers of styles with a struck font, and of shared strings that are struck; both as they stand in XML."""

    styles: frozenset[bytes] = frozenset()
    strings: frozenset[bytes] = frozenset()


def find_strikes(package: WorkbookZip) -> Strikes:
    """Find the struck styles and shared strings of a workbook."""
    styles = package.find_part("styles", "styles.xml")
    strings = package.find_part("sharedstrings", "sharedStrings.xml")
    return Strikes(
        frozenset() if styles is None else frozenset(_list_struck_styles(package, styles)),
        frozenset() if strings is None else frozenset(_list_struck_strings(package, strings)),
    )


def is_text_struck(text: bytes) -> bool:
    """Whether the XML of a string has runs with own formats, and all that have letters are struck."""
    runs = [run for run in _RUN.findall(_PHONETIC.sub(b"", text)) if _TEXT.search(run)]
    return bool(runs) and all((strike := _STRIKE.search(run)) and strike[1] not in (b"0", b"false") for run in runs)


def _list_struck_styles(package: WorkbookZip, part: str) -> Iterator[bytes]:
    fonts: list[bool] = []
    section, style = "", 0
    for tag, attributes in package.parse_elements(part, _SECTIONS | {"font", "strike", "xf"}):
        if tag in _SECTIONS:
            section = tag
        elif section == "fonts" and tag == "font":
            fonts.append(False)
        elif section == "fonts" and tag == "strike" and fonts:
            fonts[-1] = attributes.get("val", "1") not in _OFF
        elif section == "cellXfs" and tag == "xf":
            font = int(attributes.get("fontId", "0"))
            if font < len(fonts) and fonts[font]:
                yield str(style).encode()
            style += 1


def _list_struck_strings(package: WorkbookZip, part: str) -> Iterator[bytes]:
    with package.open(part) as member:
        if not _mentions_strike(member):  # true for nearly all workbooks
            return
    with package.open(part) as member:
        for number, text in enumerate(_yield_strings(member)):
            if b"strike" in text and is_text_struck(text):
                yield str(number).encode()


def _mentions_strike(member: IO[bytes]) -> bool:
    end = b""
    while chunk := member.read(_CHUNK):
        if b"strike" in end + chunk[:10] or b"strike" in chunk:
            return True
        end = chunk[-10:]
    return False


def _yield_strings(member: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML of each shared string. Raises FileRefused for a string that is far too long."""
    rest = b""
    while chunk := member.read(_CHUNK):
        rest += chunk
        end = 0
        for found in _STRING.finditer(rest):
            yield found[1] or b""
            end = found.end()
        rest = rest[end:]
        if len(rest) > _MAX_STRING_BYTES:
            raise FileRefused("workbook_too_large")
