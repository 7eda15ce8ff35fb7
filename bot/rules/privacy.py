"""Find full phone numbers and 個人番号 in everything that is sent to Slack or logged.

This is a second check: numbers are encrypted when a file is read. It recognises the usual formats of numbers and
accepts what Slack's payloads contain: masked numbers, ids, timestamps, hashes, dates, amounts and 受付番号. It cannot
recognise names.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.patterns import compile_late

_HYPHENS = "‐‑‒–—―−⁃－ー﹣ｰ"
_INVISIBLE = "\u00a0\u00ad\u200b\u200c\u200d\u2060\u3000\ufeff"
_EQUIVALENT_BLOCKS = ((0x2070, 0x209F), (0xFF00, 0xFF60), (0x1D7CE, 0x1D800))


def _build_ascii_table() -> dict[int, str]:
    """The ASCII character for each equivalent one. One for one, so that positions in the text do not change."""
    folded = {code: unicodedata.normalize("NFKC", chr(code)) for block in _EQUIVALENT_BLOCKS for code in range(*block)}
    plain = {code: sign for code, sign in folded.items() if len(sign) == 1 and sign.isascii()}
    return plain | dict.fromkeys(map(ord, _HYPHENS), "-") | dict.fromkeys(map(ord, _INVISIBLE), " ")


_TO_ASCII = _build_ascii_table()

# A number is not part of a longer word or number; "tel", "fax" or an escaped line break may precede it.
_START = r"(?:(?<![0-9A-Za-z])(?<![0-9][.,])|(?<=tel)|(?<=fax)|(?<=phone)|(?<=\\[nrt]))"
_END = r"(?![0-9A-Za-z])"
_GAP = r"[-. ()]{1,3}"
_PHONE = "|".join(
    (
        r"0[25-9]0-?[0-9]{4}-?[0-9]{4}",
        r"0[1-9]-?[0-9]{8}",
        r"0[1-9][0-9]-[0-9]{7}",
        # With all separators; with some of them only, two adjacent 受付番号 would match.
        rf"0[25-9]0{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}",
        rf"0[25-9]0[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}",
        rf"0[1-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}",
        rf"0[1-9][0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}",
        rf"0[1-9][0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{4}}",
        rf"0[1-9][0-9]{{3}}{_GAP}[0-9]{_GAP}[0-9]{{4}}",
        rf"0[1-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}",
        # International: +81, 0081, 010-81; then other countries, without separators.
        rf"(?:\+|00|010-?)81(?:{_GAP})?(?:0(?:{_GAP})?)?[1-9](?:(?:{_GAP})?[0-9]){{8,9}}",
        r"\+[1-9][0-9]{9,14}",
    )
)
# Without the leading zero (81…, or removed by a spreadsheet) a number looks like an amount or an id in Slack's URLs
# and triggers (7334522460.738474920), so fewer characters may be next to it.
_ALONE = r"(?<![0-9A-Za-z./¥￥])(?<![0-9A-Za-z]-)"
_BARE = r"(?:81-?)?[6-9]0(?:[0-9]{8}|-[0-9]{4}-[0-9]{4})(?!\.[0-9]{2}| ?[円¥￥])"
_PERSONAL = r"(?:[0-9]{12}|[0-9]{4}(?P<gap>[- ])[0-9]{4}(?P=gap)[0-9]{4})(?!-|\.[0-9])"
# In a look-ahead, so that one match cannot hide another that begins inside it.
_FIND = compile_late(
    rf"(?i)(?<![0-9])(?=[+0-9])(?=(?:{_START}(?P<phone>{_PHONE})|{_ALONE}(?:(?P<bare>{_BARE})|(?P<personal>{_PERSONAL}))){_END})"
)
_ENOUGH_DIGITS = re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){9}")
_MINUTE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]")
_CHECK_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_LONGEST_HARMLESS_NUMBER = 10**11


class LeakKind(StrEnum):
    """The kind of a leak."""

    PHONE = "phone"
    PERSONAL_NUMBER = "personal_number"


@dataclass(frozen=True, slots=True)
class LeakPosition:
    """The position of a leak in a text; `start` and `end` as in a slice."""

    kind: LeakKind
    start: int
    end: int


class Leak(Exception):
    """A payload contains a leak; `path` is its position in the payload, never the value."""

    def __init__(self, kind: LeakKind, path: str) -> None:
        super().__init__(f"{kind} at {path}")
        self.kind = kind
        self.path = path


def find_leaks(text: str, allowed: frozenset[str] = frozenset()) -> list[LeakPosition]:
    """All 個人番号 and full phone numbers in a text, except the allowed numbers in any format."""
    plain = text if text.isascii() else text.translate(_TO_ASCII)
    if not _ENOUGH_DIGITS.search(plain):
        return []
    found: list[LeakPosition] = []
    for match in _FIND.finditer(plain):
        position = _check_match(match, allowed)
        if position and found and position.start < found[-1].end:  # +81 90… matches again at 90
            found[-1] = LeakPosition(found[-1].kind, found[-1].start, max(found[-1].end, position.end))
        elif position:
            found.append(position)
    return found


def scrub(text: str) -> str:
    """Replace every full phone number and 個人番号 in a text with ***."""
    for position in reversed(find_leaks(text)):
        text = f"{text[: position.start]}***{text[position.end :]}"
    return text


def check_payload(payload: object, allowed: frozenset[str] = frozenset()) -> None:
    """Check nested mappings, sequences, and JSON in strings. Raises Leak at the first leak."""
    for path, text in _list_texts(payload, "payload"):
        for position in find_leaks(text, allowed):
            raise Leak(position.kind, path)


def is_personal_number(digits: str) -> bool:
    """Whether twelve digits are a 個人番号 by their check digit (平成26年総務省令第85号 第5条)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:11], _CHECK_WEIGHTS, strict=True))
    return int(digits[11]) == (0 if total % 11 <= 1 else 11 - total % 11)


