"""Who may approve, and what: refusals are shown in the user's language and audited; a campaign is approved once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.words import words
from tests.process.campaigns import find_approve_button, list_numbers, press_approve, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

STAFF, ENGLISH_STAFF = "U0STAFF0001", "U0STAFF0002"
CHIEF, ENGLISH_CHIEF, MANAGER = "U0SUPERV001", "U0SUPERV002", "U0MANAGER01"
PEOPLE = 8


def test_author_uploader_and_staff_cannot_approve_and_read_why_in_their_language(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE, uploader=CHIEF, author=STAFF)
    submit_campaign(system, PEOPLE + 1, uploader=STAFF, author=CHIEF)
    (first, print_1), (second, print_2) = find_approve_button(system, 1), find_approve_button(system, 2)
    _check_refusal(
        system, STAFF, first, "承認できるのは承認者です（あなたの役割：担当者）。必要な場合は管理者に相談してください。"
    )
    _check_refusal(
        system,
        ENGLISH_STAFF,
        first,
        "To approve this, you need the role of supervisor (yours: staff). Please ask an administrator if you need it.",
    )
    _check_refusal(system, CHIEF, first, words("ja")("refusal.uploader_cannot_approve"))
    _check_refusal(system, CHIEF, second, words("ja")("refusal.author_cannot_approve"))
    forged = f"1:{'0' * 64}"
    other = f"1:{print_2.partition(':')[2]}"
    _check_refusal(system, ENGLISH_CHIEF, first, words("en")("refusal.changed_meanwhile"), forged)
    _check_refusal(system, MANAGER, first, words("ja")("refusal.changed_meanwhile"), other)
    _check_refusal(system, MANAGER, first, words("ja")("refusal.campaign_gone"), "77:" + print_1.partition(":")[2])
    assert _list_decisions(system) == [
        (STAFF, "campaign:1", "not_allowed"),
        (ENGLISH_STAFF, "campaign:1", "not_allowed"),
        (CHIEF, "campaign:1", "uploader_cannot_approve"),
        (CHIEF, "campaign:2", "author_cannot_approve"),
        (ENGLISH_CHIEF, "campaign:1", "changed_meanwhile"),
        (MANAGER, "campaign:1", "changed_meanwhile"),
        (MANAGER, "campaign:77", "campaign_gone"),
    ]
    assert system.query("SELECT state FROM campaigns") == [("pending",), ("pending",)]
    assert system.query("SELECT * FROM approvals") == []
    assert system.list_sends() == []


def test_approve_pressed_several_times_by_two_users_at_once_is_one_approval(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    ts, _ = find_approve_button(system)
    presses = [CHIEF, ENGLISH_CHIEF, CHIEF, ENGLISH_CHIEF, CHIEF, ENGLISH_CHIEF]
    with ThreadPoolExecutor(len(presses)) as pool:
        list(pool.map(lambda user: press_approve(system, user, ts), presses))
    system.wait_for_campaign("finished")
    wait_until(lambda: len(_list_decisions(system)) == len(presses), "an answer to every press")
    (winner,) = [user for user, _, outcome in _list_decisions(system) if outcome == "done"]
    assert system.query("SELECT by FROM approvals") == [(winner,)]
    assert system.query("SELECT decided_by FROM campaigns") == [(winner,)]
    assert len(system.query("SELECT 1 FROM audit WHERE action = 'campaign.start'")) == 1
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    loser = ENGLISH_CHIEF if winner == CHIEF else CHIEF
    wait_until(lambda: system.list_own_messages(loser), "the loser's answer")


def _check_refusal(system: System, user: str, ts: str, sentence: str, value: str | None = None) -> None:
    before = len(system.list_own_messages(user))
    press_approve(system, user, ts, value)
    wait_until(lambda: len(system.list_own_messages(user)) > before, "the refusal")
    assert system.list_own_messages(user)[before:] == [sentence]


def _list_decisions(system: System) -> list[tuple[str, str, str]]:
    return system.query("SELECT actor, subject, outcome FROM audit WHERE action = 'campaign.approve' ORDER BY id")
