"""Fields in a text, and the built-in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Intent
from bot.rules.message_text.lint import SenderIdentity, lint_text
from bot.rules.message_text.templates import TEMPLATES
from bot.rules.message_text.text import (
    TextField,
    UnknownField,
    fill_fields,
    find_unknown_fields,
    list_fields,
    normalise_text,
    render_text,
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


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("city", ["三郷市", "春日部市"])
def test_every_built_in_text_is_one_unit_without_findings(intent: Intent, city: str) -> None:
    values = {**VALUES, TextField.CITY: city}
    text = TEMPLATES[intent]
    assert count_units(render_text(text, values), TERMS) == 1
    assert lint_text(text, values, SenderIdentity(city, SENDER.desk, SENDER.phone), TERMS) == []
