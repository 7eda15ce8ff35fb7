from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model.policy import Policy
from bot.rules.approvals import ApprovalTerms, compute_fingerprint, count_needed_approvals, find_decision_refusal
from bot.screens.samples.campaigns import make_campaign

TERMS = ApprovalTerms(
    campaign=1, submission=1, intent="call_back", provider="karaden", not_before=None, policy=Policy(), units=2, yen=24
)
MESSAGES = [(b"p" * 32, b"t" * 32, "one"), (b"q" * 32, b"u" * 32, "two")]
MARK = compute_fingerprint(TERMS, MESSAGES)


def test_the_same_campaign_has_the_same_fingerprint() -> None:
    assert compute_fingerprint(replace(TERMS), iter(list(MESSAGES))) == MARK
    assert len(MARK) == 64


@pytest.mark.parametrize(
    "changed",
    [
        *(
            {"campaign": 2},
            {"submission": 2},
            {"intent": "letter_posted"},
            {"provider": "dry_run"},
            {"units": 3},
            {"yen": 25},
        ),
        *({"not_before": datetime(2026, 7, 8, tzinfo=UTC)}, {"policy": Policy(min_calls=1)}),
    ],
)
def test_a_change_of_the_terms_changes_the_fingerprint(changed: dict[str, Any]) -> None:
    assert compute_fingerprint(replace(TERMS, **changed), MESSAGES) != MARK


@pytest.mark.parametrize(
    "messages",
    [
        MESSAGES[:1],
        MESSAGES[::-1],
        [*MESSAGES, MESSAGES[0]],
        [MESSAGES[0], (b"r" * 32, b"u" * 32, "two")],
        [MESSAGES[0], (b"q" * 32, b"v" * 32, "two")],
        [MESSAGES[0], (b"q" * 32, b"u" * 32, "tow")],
        [(b"p" * 32, b"t" * 32, "one" + "q" * 32), (b"", b"u" * 32, "two")],
    ],
)
def test_a_change_of_the_messages_changes_the_fingerprint(messages: list[tuple[bytes, bytes, str]]) -> None:
    assert compute_fingerprint(TERMS, messages) != MARK


@pytest.mark.parametrize(
    ("person", "author", "editor", "uploader", "decider", "code"),
    [
        ("A", "A", None, "U", None, "author_cannot_approve"),
        ("A", "A", "E", "U", None, "author_cannot_approve"),
        ("E", "A", "E", "U", None, "editor_cannot_approve"),
        ("U", "A", None, "U", None, "uploader_cannot_approve"),
        ("A", "A", "A", "A", "A", "author_cannot_approve"),
        ("D", "A", "E", "U", "D", "decider_cannot_approve"),
        ("C", "A", "E", "U", "D", None),
        ("C", "A", None, None, None, None),
    ],
)
def test_author_last_editor_uploader_and_decider_may_not_approve(
    person: str, author: str, editor: str | None, uploader: str | None, decider: str | None, code: str | None
) -> None:
    campaign = replace(make_campaign(), author=author, editor=editor, uploader=uploader, decider=decider)
    assert find_decision_refusal(person, campaign) == code


@pytest.mark.parametrize(("recipients", "people"), [(0, 1), (3000, 1), (3001, 2), (100_000, 2)])
def test_two_people_must_approve_above_the_limit(recipients: int, people: int) -> None:
    assert count_needed_approvals(recipients, Policy()) == people
