"""Lint of a message text before its submission.

A stranger may read the message (shared or reassigned phones), so the text must not reveal a debt; and it must not look
like fraud, so it names the sender and its phone number. What must not be in a text is searched in its skeleton, so that
a disguise does not hide it; what must be in it is searched as people read it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.model.languages import Language
from bot.model.providers import Terms
from bot.model.text_findings import Finding, FindingId
from bot.rules.message_text import contact_details
from bot.rules.message_text.contact_details import find_links, find_phones, is_allowed, normalise_phone
from bot.rules.message_text.lint_languages import RULES, LanguageRules
from bot.rules.message_text.lint_words import NAME_FIELD, WORD_TABLES, has_katakana_name
from bot.rules.message_text.skeleton import OWN, Form, Skeleton, build_skeleton, fold_text, squeeze_text
from bot.rules.message_text.text import TextField, fill_fields, find_unknown_fields, list_fields, normalise_text
from bot.rules.message_text.units import count_characters, count_excess, is_within_limit

_MOST_SEEN = 5_000
"""Characters that are judged: no provider accepts a longer text, and the finding `too_long` stands for the rest."""


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """What a text must name, its allowed links (URL_ALLOW: hosts or URLs), and words that the city forbids."""

    city: str
    desk: str
    phone: str
    allowed_urls: tuple[str, ...] = ()
    forbidden_words: tuple[str, ...] = ()


def lint_text(
    text: str,
    values: Mapping[TextField, str],
    sender: SenderIdentity,
    terms: Terms,
    language: Language = Language.JA,
) -> list[Finding]:
    """The findings in a text with unfilled fields, the most severe first, one of each id.

    `values` fill the fields, with the longest possible reference. An empty text has no other finding.
    """
    if not normalise_text(text).strip():
        return [Finding(FindingId.EMPTY)]
    filled = fill_fields(text, values)
    rules = RULES[language]
    seen, seen_filled = text[:_MOST_SEEN], filled[:_MOST_SEEN]
    found = [
        *_lint_fields(seen),
        *_lint_length(filled, terms),
        *_lint_sender(seen_filled, sender, rules),
        *_lint_content(seen, values, sender),
        *_lint_characters(seen_filled, rules),
    ]
    unique = {finding.id: finding for finding in reversed(found)}
    return sorted(unique.values(), key=lambda finding: list(FindingId).index(finding.id))


def _lint_fields(text: str) -> Iterator[Finding]:
    for name in find_unknown_fields(text):
        yield Finding(FindingId.UNKNOWN_FIELD, name)
    for name in list_fields(text):
        if NAME_FIELD.fullmatch("".join(unicodedata.normalize("NFKC", name).split())):
            yield Finding(FindingId.NAME_FIELD, f"{{{name}}}")


def _lint_length(filled: str, terms: Terms) -> Iterator[Finding]:
    if not is_within_limit(filled, terms):
        yield Finding(FindingId.TOO_LONG, str(count_characters(filled) - terms.max_characters))
    elif excess := count_excess(filled, terms):
        yield Finding(FindingId.OVER_ONE_UNIT, str(excess))


def _lint_characters(filled: str, rules: LanguageRules) -> Iterator[Finding]:
    if bad := dict.fromkeys(rules.find_bad_characters(filled)):
        yield Finding(FindingId.BAD_CHARACTER, " ".join(map(_name_character, bad)))


def _name_character(character: str) -> str:
    """The character, or its code if nobody can see it."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _lint_sender(filled: str, sender: SenderIdentity, rules: LanguageRules) -> Iterator[Finding]:
    normalised, folded = unicodedata.normalize("NFKC", filled), " ".join(fold_text(filled).split())
    if not _names(normalised, sender.city) and not (rules.city and rules.city.search(folded)):
        yield Finding(FindingId.NO_CITY)
    if not _names(normalised, sender.desk) and not (rules.desk and rules.desk.search(folded)):
        yield Finding(FindingId.NO_DESK)
    if normalise_phone(unicodedata.normalize("NFKC", sender.phone)) not in find_phones(normalised):
        yield Finding(FindingId.NO_PHONE)
    if not rules.send_only.search(folded):
        yield Finding(FindingId.NO_SEND_ONLY)
    if not rules.stranger.search(folded):
        yield Finding(FindingId.NO_STRANGER_LINE)


