"""The skeleton of a text: forms in which a word or a number is the same, however it was disguised.

    base      NFKC, lower case, without invisible characters and accents; look-alikes and kana folded (confusables.py)
    joined    base, with letters joined that stand apart: u n p a i d, g.i.f.t
    leet      joined, with digits inside words read as letters: g1ft, 0verdue
    digits    base, with letters inside numbers read as digits: 12,3OO, O9O
    numbers   digits, with those in characters (〇九〇) and in kana (ゼロキュウ) read as digits, too
    squeezed  base without anything that is no letter or digit: 滞・納, 差 押, 【未】【納】; three times, with katakana
              and characters that look alike read as either

Each character of a form has its position in the text, so that a finding can show what was written.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from bot.rules.message_text.confusables import (
    DIGITS,
    DIGITS_AS_LETTERS,
    FOLD,
    INVISIBLE,
    KANA_AS_KANJI,
    KANJI_AS_KANA,
    LETTERS_AS_DIGITS,
)

OWN = "\ue000"
"""Stands in a form for what is the office's own: filled fields, its name, its phone, an allowed link."""

_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
_KANA_MARKS = "\u3099\u309a"
_KEPT = OWN + _KANA_MARKS + "¥$€£₫"
_MARKED = re.compile(f".[{_KANA_MARKS}]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a text; `origins` has, for each character, where its source begins and ends in the text."""

    text: str
    origins: tuple[tuple[int, int], ...]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original text from which a part of this form comes."""
        return self.origins[start][0], self.origins[end - 1][1]

    def replace(self, pattern: re.Pattern[str], make: Callable[[re.Match[str]], str]) -> "Form":
        """This form with each match replaced. A replacement of the same length keeps the place of each character."""
        text: list[str] = []
        origins: list[tuple[int, int]] = []
        done = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            if start == end:
                continue
            by = make(match)
            text += [self.text[done:start], by]
            same = len(by) == end - start
            origins += self.origins[done:start]
            origins += self.origins[start:end] if same else [self.locate(start, end)] * len(by)
            done = end
        if not done:
            return self
        return Form("".join([*text, self.text[done:]]), (*origins, *self.origins[done:]))

    def keep(self, is_kept: Callable[[str], bool]) -> "Form":
        """This form without the characters that are not kept."""
        kept = [(sign, origin) for sign, origin in zip(self.text, self.origins, strict=True) if is_kept(sign)]
        return Form("".join(sign for sign, _ in kept), tuple(origin for _, origin in kept))


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The forms of a text; `squeezed` has the three."""

    base: Form
    joined: Form
    leet: Form
    digits: Form
    numbers: Form
    squeezed: tuple[Form, ...]


def fold_pattern(pattern: str) -> str:
    """A pattern for the forms of a skeleton, from one that is written with usual characters and lower-case letters."""
    return pattern.translate(FOLD)


def fold(text: str) -> Form:
    """The base form of a text."""
    return _fold(text, _Reading.AS_WRITTEN)


def fold_text(text: str) -> str:
    """The base form of a text, as a string."""
    return fold(text).text


def squeeze_text(text: str) -> str:
    """The squeezed form of a text, as a string."""
    return _squeeze(fold(text)).text


def build_skeleton(text: str, hide: Callable[[Form], Form]) -> Skeleton:
    """The skeleton of a text. `hide` replaces what is the office's own, before the other forms are made."""
    base, *alike = (hide(_fold(text, reading)) for reading in _Reading)
    joined = base.replace(_APART, lambda match: _NO_LETTER.sub("", match[0]))
    digits = base.replace(_LETTER_DIGITS, lambda token: token[0].translate(LETTERS_AS_DIGITS))
    return Skeleton(
        base=base,
        joined=joined,
        leet=joined.replace(_MIXED, lambda match: match[0].translate(DIGITS_AS_LETTERS)),
        digits=digits,
        numbers=_read_numbers(digits),
        squeezed=tuple(_squeeze(form) for form in (base, *alike)),
    )


class _Reading(Enum):
    """How katakana and characters that look alike are read."""

    AS_WRITTEN = auto()
    KANA_AS_KANJI = auto()
    KANJI_AS_KANA = auto()


_TABLES: dict[_Reading, Mapping[int, str]] = {
    _Reading.AS_WRITTEN: {},
    _Reading.KANA_AS_KANJI: KANA_AS_KANJI,
    _Reading.KANJI_AS_KANA: KANJI_AS_KANA,
}


def _fold(text: str, reading: _Reading) -> Form:
    signs: list[str] = []
    origins: list[tuple[int, int]] = []
    for match in _CLUSTER.finditer(text):
        folded = _fold_cluster(match[0], reading)
        signs.append(folded)
        origins += [match.span()] * len(folded)
    return Form("".join(signs), tuple(origins))


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str, reading: _Reading) -> str:
    if " " <= cluster <= "~" and len(cluster) == 1:
        return cluster.lower()
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", cluster).translate(_TABLES[reading]).casefold())
    seen = "".join(sign for sign in parts if sign in _KANA_MARKS or _is_visible(sign))
    whole = unicodedata.normalize("NFKC", seen).translate(FOLD)
    return "".join(_DASHES.get(sign, " " if sign.isspace() and sign != "\n" else sign) for sign in whole)


