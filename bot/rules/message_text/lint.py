"""Lint of a message text before its submission.

A stranger may read the message (shared or reassigned phones), so the text must not reveal a debt; and it must not look
like fraud, so it names the sender and its phone number.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.model.providers import Terms
from bot.model.text_findings import Finding, FindingId
from bot.rules.message_text import lint_words as words
from bot.rules.message_text.contact_details import find_links, find_phones, is_allowed, is_shortener, normalise_phone
from bot.rules.message_text.text import (
    TextField,
    fill_fields,
    find_bad_characters,
    find_unknown_fields,
    list_fields,
    normalise_text,
)
from bot.rules.message_text.units import count_units, is_within_limit

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
class SenderIdentity:
    """What a text must name, and its allowed links (URL_ALLOW: hosts or URLs)."""

    city: str
    desk: str
    phone: str
    allowed_urls: tuple[str, ...] = ()


def lint_text(text: str, values: Mapping[TextField, str], sender: SenderIdentity, terms: Terms) -> list[Finding]:
    """The findings in a Japanese text with unfilled fields, the most severe first, one of each id.

    `values` fill the fields, with the longest possible reference. An empty text has no other finding.
    """
    if not normalise_text(text).strip():
        return [Finding(FindingId.EMPTY)]
    filled = fill_fields(text, values)
    normalised = unicodedata.normalize("NFKC", filled)
    found = [
        *_lint_fields(text),
        *_lint_length(filled, terms),
        *_lint_sender(normalised, sender),
        *_lint_links(normalised, sender),
        *_lint_words(normalised, sender),
        *(Finding(FindingId.BAD_CHARACTER, bad) for bad in find_bad_characters(filled)),
    ]
    unique = {finding.id: finding for finding in reversed(found)}
    return sorted(unique.values(), key=lambda finding: list(FindingId).index(finding.id))


def _lint_fields(text: str) -> Iterator[Finding]:
    for name in find_unknown_fields(text):
        yield Finding(FindingId.UNKNOWN_FIELD, name)
    for name in list_fields(text):
        if words.NAME_FIELD.fullmatch(unicodedata.normalize("NFKC", name).strip()):
            yield Finding(FindingId.NAME_FIELD, name)


def _lint_length(filled: str, terms: Terms) -> Iterator[Finding]:
    if not is_within_limit(filled, terms):
        yield Finding(FindingId.TOO_LONG)
    elif count_units(filled, terms) > 1:
        yield Finding(FindingId.OVER_ONE_UNIT)


def _lint_sender(normalised: str, sender: SenderIdentity) -> Iterator[Finding]:
    ours = normalise_phone(unicodedata.normalize("NFKC", sender.phone))
    named = find_phones(normalised)
    if unicodedata.normalize("NFKC", sender.city) not in normalised:
        yield Finding(FindingId.NO_CITY)
    if unicodedata.normalize("NFKC", sender.desk) not in normalised:
        yield Finding(FindingId.NO_DESK)
    if ours not in named:
        yield Finding(FindingId.NO_PHONE)
    if any(number != ours for number in named):
        yield Finding(FindingId.OTHER_PHONE)
    if not words.SEND_ONLY.search(normalised):
        yield Finding(FindingId.NO_SEND_ONLY)
    if not words.STRANGER.search(normalised):
        yield Finding(FindingId.NO_STRANGER_LINE)


def _lint_links(normalised: str, sender: SenderIdentity) -> Iterator[Finding]:
    for link in find_links(normalised):
        if not is_allowed(link, sender.allowed_urls):
            yield Finding(FindingId.URL, link)
        if is_shortener(link):
            yield Finding(FindingId.SHORTENER, link)


def _lint_words(normalised: str, sender: SenderIdentity) -> Iterator[Finding]:
    """Words in the names of the city and the office are allowed: 納付推進課 may sign its messages."""
    rest = normalised
    for name in (sender.city, sender.desk):
        if own := unicodedata.normalize("NFKC", name):
            rest = rest.replace(own, "　")
    for found_id, pattern in _WORDS:
        if match := pattern.search(rest):
            yield Finding(found_id, match[0])
