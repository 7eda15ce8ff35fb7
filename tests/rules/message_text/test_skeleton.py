"""Skeletons: what the forms of a text are, and where their characters stand in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.message_text.skeleton import OWN, build_skeleton, fold_text, squeeze_text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ", "abc"),
        ("ﾀｲﾉｳ", "たいのう"),
        ("ﾍﾟｲﾍﾟｲ", "ぺいぺい"),
        ("滯纳", "滞納"),
        ("未\u200b納\u00ad", "未納"),
        ("dívida", "divida"),
        ("nợ thuế", "no thue"),
        ("s\u0435izure", "seizure"),
        ("①２三", "12三"),
        ("差押さぇ", "差押さえ"),
    ],
)
def test_a_text_is_folded(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize("written", ["滞・納", "滞 納", "滞\n納", "【滞】【納】", "滞ーー納", "滞x納", "滞★納"])
def test_what_stands_between_characters_is_removed(written: str) -> None:
    assert squeeze_text(written) == "滞納"


@pytest.mark.parametrize(
    ("written", "joined", "leet"),
    [
        ("u n p a i d tax", "unpaid tax", "unpaid tax"),
        ("g.i.f.t card", "gift card", "gift card"),
        ("g1ft c4rd", "g1ft c4rd", "gift card"),
        ("counter 4", "counter 4", "counter 4"),
    ],
)
def test_letters_are_joined_and_digits_in_words_are_read_as_letters(written: str, joined: str, leet: str) -> None:
    skeleton = build_skeleton(written, lambda form: form)
    assert (skeleton.joined.text, skeleton.leet.text) == (joined, leet)


@pytest.mark.parametrize(
    "written", ["〇九〇1234", "ゼロキュウゼロ1234", "O9O1234", "零九零一二三四", "まるきゅうまるいちにさんよん"]
)
def test_numbers_are_read_as_digits(written: str) -> None:
    assert build_skeleton(written, lambda form: form).numbers.text.replace(" ", "") == "0901234"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_each_character_of_a_form_has_a_place_in_the_text(text: str) -> None:
    skeleton = build_skeleton(text, lambda form: form)
    for form in (skeleton.base, skeleton.joined, skeleton.leet, skeleton.digits, skeleton.numbers, *skeleton.squeezed):
        assert len(form.text) == len(form.origins)
        assert all(0 <= start < end <= len(text) for start, end in form.origins)
        assert list(form.origins) == sorted(form.origins)


def test_the_place_of_a_part_is_that_of_its_source() -> None:
    text = "です。滞\u200b・ 納が"
    form = build_skeleton(text, lambda form: form).squeezed[0]
    start, end = form.locate(*(form.text.index("滞納"), form.text.index("滞納") + 2))
    assert text[start:end] == "滞\u200b・ 納"


def test_what_is_own_stays_between_words() -> None:
    assert squeeze_text(f"未{OWN}納") == f"未{OWN}納"