_DASHES = dict.fromkeys("‐‑‒–—―−⁃－─━", "-")


def _is_visible(sign: str) -> bool:
    if sign in INVISIBLE:
        return False
    return sign in "\n\t " or unicodedata.category(sign) not in ("Cf", "Cc", "Mn", "Me")


_APART = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][\s._\-*/|,:・]{1,2}){2,}[a-z0-9](?![a-z0-9])")
_NO_LETTER = re.compile(r"[^a-z0-9]")
_MIXED = re.compile(r"(?<![a-z0-9@$])(?=[a-z0-9@$]*[a-z])(?=[a-z0-9@$]*[0-9@$])[a-z0-9@$]{3,}(?![a-z0-9@$])")
_BETWEEN_CHARACTERS = re.compile(r"(?<=[一-龥])(?<![一二三四五六七八九十百千万])[ーxo〇]+(?=[一-龥])")


def _squeeze(form: Form) -> Form:
    """Keep letters, digits and signs of money, without those that separate characters: 未ー納, 未x納."""
    kept = form.keep(lambda sign: sign.isalnum() or sign in _KEPT)
    kept = kept.replace(_MARKED, lambda pair: unicodedata.normalize("NFC", pair[0]).translate(FOLD))
    return kept.replace(_BETWEEN_CHARACTERS, lambda _: "")


_SPOKEN = {
    "0": ("ぜろ", "れい", "まる", "zero", "oh"),
    "1": ("いち", "one"),
    "2": ("にー", "に", "two"),
    "3": ("さん", "three"),
    "4": ("よん", "よー", "four"),
    "5": ("ごー", "ご", "five"),
    "6": ("ろく", "six"),
    "7": ("なな", "しち", "seven"),
    "8": ("はち", "eight"),
    "9": ("きゅう", "きゅー", "くー", "nine"),
}
_SPOKEN_DIGITS = {fold_pattern(word): digit for digit, words in _SPOKEN.items() for word in words}
_WORD = "|".join(sorted(_SPOKEN_DIGITS, key=len, reverse=True))
_SPOKEN_RUN = re.compile(rf"(?:(?:{_WORD})[\s、・,.\-の]{{0,2}}){{3,}}|{fold_pattern('ゼロ')}")
_SPOKEN_WORD = re.compile(_WORD)
_LETTER_DIGITS = re.compile(r"(?<![a-z0-9|])(?=[oil|sbz]*[0-9])[oil|sbz0-9]{2,}(?![a-z|])")
_BAR = re.compile(r"(?<=[0-9])[一ー](?=[0-9])")
_CHARACTER_DIGITS = re.compile(f"[{''.join(map(chr, DIGITS))}]")


def _read_numbers(digits: Form) -> Form:
    form = digits.replace(_BAR, lambda _: "-")
    form = form.replace(_SPOKEN_RUN, lambda run: "".join(_SPOKEN_DIGITS[word] for word in _SPOKEN_WORD.findall(run[0])))
    return form.replace(_CHARACTER_DIGITS, lambda sign: sign[0].translate(DIGITS))
