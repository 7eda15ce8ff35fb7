import pytest

from bot.rules.asking import KINDS, USEFUL, check, question, question_of
from bot.rules.columns import TARGET_LIST, lay_out
from bot.rules.eligibility import NEEDS
from bot.rules.errors import BadInput, FileRefused
from bot.rules.headings import REQUIRED, Column

ALL = [column.value for column in KINDS["targets"].names]


def refusal(heading: list[str]) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        lay_out(heading, TARGET_LIST, {})
    return refused.value


def test_a_refused_file_is_asked_about_the_columns_it_cannot_do_without_and_those_rules_go_by() -> None:
    asked = question_of("targets", refusal(["宛名番号", "でんわ", "きげん", "架電回数", "メモ", "氏名"]).facts)
    assert asked is not None
    assert asked.needed == (Column.PHONE, Column.DUE_ON)
    assert Column.DEMANDED_ON in asked.useful
    assert Column.CALLS not in asked.useful
    assert asked.headings == ("でんわ", "きげん", "メモ")


def test_nothing_is_asked_where_no_heading_is_left_to_choose() -> None:
    assert question_of("targets", refusal(["宛名番号", "氏名", "納期限"]).facts) is None
    assert question_of("targets", refusal(["宛名番号", "メモ", "税目"]).facts) is None, "two lack, one is left"
    assert question("targets", ALL, ["メモ"]) is None, "nothing lacks"
    assert question_of("targets", {"column": "phone"}) is None, "another refusal"


def test_headings_that_tell_of_people_are_not_offered() -> None:
    asked = question_of("targets", refusal(["宛名番号", "納期限", "世帯主", "住所", "〒", "でんわ"]).facts)
    assert asked is not None
    assert asked.headings == ("でんわ",)


def test_a_number_or_a_sensitive_ground_as_a_heading_is_not_offered_and_no_heading_twice() -> None:
    asked = question("targets", ["taxpayer"], ["でんわ", "09012345678", "支援措置", "でんわ", ""])
    assert asked is not None
    assert asked.headings == ("でんわ",)


def test_every_rule_that_lacks_its_column_can_be_given_one() -> None:
    for columns in NEEDS.values():
        assert columns <= {column.value for column in USEFUL["targets"]}
    for kind, known in KINDS.items():
        assert set(USEFUL[kind]) <= set(known.names)
        assert set(known.required) <= set(REQUIRED)
        assert not set(USEFUL[kind]) & set(known.required)


def test_one_heading_is_not_two_columns() -> None:
    check({"phone": "でんわ", "due_on": "きげん"})
    with pytest.raises(BadInput) as refused:
        check({"phone": "でんわ", "due_on": "でんわ"})
    assert (refused.value.code, refused.value.field) == ("chosen_twice", "due_on")
