"""The verdict on a text before it can be approved: what is wrong, what is doubtful, what could be better.

The findings are a stable face; what they mean for a stranger who reads the message is in domain.md 3.7 and 5.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rules import lint_words as words
from bot.rules.characters import bad_characters
from bot.rules.delivery import Terms
from bot.rules.links import is_allowed, is_shortener, links
from bot.rules.phones_in_text import national, phones
from bot.rules.text import Field, field_names, fill, normal, unknown_fields
from bot.rules.units import fits, units


class Severity(StrEnum):
    """An error cannot be submitted; a warning must be confirmed; advice is only shown."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class FindingId(StrEnum):
    """What was found (a stable face)."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_CITY = "no_city"
    NO_DESK = "no_desk"
    NO_PHONE = "no_phone"
    OTHER_PHONE = "other_phone"
    URL = "url"
    SHORTENER = "shortener"
    BANK_ACCOUNT = "bank_account"
    DEBT = "debt"
    AMOUNT = "amount"
    SEIZURE = "seizure"
    THREAT = "threat"
    NAME_FIELD = "name_field"
    UNKNOWN_FIELD = "unknown_field"
    BAD_CHARACTER = "bad_character"
    TAX_ITEM = "tax_item"
    NO_SEND_ONLY = "no_send_only"
    NO_STRANGER_LINE = "no_stranger_line"
    OVER_ONE_UNIT = "over_one_unit"

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return _LIGHTER.get(self, Severity.ERROR)


_LIGHTER = {
    FindingId.TAX_ITEM: Severity.WARNING,
    FindingId.NO_SEND_ONLY: Severity.WARNING,
    FindingId.NO_STRANGER_LINE: Severity.WARNING,
    FindingId.OVER_ONE_UNIT: Severity.ADVICE,
}
_WORDS = (
    (FindingId.BANK_ACCOUNT, words.BANK_ACCOUNT),
    (FindingId.DEBT, words.DEBT),
    (FindingId.AMOUNT, words.AMOUNT),
    (FindingId.SEIZURE, words.SEIZURE),
    (FindingId.THREAT, words.THREAT),
    (FindingId.NAME_FIELD, words.ADDRESSED),
    (FindingId.TAX_ITEM, words.TAX_ITEM),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `found` is the first place that gave it.

    It is empty where something is missing, and for another phone number: a finding is shown and logged.
    """

    id: FindingId
    found: str = ""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.id.severity


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a text must name, and to where it may lead (URL_ALLOW: hosts or addresses)."""

    city: str
    desk: str
    phone: str
    allowed_urls: tuple[str, ...] = ()


def lint(text: str, values: Mapping[Field, str], sender: Sender, terms: Terms) -> list[Finding]:
    """The findings on a Japanese text with its fields still open, worst first; one of each id.

    `values` fill the fields, the reference by the longest that may be put in. An empty text has no other finding.
    """
    if not normal(text).strip():
        return [Finding(FindingId.EMPTY)]
    filled = fill(text, values)
    plain = unicodedata.normalize("NFKC", filled)
    found = [
        *_fields(text),
        *_length(filled, terms),
        *_naming(plain, sender),
        *_links(plain, sender),
        *_words(plain, sender),
        *(Finding(FindingId.BAD_CHARACTER, bad) for bad in bad_characters(filled)),
    ]
    unique = {finding.id: finding for finding in reversed(found)}
    return sorted(unique.values(), key=lambda finding: list(FindingId).index(finding.id))


def _fields(text: str) -> Iterator[Finding]:
    for name in unknown_fields(text):
        yield Finding(FindingId.UNKNOWN_FIELD, name)
    for name in field_names(text):
        if words.NAME_FIELD.fullmatch(unicodedata.normalize("NFKC", name).strip()):
            yield Finding(FindingId.NAME_FIELD, name)


def _length(filled: str, terms: Terms) -> Iterator[Finding]:
    if not fits(filled, terms):
        yield Finding(FindingId.TOO_LONG)
    elif units(filled, terms) > 1:
        yield Finding(FindingId.OVER_ONE_UNIT)


def _naming(plain: str, sender: Sender) -> Iterator[Finding]:
    ours = national(unicodedata.normalize("NFKC", sender.phone))
    named = phones(plain)
    if unicodedata.normalize("NFKC", sender.city) not in plain:
        yield Finding(FindingId.NO_CITY)
    if unicodedata.normalize("NFKC", sender.desk) not in plain:
        yield Finding(FindingId.NO_DESK)
    if ours not in named:
        yield Finding(FindingId.NO_PHONE)
    if any(number != ours for number in named):
        yield Finding(FindingId.OTHER_PHONE)
    if not words.SEND_ONLY.search(plain):
        yield Finding(FindingId.NO_SEND_ONLY)
    if not words.STRANGER.search(plain):
        yield Finding(FindingId.NO_STRANGER_LINE)


def _links(plain: str, sender: Sender) -> Iterator[Finding]:
    for link in links(plain):
        if not is_allowed(link, sender.allowed_urls):
            yield Finding(FindingId.URL, link)
        if is_shortener(link):
            yield Finding(FindingId.SHORTENER, link)


def _words(plain: str, sender: Sender) -> Iterator[Finding]:
    """The desk's own name is no fault: 納付推進課 may sign its messages."""
    rest = plain
    for name in (sender.city, sender.desk):
        if own := unicodedata.normalize("NFKC", name):
            rest = rest.replace(own, "　")
    for found_id, pattern in _WORDS:
        if match := pattern.search(rest):
            yield Finding(found_id, match[0])
