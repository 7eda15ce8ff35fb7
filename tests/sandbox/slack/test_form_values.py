"""The values of a form's elements: initial values, values that a person sets, values that Slack refuses."""

from typing import Any

import pytest

from sandbox.slack.errors import Json, NotFound, NotPossible
from sandbox.slack.form_values import collect_values, find_errors, keep_values, merge_values

OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("ja", "en")]


def build_input(element: Json, **more: object) -> Json:
    return {"type": "input", "block_id": "b", "label": {}, "element": {"action_id": "a", **element}, **more}


def refuse_file(identity: str) -> Json:
    raise NotFound(identity)


def set_value(element: Json, **value: object) -> Any:
    blocks = [build_input(element)]
    typed = merge_values(blocks, {}, {"b": {"a": {"type": element["type"], **value}}}, refuse_file)
    return collect_values(blocks, typed)["b"]["a"]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input"}, {"value": None}),
        ({"type": "plain_text_input", "initial_value": "始"}, {"value": "始"}),
        ({"type": "number_input", "is_decimal_allowed": False}, {"value": None}),
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": None}),
        ({"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[1]}, {"selected_option": OPTIONS[1]}),
        ({"type": "checkboxes", "options": OPTIONS}, {"selected_options": []}),
        ({"type": "multi_static_select", "options": OPTIONS}, {"selected_options": []}),
        ({"type": "datepicker", "initial_date": "2026-07-07"}, {"selected_date": "2026-07-07"}),
        ({"type": "timepicker"}, {"selected_time": None}),
        ({"type": "datetimepicker", "initial_date_time": 1783382400}, {"selected_date_time": 1783382400}),
        ({"type": "file_input"}, {"files": []}),
    ],
)
def test_an_unchanged_element_has_its_initial_value(element: Json, value: Json) -> None:
    values = collect_values([build_input(element)], {})
    assert values == {"b": {"a": {"type": element["type"], **value}}}


def test_a_chosen_option_is_sent_as_a_whole_and_an_unknown_one_is_refused() -> None:
    select = {"type": "static_select", "options": OPTIONS}
    assert set_value(select, selected_option={"value": "en"})["selected_option"] == OPTIONS[1]
    grouped = {"type": "static_select", "option_groups": [{"label": {}, "options": OPTIONS}]}
    assert set_value(grouped, selected_option={"value": "ja"})["selected_option"] == OPTIONS[0]
    many = {"type": "checkboxes", "options": OPTIONS}
    assert set_value(many, selected_options=[{"value": "en"}])["selected_options"] == [OPTIONS[1]]
    with pytest.raises(NotPossible, match="no option 'zh'"):
        set_value(select, selected_option={"value": "zh"})


def test_a_value_of_another_type_or_element_is_refused() -> None:
    blocks = [build_input({"type": "plain_text_input"})]
    for wrong in ({"type": "datepicker", "selected_date": "x"}, "text", {"selected_date": "x"}):
        with pytest.raises(NotPossible):
            merge_values(blocks, {}, {"b": {"a": wrong}}, refuse_file)
    with pytest.raises(NotPossible):
        merge_values(blocks, {}, {"b": "text"}, refuse_file)
    with pytest.raises(NotFound):
        merge_values(blocks, {}, {"b": {"other": {"value": "x"}}}, refuse_file)
    with pytest.raises(NotFound):
        merge_values(blocks, {}, {"other": {"a": {"value": "x"}}}, refuse_file)


@pytest.mark.parametrize(
    ("element", "value", "refused"),
    [
        ({"type": "plain_text_input", "min_length": 2, "max_length": 3}, {"value": "あ"}, True),
        ({"type": "plain_text_input", "min_length": 2, "max_length": 3}, {"value": "あい"}, False),
        ({"type": "plain_text_input", "min_length": 2, "max_length": 3}, {"value": "あいうえ"}, True),
        ({"type": "plain_text_input"}, {"value": ""}, True),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "10"}, {"value": "10"}, False),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "10"}, {"value": "11"}, True),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}, {"value": "0"}, True),
        ({"type": "number_input", "is_decimal_allowed": False}, {"value": "1.5"}, True),
        ({"type": "number_input", "is_decimal_allowed": True}, {"value": "1.5"}, False),
        ({"type": "checkboxes", "options": OPTIONS}, {"selected_options": []}, True),
        ({"type": "file_input"}, {"files": []}, True),
    ],
)
def test_slack_refuses_an_invalid_value(element: Json, value: Json, refused: bool) -> None:
    values = {"b": {"a": {"type": element["type"], **value}}}
    assert set(find_errors([build_input(element)], values)) == ({"b"} if refused else set())


def test_an_optional_input_may_be_empty_but_not_invalid() -> None:
    number = build_input({"type": "number_input", "is_decimal_allowed": False}, optional=True)
    assert find_errors([number], collect_values([number], {})) == {}
    wrong = {"b": {"a": {"type": "number_input", "value": "x"}}}
    assert set(find_errors([number], wrong)) == {"b"}


def test_too_many_files_are_refused() -> None:
    files = build_input({"type": "file_input", "max_files": 1})
    values = {"b": {"a": {"type": "file_input", "files": [{"id": "F1"}, {"id": "F2"}]}}}
    assert set(find_errors([files], values)) == {"b"}


def test_inputs_stay_where_block_action_and_type_are_the_same() -> None:
    typed = {"b": {"a": {"type": "plain_text_input", "value": "途中"}}}
    assert keep_values([build_input({"type": "plain_text_input", "initial_value": "新"})], typed) == typed
    assert keep_values([build_input({"type": "url_text_input"})], typed) == {}
    assert keep_values([{**build_input({"type": "plain_text_input"}), "block_id": "c"}], typed) == {}
