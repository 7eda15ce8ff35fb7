"""The lint on the labelled texts: no genuine one is blocked, and no other one passes, also if it is disguised."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.languages import Language
from bot.model.text_findings import FindingId
from tests.rules.message_text.judging import Verdict, judge
from tests.rules.message_text.labelled_texts import TEXTS, Label, LabelledText

F = FindingId
BAD = [text for text in TEXTS if text.must_find is not None]
GENUINE = [text for text in TEXTS if text.must_find is None]
HIDDEN = [
    text
    for text in BAD
    if text.label in (Label.SCAM, Label.DISGUISE) and text.must_find not in (F.NO_CITY, F.NO_DESK, F.NO_PHONE)
]


def test_the_labelled_texts_are_of_every_kind() -> None:
    assert len([text for text in TEXTS if text.label is Label.DISGUISE]) >= 60
    assert {text.must_find for text in BAD} >= set(F) - {F.CITY_WORD}
    assert {text.language for text in BAD} == {text.language for text in GENUINE} == set(Language)


def test_no_genuine_text_is_blocked_and_no_other_passes() -> None:
    assert [text.text for text in TEXTS if judge(text) is not Verdict.RIGHT] == []


def _full_width(sign: str) -> str:
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign


_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンッャュョー"
_HALF_WIDTH = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｯｬｭｮｰ"
_HALF = dict(zip(_KATAKANA, _HALF_WIDTH, strict=True))
_CYRILLIC = dict(zip("aceopxyi", "асеорхуі", strict=True))
_INVISIBLE = ("\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d")
_SEPARATORS = (" ", "\u3000", "・", ".", "-", "_", "/", "*", "★", "\n", "】【")


def _shift_kana(sign: str) -> str:
    return chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign


def _disguise(text: str, change: st.DataObject) -> str:
    """The text with a random disguise of each of its characters outside the fields."""
    signs = []
    inside = False
    for sign in text:
        inside = (inside or sign == "{") and sign != "}"
        if inside or sign == "}":
            signs.append(sign)
            continue
        how = change.draw(st.sampled_from(("as it is", "width", "kana", "invisible", "letter")))
        match how:
            case "width":
                sign = _HALF.get(sign, _full_width(sign))
            case "kana":
                sign = _shift_kana(sign)
            case "invisible":
                sign = sign + change.draw(st.sampled_from(_INVISIBLE))
            case "letter":
                sign = _CYRILLIC.get(sign, sign)
        signs.append(sign)
    return "".join(signs)


@given(st.sampled_from(HIDDEN), st.data())
def test_a_disguise_of_characters_hides_nothing(bad: LabelledText, change: st.DataObject) -> None:
    assert judge(replace(bad, text=_disguise(bad.text, change))) is Verdict.RIGHT


_LATIN = re.compile(r"(?<![{a-z])[A-Za-zＡ-Ｚａ-ｚ](?![a-z]*\})")


def _split_fields(text: str) -> list[str]:
    return re.split(r"(\{[a-z]+\})", text)


WORDS = (F.DEBT, F.SEIZURE, F.THREAT, F.BANK_ACCOUNT, F.PAYMENT_MEANS)
JAPANESE_WORDS = [
    text for text in BAD if text.must_find in WORDS and text.language is Language.JA and not _LATIN.search(text.text)
]


def _change_parts(text: str, change: Callable[[str], str]) -> str:
    """The text with a change of what is outside the fields."""
    return "".join(part if part[:1] == "{" else change(part) for part in _split_fields(text))


@pytest.mark.parametrize("separator", _SEPARATORS)
def test_words_with_something_between_all_their_characters_are_found(separator: str) -> None:
    spaced = [replace(bad, text=_change_parts(bad.text, separator.join)) for bad in JAPANESE_WORDS]
    assert spaced
    assert [bad.text for bad in spaced if judge(bad) is not Verdict.RIGHT] == []


_HARMLESS = {
    "。": ("。\n", "。 ", "。\u3000"),
    " ": ("\n", "\u3000", "  "),
    ":": ("：",),
    "(": ("（",),
    ")": ("）",),
    **{str(digit): (chr(0xFF10 + digit),) for digit in range(10)},
}


@given(st.sampled_from(GENUINE), st.data())
def test_a_harmless_change_blocks_no_genuine_text(genuine: LabelledText, change: st.DataObject) -> None:
    def write_otherwise(part: str) -> str:
        if "//" in part:  # the address of the city's page is allowed as it is
            return part
        return "".join(change.draw(st.sampled_from((sign, *_HARMLESS.get(sign, ())))) for sign in part)

    assert judge(replace(genuine, text=_change_parts(genuine.text, write_otherwise))) is Verdict.RIGHT
