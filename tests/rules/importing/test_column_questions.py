import pytest

from bot.model.errors import BadInput, FileRefused
from bot.rules.eligibility import NEEDS
from bot.rules.importing.column_questions import build_question, build_question_from_refusal, check_choice
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.headings import REQUIRED, Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.layouts import build_layout

ALL = [column.value for column in FILE_FORMATS["targets"].columns.names]


def refusal(heading: list[str]) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        build_layout([heading], TARGET_LIST, {})
    return refused.value


def test_a_question_names_missing_required_and_useful_columns() -> None:
    asked = build_question_from_refusal(
        "targets", refusal(["宛名番号", "でんわ", "きげん", "架電回数", "メモ", "氏名"]).facts
    )
    assert asked is not None
    assert asked.needed == (Column.PHONE, Column.DUE_ON)
    assert Column.DEMANDED_ON in asked.useful
    assert Column.CALLS not in asked.useful
    assert asked.headings == ("でんわ", "きげん", "メモ")


def test_no_question_is_asked_if_no_choice_would_help() -> None:
    assert build_question_from_refusal("targets", refusal(["宛名番号", "氏名", "納期限"]).facts) is None
    assert build_question_from_refusal("targets", refusal(["宛名番号", "メモ", "税目"]).facts) is None, (
        "two lack, one is left"
    )
    assert build_question("targets", ALL, ["メモ"]) is None, "nothing lacks"
    assert build_question_from_refusal("targets", {"column": "phone"}) is None, "another refusal"


def test_headings_of_personal_data_are_not_offered() -> None:
    asked = build_question_from_refusal(
        "targets", refusal(["宛名番号", "納期限", "世帯主", "住所", "〒", "でんわ"]).facts
    )
    assert asked is not None
    assert asked.headings == ("でんわ",)


def test_phone_numbers_sensitive_grounds_and_repeated_headings_are_not_offered() -> None:
    asked = build_question("targets", ["taxpayer"], ["でんわ", "09012345678", "支援措置", "でんわ", ""])
    assert asked is not None
    assert asked.headings == ("でんわ",)


def test_every_column_that_a_rule_needs_can_be_assigned() -> None:
    for columns in NEEDS.values():
        assert columns <= {column.value for column in FILE_FORMATS["targets"].columns.useful}
    for kind, known in ((kind, one.columns) for kind, one in FILE_FORMATS.items() if one.columns.useful):
        assert set(FILE_FORMATS[kind].columns.useful) <= set(known.names)
        assert set(known.required) <= set(REQUIRED)
        assert not set(FILE_FORMATS[kind].columns.useful) & set(known.required)


def test_a_heading_cannot_be_chosen_for_two_columns() -> None:
    check_choice({"phone": "でんわ", "due_on": "きげん"})
    with pytest.raises(BadInput) as refused:
        check_choice({"phone": "でんわ", "due_on": "でんわ"})
    assert (refused.value.code, refused.value.field) == ("chosen_twice", "due_on")