def _names(normalised: str, own: str) -> bool:
    return unicodedata.normalize("NFKC", own) in normalised


def _lint_content(text: str, values: Mapping[TextField, str], sender: SenderIdentity) -> Iterator[Finding]:
    """Find what must not be in a text, apart from what is the office's own."""
    everything = fill_fields(text.replace(OWN, ""), dict.fromkeys(values, OWN))
    judged = _hide_own(everything, sender)
    skeleton = build_skeleton(judged, lambda form: _hide_numbers(form, sender.phone))
    places = (
        (FindingId.OTHER_PHONE, contact_details.find_disguised_phone(skeleton.numbers)),
        (FindingId.URL, contact_details.find_disguised_link(skeleton)),
        *((table.id, table.find(skeleton)) for table in WORD_TABLES),
        (FindingId.CITY_WORD, _find_forbidden_word(skeleton, sender.forbidden_words)),
    )
    for found_id, place in places:
        if place is not None:
            yield Finding(found_id, _show(found_id, judged[slice(*place)]))
    if shortener := contact_details.find_shortener(everything):
        yield Finding(FindingId.SHORTENER, shortener)
    if has_katakana_name(judged):
        yield Finding(FindingId.NAME_FIELD, _HIDDEN)


def _hide_own(text: str, sender: SenderIdentity) -> str:
    """Replace the hosts of allowed links and the names of the city and the office: 納付推進課 may sign its messages.

    A link ends before the first character that is not ASCII: what follows is judged, and so is its path.
    """
    for link in find_links(text):
        ascii_part = _ASCII.match(link)
        if ascii_part and is_allowed(ascii_part[0], sender.allowed_urls):
            text = text.replace(ascii_part[0], _HOST.sub(OWN, ascii_part[0]))
    for name in (sender.city, sender.desk):
        for spelling in {name, unicodedata.normalize("NFKC", name)} - {""}:
            text = text.replace(spelling, OWN)
    return text


_ASCII = re.compile(r"[!-&*-~]+")
"""Also without brackets and quotes."""
_HOST = re.compile(r"^(?:[a-z]+://)?[^/?#]+", re.IGNORECASE)
_REF = re.compile(r"受付番号[\s:]*[0-9]{3,9}(?![0-9]|[^0-9a-z一-龥]{1,3}[0-9])")
"""Not the beginning of a phone number that is written behind it."""


def _hide_numbers(form: Form, phone: str) -> Form:
    """Replace the office's phone and a 受付番号."""
    return contact_details.hide_phone(form, phone).replace(_REF, lambda _: OWN)


def _find_forbidden_word(skeleton: Skeleton, words: tuple[str, ...]) -> tuple[int, int] | None:
    for word in filter(None, map(squeeze_text, words)):
        for form in skeleton.squeezed:
            if (start := form.text.find(word)) >= 0:
                return form.locate(start, start + len(word))
    return None


_HIDDEN = "…"
_HONORIFIC = re.compile(r"(?:様|さま|殿|さん|氏)$")


def _show(found_id: FindingId, part: str) -> str:
    """What a finding shows of the text: neither a number nor a name, of an address only what follows the @."""
    if found_id is FindingId.OTHER_PHONE:
        return ""
    if found_id is FindingId.NAME_FIELD:
        return _HIDDEN + (match[0] if (match := _HONORIFIC.search(part)) else "")
    if found_id is FindingId.OTHER_CONTACT and "@" in part:
        return _HIDDEN + part[part.index("@") :]
    return " ".join(part.replace(OWN, _HIDDEN).split())
