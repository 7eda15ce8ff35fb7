"""Who may approve, and what: refusals are told in the person's own language and audited; one approval is one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.words import words
from tests.process.play import approve_button, numbers, press, submitted, told
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

STAFF, ENGLISH_STAFF = "U0STAFF0001", "U0STAFF0002"
CHIEF, ENGLISH_CHIEF, MANAGER = "U0SUPERV001", "U0SUPERV002", "U0MANAGER01"
PEOPLE = 8


def test_author_uploader_and_staff_cannot_approve_and_are_told_in_their_language(stage: Stage) -> None:
    stage.start()
    submitted(stage, PEOPLE, uploader=CHIEF, author=STAFF)
    submitted(stage, PEOPLE + 1, uploader=STAFF, author=CHIEF)
    (first, print_1), (second, print_2) = approve_button(stage, 1), approve_button(stage, 2)
    _refused(stage, STAFF, first, words("ja")("refusal.not_allowed"))
    _refused(stage, ENGLISH_STAFF, first, words("en")("refusal.not_allowed"))
    _refused(stage, CHIEF, first, words("ja")("refusal.uploader_cannot_approve"))
    _refused(stage, CHIEF, second, words("ja")("refusal.author_cannot_approve"))
    forged = f"1:{'0' * 64}"
    other = f"1:{print_2.partition(':')[2]}"
    _refused(stage, ENGLISH_CHIEF, first, words("en")("refusal.changed_meanwhile"), forged)
    _refused(stage, MANAGER, first, words("ja")("refusal.changed_meanwhile"), other)
    _refused(stage, MANAGER, first, words("ja")("refusal.campaign_gone"), "77:" + print_1.partition(":")[2])
    assert _decisions(stage) == [
        (STAFF, "campaign:1", "not_allowed"),
        (ENGLISH_STAFF, "campaign:1", "not_allowed"),
        (CHIEF, "campaign:1", "uploader_cannot_approve"),
        (CHIEF, "campaign:2", "author_cannot_approve"),
        (ENGLISH_CHIEF, "campaign:1", "changed_meanwhile"),
        (MANAGER, "campaign:1", "changed_meanwhile"),
        (MANAGER, "campaign:77", "campaign_gone"),
    ]
    assert stage.rows("SELECT state FROM campaigns") == [("pending",), ("pending",)]
    assert stage.rows("SELECT * FROM approvals") == []
    assert stage.sends() == []


def test_approve_pressed_again_and_by_two_people_at_once_is_one_approval(stage: Stage) -> None:
    stage.start()
    submitted(stage, PEOPLE)
    ts, _ = approve_button(stage)
    pressing = [CHIEF, ENGLISH_CHIEF, CHIEF, ENGLISH_CHIEF, CHIEF, ENGLISH_CHIEF]
    with ThreadPoolExecutor(len(pressing)) as hands:
        list(hands.map(lambda user: press(stage, user, ts), pressing))
    stage.until_campaign("finished")
    until(lambda: len(_decisions(stage)) == len(pressing), "an answer to every press")
    (winner,) = [user for user, _, outcome in _decisions(stage) if outcome == "done"]
    assert stage.rows("SELECT by FROM approvals") == [(winner,)]
    assert stage.rows("SELECT decided_by FROM campaigns") == [(winner,)]
    assert len(stage.rows("SELECT 1 FROM audit WHERE action = 'campaign.start'")) == 1
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    loser = ENGLISH_CHIEF if winner == CHIEF else CHIEF
    until(lambda: told(stage, loser), "the loser's answer")


def _refused(stage: Stage, user: str, ts: str, sentence: str, value: str | None = None) -> None:
    before = len(told(stage, user))
    press(stage, user, ts, value)
    until(lambda: len(told(stage, user)) > before, "the refusal")
    assert told(stage, user)[before:] == [sentence]


def _decisions(stage: Stage) -> list[tuple[str, str, str]]:
    return stage.rows("SELECT actor, subject, outcome FROM audit WHERE action = 'campaign.approve' ORDER BY id")
