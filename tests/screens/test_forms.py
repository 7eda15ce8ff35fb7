"""Forms read back: what a person fills in arrives as they meant it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.campaigns import Draft
from bot.rules.errors import BadInput, FileRefused
from bot.rules.templates import Intent
from bot.screens import drafts, payments, refusals
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
    read = drafts.read(values(str(list_id), intent, text, when))
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
    draft = drafts.read(values(str(list_id), intent, text, when))
    form = drafts.form(IN_JAPANESE, [target(list_id=n) for n in range(1, 101)], tuple(Intent), draft=draft)
    judge(form)
    assert drafts.read(shown(form)) == draft


def test_a_form_for_a_list_that_is_gone_begins_with_the_newest() -> None:
    draft = Draft(1, Intent.CALL_BACK, "", None)
    form = drafts.form(IN_JAPANESE, [target(list_id=9), target(list_id=8)], tuple(Intent), draft=draft)
    assert drafts.read(shown(form)).list_id == 9


def test_a_preview_without_a_list_is_refused_at_that_field() -> None:
    with pytest.raises(BadInput) as refused:
        drafts.read(values(None, Intent.CALL_BACK, None, None))
    assert (refused.value.code, refused.value.field) == ("list_missing", "list")


def test_without_a_template_the_first_is_meant() -> None:
    assert drafts.read(values("1", None, None, None)).intent is Intent.CALL_BACK


@pytest.mark.parametrize(
    ("chosen", "day"), [(None, None), ("2026-07-06", date(2026, 7, 6)), ("2028-02-29", date(2028, 2, 29))]
)
def test_a_payment_files_day_is_the_one_chosen(chosen: str | None, day: date | None) -> None:
    assert payments.as_of({"as_of": {"as_of": {"type": "datepicker", "selected_date": chosen}}}) == day


def test_a_fault_of_a_field_is_told_under_it_in_the_persons_language() -> None:
    refusal = BadInput("lint_url", "text", found="http://bit.ly/x")
    assert refusals.errors(words("ja"), refusal) == {"text": "URLは入れられません：http://bit.ly/x"}
    assert refusals.errors(words("en"), refusal) == {"text": "URLs are not allowed: http://bit.ly/x"}


def test_what_stands_in_a_refusal_is_short_and_without_a_number() -> None:
    told = refusals.sentence(words("ja"), FileRefused("no_such_column", column="<!here> 09012345678 " + "x" * 5000))
    assert "&lt;!here&gt; ***" in told
    assert len(told) < 200
