"""The figures on a campaign's card are those of the carrier's log."""

import socket
from datetime import datetime, timedelta

import pytest

from bot.words import words
from sandbox.walk.client import find_buttons, to_text
from tests.process.campaigns import (
    find_card,
    list_numbers,
    press,
    start_sending,
    wait_for_arrivals,
    wait_until_all_left,
    wait_until_none_is_claimed,
)
from tests.process.system import System, run_nofu

pytestmark = pytest.mark.process

PEOPLE = 60
RATE = 10
WORKERS = 4
"""The sender's workers at this rate."""
MANY = 240
"""So many that a campaign is not over before a test has stopped or paused it, also on a busy machine."""
FAILURES = 5
"""After so many failures in a row the campaign is paused."""
DELAY = timedelta(seconds=30)
"""The carrier may read a request so much later than it was claimed; the minute may be over meanwhile."""


@pytest.mark.fault("P4")
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("refuse_connection", "送信事業者につながらない"),
        ("timeout_after_accept", "送信事業者につながらない"),
        ("http_500", "送信事業者がエラーを返し続ける"),
    ],
)
def test_a_provider_that_cannot_be_reached_pauses_the_campaign_and_resume_sends_the_rest(
    system: System, fault: str, reason: str
) -> None:
    system.start(SMS_RATE=str(RATE), KARADEN_LIST_COMPLETE_SECONDS="30")
    system.set_carrier_fault(fault, after=10, times=10_000, method="POST")
    system.set_carrier_fault("lookup_down", times=10_000)  # no look-up settles a message while the test counts
    start_sending(system, PEOPLE)
    system.wait_for_campaign("paused")
    wait_until_none_is_claimed(system)
    card = find_card(system, f"{reason}ため止まっています")
    states = system.count_states()
    assert states.get("uncertain", 0) <= FAILURES + WORKERS
    assert states["queued"] == PEOPLE - states.get("uncertain", 0) - 10
    assert len(system.list_arrivals()) == 10 + (states["uncertain"] if fault == "timeout_after_accept" else 0)
    find_card(system, f"{PEOPLE}通のうち10通を引き渡し", f"送信待ち{states['queued']}")

    system.clear_carrier_faults()
    press(system, system.session.supervisor, card, "campaign_resume")
    wait_for_arrivals(system, PEOPLE - states.get("uncertain", 0))
    system.move_clock(advance_seconds=60)  # uncertain messages are looked up after the settling time
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    find_card(
        system,
        f"{PEOPLE}通のうち{PEOPLE}通を引き渡し",
        f"一時停止　nofu（{reason}）",
        f"再開　<@{system.session.supervisor}>",
    )


@pytest.mark.fault("P2")
def test_without_any_connection_the_campaign_pauses_and_every_message_stays_queued(system: System) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # it does not listen, so that connections to it are refused
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/carrier/karaden"
        system.start(SMS_RATE=str(RATE), KARADEN_BASE_URL=address)
        start_sending(system, PEOPLE)
        system.wait_for_campaign("paused")
        find_card(system, "送信事業者につながらないため止まっています", f"送信待ち{PEOPLE}")
    assert system.count_states() == {"queued": PEOPLE}


def test_the_card_of_a_campaign_that_was_stopped_half_way_counts_what_arrived(system: System) -> None:
    system.start(SMS_RATE=str(RATE))
    system.set_carrier_fault("slow", after=15, times=MANY, seconds=3)  # so that it is stopped before the end
    start_sending(system, MANY)
    wait_for_arrivals(system, 15)
    card = find_card(system, "送信しています")
    press(system, system.session.supervisor, card, "campaign_stop")
    system.wait_for_campaign("stopped")
    wait_until_all_left(system)
    arrived = len(system.list_arrivals())
    assert 15 <= arrived < MANY
    card = find_card(
        system,
        f"{MANY}通のうち{arrived}通を引き渡し、{MANY - arrived}通を取消し",
        f"取消し{MANY - arrived}",
        f"中止　<@{system.session.supervisor}>",
        f"承認　<@{system.session.supervisor}>",
        f"承認を依頼　<@{system.session.staff}>",
    )
    moments = sorted(datetime.fromisoformat(line["at"]) for line in system.list_sends())
    first, last = ({words("ja").moment(moments[place] - late) for late in (timedelta(), DELAY)} for place in (0, -1))
    text = to_text(card["blocks"])
    assert any(f"{begin} から {end} まで" in text for begin in first for end in last)


def test_while_the_shell_holds_all_sending_the_card_offers_no_resume(system: System) -> None:
    system.start(SMS_RATE="1")
    start_sending(system, MANY)
    press(system, system.session.staff, find_card(system, "campaign_pause"), "campaign_pause")
    find_card(system, "campaign_resume")
    assert run_nofu(system.env, "pause").returncode == 0
    system.move_clock(advance_seconds=10)
    card = find_card(system, "今は再開できません", "nofu resume")
    assert [find_buttons(card["blocks"], f"campaign_{verb}") != [] for verb in ("resume", "stop")] == [False, True]
    assert run_nofu(system.env, "resume").returncode == 0
    find_card(system, "campaign_pause")


def test_a_campaign_that_is_approved_on_a_sunday_waits_for_monday_as_its_card_says(system: System) -> None:
    system.start(SMS_RATE=str(RATE))
    system.move_clock(now="2026-07-12T10:00:00+09:00")
    start_sending(system, PEOPLE)
    find_card(system, "承認済み", "7月13日(月) 09:00 に始まり、09:01 ごろ終わります")
    system.move_clock(now="2026-07-13T08:59:00+09:00")
    system.client.command(system.session.staff, system.session.desk, "/sms-status")  # answered by the moved clock
    assert system.list_arrivals() == []
    system.move_clock(now="2026-07-13T09:00:00+09:00")
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    find_card(system, f"{PEOPLE}通のうち{PEOPLE}通を引き渡し", "7月13日(月) 09:00 から 7月13日(月) 09:0")
