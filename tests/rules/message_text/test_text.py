"""Fields in a text, and the built-in texts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Intent, TemplateUse
from bot.rules.message_text.lint import SenderIdentity, lint_text
from bot.rules.message_text.templates import (
    ALL_TEMPLATES,
    Template,
    choose_template,
    find_template,
    find_use,
    is_outdated,
    is_template,
    list_templates,
)
from bot.rules.message_text.text import (
    TextField,
    UnknownField,
    fill_fields,
    find_misplaced_field,
    find_unknown_fields,
    format_day,
    list_fields,
    normalise_text,
    render_text,
    uses_field,
)
from bot.rules.message_text.units import count_units
from tests.rules.message_text.texts import SENDER, TERMS, VALUES
from tests.tables import list_cases


def test_every_field_is_filled() -> None:
    text = "{city}{desk} {phone} {hours} {ref}"
    assert render_text(text, VALUES) == "三郷市収納管理課 048-930-0000 平日9時〜17時 1234567"


def test_line_ends_are_normalised() -> None:
    assert render_text("a\r\nb\rc\n", {}) == "a\nb\nc"
    assert normalise_text("a\r\n\r\n") == "a\n"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        *[(name, f"{{{name}}}") for name in ("amount", "REF", " ref ", "", "ref:>10", "ref.upper", "0")],
        *list_cases(("{", "{ref", "{{ref}}"), ("}", "ref}"), ("｛", "｛ref｝")),
    ],
)
def test_a_text_with_an_unknown_field_is_not_rendered(wrong: str, text: str) -> None:
    with pytest.raises(UnknownField) as refused:
        render_text(text, VALUES)
    assert refused.value.name == wrong
    assert wrong in find_unknown_fields(text)


def test_a_text_with_a_field_without_a_value_is_not_rendered() -> None:
    with pytest.raises(UnknownField):
        render_text("{hours}", {TextField.REF: "1234"})


def test_braces_in_a_value_are_not_fields() -> None:
    assert render_text("{ref}", {TextField.REF: "{city}"}) == "{city}"


@given(st.lists(st.sampled_from(("{ref}", "{city}", "{hours}", "あ", "a", "\n", "\r\n", "\r"))).map("".join))
def test_a_rendered_text_is_the_filled_one(text: str) -> None:
    assert render_text(text, VALUES) == fill_fields(text, VALUES)


@given(st.text())
def test_a_filled_text_has_no_known_field_left(text: str) -> None:
    assert not list_fields(fill_fields(text, VALUES)) or find_unknown_fields(text)


@pytest.mark.parametrize("template", ALL_TEMPLATES, ids=lambda template: template.id)
@pytest.mark.parametrize("city", ["三郷市", "春日部市"])
def test_every_built_in_text_is_one_unit_without_findings(template: Template, city: str) -> None:
    values = {**VALUES, TextField.CITY: city, TextField.PROMISE_DATE: "12月31日", TextField.LETTER_DATE: "12月31日"}
    assert count_units(render_text(template.body, values), TERMS) == 1
    assert lint_text(template.body, values, SenderIdentity(city, SENDER.desk, SENDER.phone), TERMS) == []
    assert find_misplaced_field(template.body, template.intent) is None


def test_call_back_has_several_texts_and_each_intent_has_one_of_its_own_name() -> None:
    assert len(list_templates(Intent.CALL_BACK)) == 3
    assert len({template.id for template in ALL_TEMPLATES}) == len(ALL_TEMPLATES)
    assert len({template.body for template in ALL_TEMPLATES}) == len(ALL_TEMPLATES)
    for intent in Intent:
        first = list_templates(intent)[0]
        assert first == choose_template("", intent) == find_template(intent.value)


@pytest.mark.parametrize("field", ["amount", "debt", "name", "tax", "balance", "金額", "氏名", "滞納額", "due_date"])
def test_there_is_no_field_for_a_debt_an_amount_or_a_name(field: str) -> None:
    assert find_unknown_fields(f"{{{field}}}") == [field]


@pytest.mark.parametrize("intent", Intent)
def test_only_one_intent_has_each_field_with_a_day(intent: Intent) -> None:
    assert (find_misplaced_field("{promise_date}", intent) is None) == (intent is Intent.PROMISE_NEAR)
    assert (find_misplaced_field("{letter_date}", intent) is None) == (intent is Intent.LETTER_POSTED)
    assert find_misplaced_field("{ref}{city}", intent) is None


def test_a_day_stands_as_people_write_it() -> None:
    assert (format_day(date(2026, 7, 1)), format_day(date(2026, 12, 31))) == ("7月1日", "12月31日")


def test_a_text_without_a_value_for_its_day_is_not_rendered() -> None:
    assert uses_field("{promise_date}", TextField.PROMISE_DATE)
    with pytest.raises(UnknownField, match="promise_date"):
        render_text("{promise_date}", VALUES)


def test_the_use_of_a_template_says_which_one_and_whether_it_was_changed() -> None:
    second = choose_template("call_back_2", Intent.CALL_BACK)
    assert find_use(second.body, second) == TemplateUse("call_back_2", second.version, is_changed=False)
    assert find_use(second.body + "。", second) == TemplateUse("call_back_2", second.version, is_changed=True)
    other = list_templates(Intent.CALL_BACK)[2]
    assert find_use(other.body, second) == TemplateUse(other.id, other.version, is_changed=False)
    letter = list_templates(Intent.LETTER_POSTED)[0]
    assert find_use(letter.body, second) == TemplateUse("call_back_2", second.version, is_changed=True)


def test_a_template_of_another_intent_is_not_chosen() -> None:
    assert choose_template("letter_posted_2", Intent.CALL_BACK).id == "call_back"
    assert choose_template("gone", Intent.CALL_BACK).id == "call_back"


@pytest.mark.parametrize(
    ("use", "is_old"),
    [
        (None, False),
        (TemplateUse("call_back", 1, is_changed=False), False),
        (TemplateUse("call_back", 0, is_changed=False), True),
        (TemplateUse("call_back", 0, is_changed=True), False),
        (TemplateUse("gone", 1, is_changed=False), True),
    ],
)
def test_a_text_that_is_an_earlier_template_as_it_was_is_outdated(use: TemplateUse | None, is_old: bool) -> None:
    assert is_outdated(use) is is_old


def test_a_blank_text_stands_for_the_template() -> None:
    assert is_template("")
    assert is_template(ALL_TEMPLATES[-1].body + "\n")
    assert not is_template(ALL_TEMPLATES[-1].body + "。")
