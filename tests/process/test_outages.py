"""The bot is killed, or Slack is unreachable, in the middle of sending: every recipient gets one message."""

import subprocess
import time

import pysqlite3
import pytest

from sandbox.walk.client import find_buttons
from tests.process.campaigns import (
    find_cards,
    list_numbers,
    start_sending,
    wait_for_arrivals,
    wait_until_all_left,
    wait_until_none_is_claimed,
)
from tests.process.system import NOFU, WAIT_SECONDS, System, make_environment, run_json, wait_until

pytestmark = pytest.mark.process

PEOPLE = 60
FEWER = 40
MANY = 300
"""So many that a campaign at one message a second is not over before a test stops it."""
WORKERS = 3
"""The sender's workers at the rate 5: so many messages may be under way at a pause."""
OUTAGE_SECONDS = 15.0
"""Longer than the library needs to notice the outage and to fail to reconnect."""


@pytest.mark.fault("C1")
@pytest.mark.parametrize("marks", [(0.5,), (0.25, 0.5)], ids=["once", "twice"])
def test_a_killed_bot_continues_after_a_restart_without_duplicates(system: System, marks: tuple[float, ...]) -> None:
    system.start(SMS_RATE="20", KARADEN_LIST_COMPLETE_SECONDS="30")
    _hold_answers(system, after=round(marks[0] * PEOPLE))
    start_sending(system, PEOPLE)
    for mark, following in zip(marks, (*marks[1:], None), strict=True):
        wait_for_arrivals(system, round(mark * PEOPLE) + 1)
        system.kill()
        assert len(system.list_arrivals()) < PEOPLE
        system.clear_carrier_faults()
        if following:
            _hold_answers(system, after=round(following * PEOPLE) - len(system.list_arrivals()))
        system.start(SMS_RATE="20", KARADEN_LIST_COMPLETE_SECONDS="30")
    wait_until_all_left(system)
    # Uncertain messages are looked up after the settling time, and may be sent then.
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert [line["uncertain"] > 0 for line in system.find_log_lines("started")] == [False, *(True for _ in marks)]


def _hold_answers(system: System, after: int) -> None:
    """Delay the carrier's answers after so many, so that the bot is killed between the claim and the record."""
    system.set_carrier_fault("slow", after=after, times=PEOPLE, seconds=WAIT_SECONDS)


def test_without_slack_the_campaign_finishes_and_its_card_is_updated_later(system: System) -> None:
    system.start(SMS_RATE="8")
    system.set_carrier_fault("slow", after=FEWER // 5, times=FEWER, seconds=3)  # so that it ends during the outage
    start_sending(system, FEWER)
    wait_for_arrivals(system, FEWER // 5)
    outage_start = time.monotonic()
    system.set_slack_fault("drop_socket", seconds=3600)
    system.clear_carrier_faults()
    before = find_cards(system)[0]["text"]
    assert "送信終了" not in before
    system.wait_for_campaign("finished")
    wait_until(lambda: time.monotonic() - outage_start > OUTAGE_SECONDS, "the end of the outage")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(FEWER))
    assert not system.is_ready()
    assert "送信終了" not in find_cards(system)[0]["text"]

    system.set_slack_fault("drop_socket", seconds=0)
    # The desk's clock decides when a post is tried again.
    system.move_clock(advance_seconds=60)
    wait_until(lambda: "送信終了" in find_cards(system)[0]["text"], "the updated card")
    assert len(find_cards(system)) == 1
    wait_until(system.is_ready, "the socket")
    system.client.command(system.session.staff, system.session.desk, "/sms")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(FEWER))


@pytest.mark.fault("A9")
def test_while_slacks_web_api_fails_people_seen_within_a_day_pause_and_stop(system: System) -> None:
    system.start(SMS_RATE="1")
    start_sending(system, MANY)
    wait_for_arrivals(system, 1)
    supervisor, staff = system.session.supervisor, system.session.staff
    system.kill()
    system.start(SMS_RATE="1")  # so that the first click after a start comes in the outage
    card = wait_until(
        lambda: find_buttons(find_cards(system)[0]["blocks"], "campaign_pause") and find_cards(system), ""
    )
    ts = card[0]["ts"]
    system.set_slack_fault("http_500", times=100_000)
    press(system, staff, ts, "campaign_pause")
    system.wait_for_campaign("paused")
    press(system, staff, ts, "campaign_stop")
    wait_until(lambda: describe_last_refusal(system) == [("campaign.stop", "slack_unreachable")], "the refusal")
    press(system, supervisor, ts, "campaign_stop")
    system.wait_for_campaign("stopped")
    facts = 'SELECT actor, action FROM audit WHERE facts LIKE \'%"role": "recent"%\' ORDER BY id'
    assert system.query(facts) == [(staff, "campaign.pause"), (supervisor, "campaign.stop")]


def describe_last_refusal(system: System) -> list[tuple[str, str]]:
    """Return the action and the code of the newest refusal."""
    return system.query("SELECT action, outcome FROM audit WHERE outcome <> 'done' ORDER BY id DESC LIMIT 1")


def press(system: System, user: str, ts: str, button: str) -> None:
    """Press a button of the card of the first campaign."""
    system.client.post("click", user=user, channel=system.session.desk, ts=ts, action_id=button)


def test_the_shell_pauses_and_stops_while_neither_slack_nor_the_provider_answers(system: System) -> None:
    system.start(SMS_RATE="5")
    system.set_carrier_fault("slow", after=2, times=FEWER, seconds=4)
    start_sending(system, FEWER)
    wait_for_arrivals(system, 1)
    system.set_slack_fault("drop_socket", seconds=3600)
    env = system.write_store_settings()
    assert run_json(env, "pause") == {"campaigns": [1], "recorded": True}
    wait_until_none_is_claimed(system)
    arrived, states = len(system.list_arrivals()), system.count_states()
    assert states["queued"] == FEWER - arrived > 0
    assert run_json(env, "stop", "1") == {"campaigns": [1], "recorded": True}
    assert system.count_states()["cancelled"] == states["queued"]
    assert len(system.list_arrivals()) == arrived


@pytest.mark.fault("C4", "A10")
def test_the_shell_pauses_a_running_bot_while_the_database_is_locked(system: System) -> None:
    system.start(SMS_RATE="5")
    system.set_carrier_fault("slow", after=2, times=FEWER, seconds=4)
    start_sending(system, FEWER)
    wait_for_arrivals(system, 1)
    lock = pysqlite3.connect(system.folder / "nofu.db", isolation_level=None, timeout=WAIT_SECONDS)
    lock.execute("BEGIN IMMEDIATE")
    command = [*NOFU, "pause", "--env", str(system.write_store_settings())]
    with subprocess.Popen(command, env=make_environment(), stdout=subprocess.DEVNULL) as pause:
        mark = system.folder / "nofu.state.pause"
        wait_until(lambda: mark.read_bytes() == b"1", "the mark, which waits for no lock")
        arrived = len(system.list_arrivals())
        lock.close()
        assert pause.wait(WAIT_SECONDS) == 0
    system.wait_for_campaign("paused")
    wait_until_none_is_claimed(system)
    assert len(system.list_arrivals()) - arrived <= WORKERS
    assert system.count_states()["queued"] > 0
