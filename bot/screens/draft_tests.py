"""Test messages on a draft's card: what became of each, their buttons, and the form of a waiver.

A phone is named only by its place in TEST_PHONES.
"""

from collections.abc import Mapping
from typing import Any

from bot.model.draft_tests import DraftTest, DraftTests, DraftTestState, StatementKind, WaiverReason
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    button_element,
    confirm_dialog,
    escape_name,
    input_block,
    mention_person,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.labels import list_names
from bot.words import Words

BUTTONS = (ids.CAMPAIGN_TEST, ids.CAMPAIGN_TEST_SEEN, ids.CAMPAIGN_TEST_WAIVE)
NOTE_LENGTH = 200
"""The longest note on a waiver."""
_CONFIRMED = {ids.CAMPAIGN_TEST: "test", ids.CAMPAIGN_TEST_SEEN: "test_seen"}


def build_tests(words: Words, tests: DraftTests | None) -> list[Block]:
    """Say which phones have the present text, what the tests cost, and what a person said in their place."""
    if tests is None:
        return []
    lines = [f"*{words('test.label')}*", _describe_situation(words, tests)]
    lines.append(words("list.comma").join(_describe_test(words, one) for one in tests.messages))
    if any(one.state is DraftTestState.UNCERTAIN for one in tests.messages):
        lines.append(words("test.uncertain"))
    if tests.total:
        lines.append(words("test.cost", n=tests.total, units=tests.units, yen=words("count.yen", n=tests.yen)))
    if tests.statement is not None:
        lines.append(_describe_statement(words, tests))
    return [section_block("\n".join(line for line in lines if line))]


def _describe_situation(words: Words, tests: DraftTests) -> str:
    if tests.is_dry_run:
        return words("test.dry_run", n=tests.phones)
    if not tests.messages:
        return words("test.other_text" if tests.has_earlier_text else "test.none", n=tests.phones)
    key = "test.arrived" if tests.reports_receipts else "test.handed_over"
    return words(key, n=tests.phones, arrived=tests.arrived)


def _describe_test(words: Words, test: DraftTest) -> str:
    state = words(f"test_state.{test.state.value}")
    if test.state is DraftTestState.UNDELIVERED:
        state = words("test.why", state=state, reason=list_names(words, "undelivered", [test.reason or "other"]))
    return words("test.line", position=test.position, state=state)


def _describe_statement(words: Words, tests: DraftTests) -> str:
    said = tests.statement
    assert said is not None
    who = mention_person(said.by, words)
    if said.kind is StatementKind.ARRIVED or said.reason is None:
        return words("test.seen", who=who, at=said.at)
    reason = words(f"waiver_reason.{said.reason.value}")
    if said.note:
        reason = words("decision.noted", reason=reason, note=escape_name(said.note, NOTE_LENGTH))
    return words("test.waived", who=who, at=said.at, reason=reason)


def is_offered(tests: DraftTests | None, action_id: str) -> bool:
    """Whether a button would do something for somebody."""
    if tests is None:
        return False
    match action_id:
        case ids.CAMPAIGN_TEST:
            return tests.may_send
        case ids.CAMPAIGN_TEST_SEEN:
            return tests.needs_look
        case _:
            return tests.is_required and not tests.is_settled


def build_button(frame: Frame, campaign_id: int, tests: DraftTests, action_id: str) -> Block:
    """Build a button. Its value is the campaign's id, and what the person sees: how often, or which text."""
    seen = str(tests.run) if action_id == ids.CAMPAIGN_TEST else tests.text
    question = confirm_dialog(frame, _CONFIRMED[action_id]) if action_id in _CONFIRMED else None
    label = frame.words(f"campaign.{action_id.removeprefix('campaign_')}")
    return button_element(label, action_id, f"{campaign_id}:{seen}", confirm=question)


def build_waiver_form(frame: Frame, value: str) -> SlackView:
    """Build the form that asks why no test is needed: `value` names campaign and text as the pressed button did."""
    words = frame.words
    options = [option_object(words(f"waiver_reason.{reason.value}"), reason.value) for reason in WaiverReason]
    note = {"type": "plain_text_input", "multiline": True, "max_length": NOTE_LENGTH}
    blocks = [
        section_block(words("test.waive_text")),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": options}),
        input_block(ids.NOTE, words("decision.note"), note, optional=True, hint=words("decision.note_hint")),
    ]
    return modal_view(
        frame,
        ids.CAMPAIGN_TEST_WAIVE,
        words("campaign.test_waive"),
        blocks,
        submit=words("test.waive_yes"),
        metadata=value,
    )


def read_waiver(values: Mapping[str, Any]) -> tuple[WaiverReason, str]:
    """Read the reason and the note of that form."""
    chosen = values[ids.REASON][ids.REASON]["selected_option"]["value"]
    return WaiverReason(chosen), values.get(ids.NOTE, {}).get(ids.NOTE, {}).get("value") or ""
