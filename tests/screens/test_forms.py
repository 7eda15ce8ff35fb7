"""Forms read back: what a person fills in arrives as they meant it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Draft, Intent
from bot.model.errors import BadInput, FileRefused
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.headings import Column
from bot.screens import column_questions, drafts, labels, payments
from bot.screens.blocks import make_single_line
from bot.screens.upload_requests import UploadRequest, pack_request, unpack_request
from bot.words import words
from tests.screens.judges import judge
from tests.screens.samples import IN_JAPANESE, target

Values = dict[str, dict[str, dict[str, Any]]]


def values(list_id: str | None, intent: str | None, text: str | None, when: int | None) -> Values:
    """A form as Slack sends it: what was not filled in is null."""

    def chosen(value: str | None) -> Any:
        return None if value is None else {"text": {"type": "plain_text", "text": "x"}, "value": value}

    return {
        "list": {"list": {"type": "static_select", "selected_option": chosen(list_id)}},
        "template": {"template": {"type": "static_select", "selected_option": chosen(intent)}},
        "text": {"text": {"type": "plain_text_input", "value": text}},
        "when": {"when": {"type": "datetimepicker", "selected_date_time": when}},
    }


def shown(form: dict[str, Any]) -> Values:
    """What Slack sends of a form that nobody has touched."""
    state: Values = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state[block["block_id"]] = {
                element["action_id"]: {
                    "selected_option": element.get("initial_option"),
                    "value": element.get("initial_value"),
                    "selected_date_time": element.get("initial_date_time"),
                }
            }
    return state


@given(
    list_id=st.integers(1, 10**9),
    intent=st.sampled_from(Intent),
    text=st.none() | st.text(max_size=1000),
    when=st.none() | st.integers(0, 9_999_999_999),
)
def test_a_draft_is_what_was_filled_in(list_id: int, intent: Intent, text: str | None, when: int | None) -> None:
    read = drafts.read_form(values(str(list_id), intent, text, when))
    moment = None if when is None else datetime.fromtimestamp(when, UTC)
    assert read == Draft(list_id, intent, text or "", moment)


@given(
    list_id=st.integers(1, 100),
    intent=st.sampled_from(Intent),
    text=st.text(max_size=1000),
    when=st.none() | st.integers(0, 9_999_999_999),
)
def test_a_form_that_is_shown_again_holds_what_was_filled_in(
    list_id: int, intent: Intent, text: str, when: int | None
) -> None:
    draft = drafts.read_form(values(str(list_id), intent, text, when))
    form = drafts.build_form(IN_JAPANESE, [target(list_id=n) for n in range(1, 101)], tuple(Intent), draft=draft)
    judge(form)
    assert drafts.read_form(shown(form)) == draft


def test_a_form_for_a_list_that_is_gone_begins_with_the_newest() -> None:
    draft = Draft(1, Intent.CALL_BACK, "", None)
    form = drafts.build_form(IN_JAPANESE, [target(list_id=9), target(list_id=8)], tuple(Intent), draft=draft)
    assert drafts.read_form(shown(form)).list_id == 9


def test_a_preview_without_a_list_is_refused_at_that_field() -> None:
    with pytest.raises(BadInput) as refused:
        drafts.read_form(values(None, Intent.CALL_BACK, None, None))
    assert (refused.value.code, refused.value.field) == ("list_missing", "list")


def test_without_a_template_the_first_is_meant() -> None:
    assert drafts.read_form(values("1", None, None, None)).intent is Intent.CALL_BACK


@pytest.mark.parametrize(
    ("chosen", "day"), [(None, None), ("2026-07-06", date(2026, 7, 6)), ("2028-02-29", date(2028, 2, 29))]
)
def test_a_payment_files_day_is_the_one_chosen(chosen: str | None, day: date | None) -> None:
    wish = payments.read_form({"as_of": {"as_of": {"type": "datepicker", "selected_date": chosen}}}, "F1")
    assert (wish.file, wish.as_of) == ("F1", day)


def test_a_fault_of_a_field_is_told_under_it_in_the_persons_language() -> None:
    refusal = BadInput("lint_url", "text", found="http://bit.ly/x")
    assert labels.make_form_errors(words("ja"), refusal) == {"text": "URLは入れられません：http://bit.ly/x"}
    assert labels.make_form_errors(words("en"), refusal) == {"text": "URLs are not allowed: http://bit.ly/x"}


def test_what_stands_in_a_refusal_is_short_and_without_a_number() -> None:
    told = labels.describe_refusal(
        words("ja"), FileRefused("no_such_column", column="<!here> 09012345678 " + "x" * 5000)
    )
    assert "&lt;!here&gt; ***" in told
    assert len(told) < 200


ASKED = ColumnQuestion("targets", (Column.PHONE, Column.DUE_ON), (Column.CALLS,), ("でんわ", "きげん", "かいすう"))


def picked(**columns: str | None) -> Values:
    """The page of columns as Slack sends it."""
    return {
        block: {block: {"type": "static_select", "selected_option": None if value is None else {"value": value}}}
        for block, value in ((f"column_{column}", value) for column, value in columns.items())
    }


def test_columns_come_back_as_they_were_chosen_and_what_was_left_blank_does_not() -> None:
    found = column_questions.read_form(picked(phone="でんわ", due_on="きげん", calls=None))
    assert found == {"phone": "でんわ", "due_on": "きげん"}


def test_one_heading_for_two_columns_is_an_error_at_the_second() -> None:
    with pytest.raises(BadInput) as refused:
        column_questions.read_form(picked(phone="でんわ", due_on="でんわ"))
    assert labels.make_form_errors(IN_JAPANESE.words, refused.value) == {
        "column_due_on": IN_JAPANESE.words("refusal.chosen_twice")
    }


def test_where_no_column_was_chosen_the_first_is_asked_for() -> None:
    with pytest.raises(BadInput) as refused:
        column_questions.read_form(picked(calls=None, tax=None))
    assert (refused.value.code, refused.value.field) == ("no_column_chosen", "column_calls")


def test_the_page_asks_first_for_what_the_file_cannot_do_without() -> None:
    page = column_questions.build_form(IN_JAPANESE, ASKED, UploadRequest("F1", name="7月"))
    fields = [block for block in page["blocks"] if block["type"] == "input"]
    assert [(block["block_id"], block["optional"]) for block in fields] == [
        ("column_phone", False),
        ("column_due_on", False),
        ("column_calls", True),
    ]
    assert [choice["value"] for choice in fields[0]["element"]["options"]] == list(ASKED.headings)
    assert (page["callback_id"], unpack_request(page["private_metadata"])) == (
        "list_columns",
        UploadRequest("F1", name="7月"),
    )


@given(
    name=st.none() | st.text(min_size=1, max_size=80),
    day=st.none() | st.dates(),
    chosen=st.dictionaries(st.sampled_from([column.value for column in Column]), st.text(min_size=1, max_size=40)),
    again=st.booleans(),
    instead_of=st.none() | st.integers(1, 10**9),
)
def test_a_wish_comes_back_from_a_pages_metadata_and_fits_into_it(
    name: str | None, day: date | None, chosen: dict[str, str], again: bool, instead_of: int | None
) -> None:
    wish = UploadRequest("F0123456789", name, day, chosen, again, instead_of)
    packed = pack_request(wish)
    assert len(packed) <= 3000
    assert unpack_request(packed) == replace(wish, name=None if name is None else make_single_line(name))


def test_a_number_in_a_lists_name_does_not_travel_in_metadata() -> None:
    assert "09012345678" not in pack_request(UploadRequest("F1", name="名簿 09012345678"))