def _check_match(match: re.Match[str], allowed: frozenset[str]) -> LeakPosition | None:
    group = match.lastgroup if match.lastgroup != "gap" else "personal"
    found = match[str(group)]
    start, end = match.span(str(group))
    if group == "personal":
        digits = re.sub("[- ]", "", found)
        is_leak = is_personal_number(digits) and not _MINUTE.fullmatch(found)
        return LeakPosition(LeakKind.PERSONAL_NUMBER, start, end) if is_leak else None
    if _normalise_number(found) in {_normalise_number(phone) for phone in allowed}:
        return None
    return LeakPosition(LeakKind.PHONE, start, end)


def _normalise_number(phone: str) -> str:
    """The digits of a number as dialled in Japan, the same for all formats of a number."""
    digits = re.sub("[^0-9]", "", phone.translate(_TO_ASCII))
    for prefix in ("01081", "0081", "81"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + 9:
            return "0" + digits.removeprefix(prefix).lstrip("0")
    return digits if digits.startswith("0") else f"0{digits}"


def _list_texts(payload: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a payload with its path, which consists of positions and scrubbed keys."""
    match payload:
        case None | bool():
            return
        case str():
            yield path, payload
            yield from _list_json_texts(payload, path)
        case int() | float():
            # A JSON number has no leading zero; amounts, timestamps and chart values are smaller than this.
            if abs(payload) >= _LONGEST_HARMLESS_NUMBER:
                yield path, str(payload)
        case Mapping():
            for key, value in payload.items():
                yield f"{path}.key", str(key)
                yield from _list_texts(value, f"{path}.{scrub(str(key))}")
        case bytes():
            yield path, payload.decode("utf-8", "replace")
        case Sequence() | Set():
            for position, value in enumerate(payload):
                yield from _list_texts(value, f"{path}[{position}]")
        case _:
            yield path, str(payload)


def _list_json_texts(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The texts in a JSON text, where an escape such as \\u3000 hides the start of a number."""
    if not text.startswith(("{", "[", '"')):
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _list_texts(content, f"{path}:json")
