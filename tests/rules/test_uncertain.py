"""What an answer of the provider proves about an uncertain message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.providers import Terms
from bot.model.uncertain import DoubtAnswer
from bot.rules.uncertain import bound_taken_at, classify_answer, find_next_look_up, is_proof_of_absence

TERMS = Terms("usual", 30, True, True, max_characters=660, first_unit=70, next_unit=66)
CLAIMED = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unique", "seconds", "waited", "proves"),
    [
        (False, None, 10**9, False),
        (True, None, 0, True),
        (False, 60, 59, False),
        (False, 60, 60, True),
        (True, 60, 0, True),
    ],
)
def test_not_found_proves_absence_only_by_the_terms_of_the_provider(
    unique: bool, seconds: int | None, waited: float, proves: bool
) -> None:
    terms = replace(TERMS, reference_unique=unique, list_complete_seconds=seconds)
    assert is_proof_of_absence(terms, CLAIMED, CLAIMED + timedelta(seconds=waited)) is proves


@pytest.mark.parametrize(
    ("waited", "seconds"),
    [(30, 30), (600, 30), (601, 300), (3600, 300), (3601, 3600), (73 * 3600, 3600), (73 * 3600 + 1, None)],
)
def test_the_time_between_look_ups_grows_until_nothing_new_can_be_learned(waited: int, seconds: int | None) -> None:
    now = CLAIMED + timedelta(seconds=waited)
    expected = None if seconds is None else now + timedelta(seconds=seconds)
    assert find_next_look_up(TERMS, CLAIMED, now, resend_requested=False) == expected


def test_the_provider_is_asked_as_soon_as_its_list_is_complete() -> None:
    terms = replace(TERMS, list_complete_seconds=40)
    assert find_next_look_up(
        terms, CLAIMED, CLAIMED + timedelta(seconds=30), resend_requested=False
    ) == CLAIMED + timedelta(seconds=40)
    assert find_next_look_up(
        terms, CLAIMED, CLAIMED + timedelta(seconds=40), resend_requested=False
    ) == CLAIMED + timedelta(seconds=70)


def test_the_time_of_acceptance_is_neither_before_the_campaign_nor_in_the_future() -> None:
    now, second, started = CLAIMED + timedelta(hours=1), timedelta(seconds=1), CLAIMED - timedelta(minutes=5)
    for said, counts in (
        (None, CLAIMED),
        (started - second, started),
        (CLAIMED - second, CLAIMED - second),
        (CLAIMED + second, CLAIMED + second),
        (now + second, now),
    ):
        assert bound_taken_at(said, CLAIMED, started, now) == counts
    assert bound_taken_at(now, CLAIMED, started, CLAIMED - second) == CLAIMED, "a clock that was set back"


@pytest.mark.parametrize(
    ("code", "may_ask", "answer"),
    [
        (None, True, DoubtAnswer.NOT_ASKED),
        (None, False, DoubtAnswer.CANNOT_ASK),
        ("absent", True, DoubtAnswer.ABSENT),
        ("several", True, DoubtAnswer.CONTRADICTORY),
        ("other_message", True, DoubtAnswer.CONTRADICTORY),
        ("same_id", True, DoubtAnswer.CONTRADICTORY),
        ("http_500", True, DoubtAnswer.NO_ANSWER),
        ("read_timeout", False, DoubtAnswer.NO_ANSWER),
    ],
)
def test_every_answer_is_one_that_a_person_can_read(code: str | None, may_ask: bool, answer: DoubtAnswer) -> None:
    assert classify_answer(code, may_ask=may_ask) is answer


@pytest.mark.parametrize(
    ("age", "wait"),
    [(timedelta(minutes=1), timedelta(seconds=30)), (timedelta(hours=2), timedelta(minutes=5)),
     (timedelta(hours=99), timedelta(minutes=5))],
)  # fmt: skip
def test_what_is_to_be_sent_again_is_asked_about_at_least_every_five_minutes(age: timedelta, wait: timedelta) -> None:
    assert find_next_look_up(TERMS, CLAIMED, CLAIMED + age, resend_requested=True) == CLAIMED + age + wait
