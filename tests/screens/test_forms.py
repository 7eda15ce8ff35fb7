"""Reading submitted forms."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput, FileRefused
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.headings import Column
from bot.rules.message_text.templates import ALL_TEMPLATES, TEMPLATES, Template
from bot.screens import column_questions, drafts, labels, payments
from bot.screens.blocks import make_single_line
from bot.screens.samples.base import IN_JAPANESE
from bot.screens.samples.files import make_list
from bot.screens.uploads import UploadRequest, pack_request, unpack_request
from bot.words import words
from tests.screens.checks import check_screen

Values = dict[str, dict[str, dict[str, Any]]]


def make_values(list_id: str | None, intent: str | None, text: str | None, when: int | None) -> Values:
    """Make a form as Slack sends it. Empty fields are null."""

    def option(value: str | None) -> Any:
        return None if value is None else {"text": {"type": "plain_text", "text": "x"}, "value": value}

    return {
        "list": {"list": {"type": "static_select", "selected_option": option(list_id)}},
        "template": {"template": {"type": "static_select", "selected_option": option(intent)}},
        "text": {"text": {"type": "plain_text_input", "value": text}},
        "when": {"when": {"type": "datetimepicker", "selected_date_time": when}},
    }


def read_initial_values(form: dict[str, Any]) -> Values:
    """Make what Slack sends for a form that nobody changed."""
    state: Values = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state[block["block_id"]] = {
                element["action_id"]: {
                    "selected_option": element.get("initial_option"),
                    "value": element.get("initial_value"),
                    "selected_date_time": element.get("initial_date_time"),
                    "selected_date": element.get("initial_date"),
                }
            }
    return state


@given(
    list_id=st.integers(1, 10**9),
    intent=st.sampled_from(Intent),
    text=st.none() | st.text(max_size=1000),
    when=st.none() | st.integers(0, 9_999_999_999),
)
def test_a_draft_has_the_values_of_the_form(list_id: int, intent: Intent, text: str | None, when: int | None) -> None:
    read = drafts.read_form(make_values(str(list_id), intent, text, when))
    moment = None if when is None else datetime.fromtimestamp(when, UTC)
    assert read == Draft(list_id, intent, text or "", moment)


@given(
    list_id=st.integers(1, 100),
    intent=st.sampled_from(Intent),
    text=st.text(max_size=1000),
    when=st.none() | st.integers(1_000_000_000, 9_999_999_999),  # Slack's picker takes times of ten digits
)
def test_a_form_that_is_shown_again_has_the_same_values(
    list_id: int, intent: Intent, text: str, when: int | None
) -> None:
    draft = drafts.read_form(make_values(str(list_id), intent, text, when))
    form = drafts.build_form(IN_JAPANESE, [make_list(list_id=n) for n in range(1, 101)], tuple(Intent), draft=draft)
    check_screen(form)
    assert drafts.read_form(read_initial_values(form)) == replace(draft, body=text or TEMPLATES[intent])


def test_a_form_for_a_deleted_list_starts_with_the_newest_list() -> None:
    draft = Draft(1, Intent.CALL_BACK, "", None)
    form = drafts.build_form(IN_JAPANESE, [make_list(list_id=9), make_list(list_id=8)], tuple(Intent), draft=draft)
    assert drafts.read_form(read_initial_values(form)).list_id == 9


def test_a_preview_without_a_list_is_refused_at_that_field() -> None:
    with pytest.raises(BadInput) as refused:
        drafts.read_form(make_values(None, Intent.CALL_BACK, None, None))
    assert (refused.value.code, refused.value.field) == ("list_missing", "list")


def test_without_a_template_the_first_one_is_used() -> None:
    assert drafts.read_form(make_values("1", None, None, None)).intent is Intent.CALL_BACK


@pytest.mark.parametrize(
    ("chosen", "day"), [(None, None), ("2026-07-06", date(2026, 7, 6)), ("2028-02-29", date(2028, 2, 29))]
)
def test_the_as_of_date_of_a_payment_file_is_the_one_chosen(chosen: str | None, day: date | None) -> None:
    request = payments.read_form({"as_of": {"as_of": {"type": "datepicker", "selected_date": chosen}}}, "F1")
    assert (request.file_id, request.as_of) == ("F1", day)


def test_an_error_of_a_field_is_shown_in_the_persons_language() -> None:
    refusal = BadInput("lint_url", "text", found="http://bit.ly/x")
    assert labels.make_form_errors(words("ja"), refusal) == {"text": "URLは入れられません：http://bit.ly/x"}
    assert labels.make_form_errors(words("en"), refusal) == {"text": "URLs are not allowed: http://bit.ly/x"}


def test_texts_from_outside_in_a_refusal_are_short_and_have_no_phone_number() -> None:
    text = labels.describe_refusal(
        words("ja"), FileRefused("no_such_column", column="<!here> 09012345678 " + "x" * 5000)
    )
    assert "&lt;!here&gt; ***" in text
    assert len(text) < 200


QUESTION = ColumnQuestion((Column.PHONE, Column.DUE_ON), (Column.CALLS,), ("でんわ", "きげん", "かいすう"))


def make_choice(**columns: str | None) -> Values:
    """Make the form for columns as Slack sends it."""
    return {
        block: {block: {"type": "static_select", "selected_option": None if value is None else {"value": value}}}
        for block, value in ((f"column_{column}", value) for column, value in columns.items())
    }


def test_only_columns_with_a_chosen_heading_are_read() -> None:
    found = column_questions.read_form(make_choice(phone="でんわ", due_on="きげん", calls=None))
    assert found == {"phone": "でんわ", "due_on": "きげん"}


def test_one_heading_for_two_columns_is_an_error_at_the_second() -> None:
    with pytest.raises(BadInput) as refused:
        column_questions.read_form(make_choice(phone="でんわ", due_on="でんわ"))
    assert labels.make_form_errors(IN_JAPANESE.words, refused.value) == {
        "column_due_on": IN_JAPANESE.words("refusal.chosen_twice")
    }


def test_without_any_choice_the_first_column_has_the_error() -> None:
    with pytest.raises(BadInput) as refused:
        column_questions.read_form(make_choice(calls=None, tax=None))
    assert (refused.value.code, refused.value.field) == ("no_column_chosen", "column_calls")


def test_the_form_asks_for_required_columns_first() -> None:
    page = column_questions.build_form(
        IN_JAPANESE, "list_columns", QUESTION, pack_request(UploadRequest("F1", list_name="7月"))
    )
    fields = [block for block in page["blocks"] if block["type"] == "input"]
    assert [(block["block_id"], block["optional"]) for block in fields] == [
        ("column_phone", False),
        ("column_due_on", False),
        ("column_calls", True),
    ]
    assert [choice["value"] for choice in fields[0]["element"]["options"]] == list(QUESTION.headings)
    assert (page["callback_id"], unpack_request(page["private_metadata"])) == (
        "list_columns",
        UploadRequest("F1", list_name="7月"),
    )


@given(
    name=st.none() | st.text(min_size=1, max_size=80),
    day=st.none() | st.dates(),
    columns=st.dictionaries(st.sampled_from([column.value for column in Column]), st.text(min_size=1, max_size=40)),
    import_again=st.booleans(),
    replaces=st.none() | st.integers(1, 10**9),
)
def test_a_request_is_read_back_from_metadata_and_fits_into_it(
    name: str | None, day: date | None, columns: dict[str, str], import_again: bool, replaces: int | None
) -> None:
    request = UploadRequest("F0123456789", name, day, columns, import_again, replaces)
    packed = pack_request(request)
    assert len(packed) <= 3000
    assert unpack_request(packed) == replace(request, list_name=None if name is None else make_single_line(name))


def test_a_phone_number_in_a_lists_name_is_not_written_to_metadata() -> None:
    assert "09012345678" not in pack_request(UploadRequest("F1", list_name="名簿 09012345678"))


def test_a_template_that_is_gone_is_refused_at_its_field() -> None:
    values = make_values("1", Intent.CALL_BACK, None, None)
    values["template"]["template"]["selected_option"]["value"] = "call_back_99"
    with pytest.raises(BadInput, match="template_gone") as refused:
        drafts.read_form(values)
    assert refused.value.field == "template"


@pytest.mark.parametrize(
    "template", [one for one in ALL_TEMPLATES if one.id != one.intent.value], ids=lambda one: one.id
)
@pytest.mark.parametrize("letter_on", [None, date(2026, 7, 3)])
def test_a_form_keeps_the_template_and_the_day_of_the_letters(template: Template, letter_on: date | None) -> None:
    day = letter_on if template.intent is Intent.LETTER_POSTED else None
    draft = Draft(1, template.intent, template.body, None, template.id, day)
    form = drafts.build_form(IN_JAPANESE, [make_list(list_id=1)], tuple(Intent), draft=draft)
    check_screen(form)
    values = read_initial_values(form)
    assert drafts.read_form(values) == draft
    assert drafts.has_letter_field(values) == (template.intent is Intent.LETTER_POSTED)
