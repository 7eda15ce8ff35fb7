"""The sandbox's clock runs at real speed; a tester moves it forward, never back."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import START, Clock, ClockRunsForward
from tests.sandbox.slack.client import DESK, STAFF, LocalSlack


def test_the_clock_starts_on_a_tuesday_and_runs() -> None:
    since = time.monotonic()
    clock = Clock()
    assert timedelta() <= clock.now() - START <= timedelta(seconds=time.monotonic() - since)
    assert clock.now().utcoffset() == timedelta(0)
    assert START.strftime("%A") == "Tuesday"
    first = clock.now()
    time.sleep(0.02)
    assert clock.now() - first >= timedelta(milliseconds=19)


def test_the_clock_moves_forward_and_never_back() -> None:
    clock = Clock()
    clock.set(datetime(2026, 7, 8, tzinfo=UTC))
    clock.advance(60)
    assert clock.now() >= datetime(2026, 7, 8, 0, 1, tzinfo=UTC)
    with pytest.raises(ClockRunsForward):
        clock.set(START)
    with pytest.raises(ClockRunsForward):
        clock.advance(-1)


def test_the_control_interface_moves_the_clock_and_refuses_invalid_times(slack: LocalSlack) -> None:
    moved = slack.post("clock", now="2026-07-08T09:00:00+09:00")["now"]
    assert moved.startswith("2026-07-08T09:0")
    assert slack.post("clock", advance_seconds=3600)["now"].startswith("2026-07-08T10:0")
    ts = slack.bot.chat_postMessage(channel=DESK, text="あ")["ts"]
    assert datetime.fromtimestamp(float(ts), UTC).isoformat().startswith("2026-07-08T01:0")
    for wrong in (
        {"now": "2026-07-07T09:00:00+09:00"},
        {"now": "2026-07-09T09:00:00"},
        {"now": "tomorrow"},
        {"now": 5},
        {"advance_seconds": -1},
        {"advance_seconds": "1"},
        {"advance_seconds": 1e300},
        {"advance_seconds": True},
        {},
        {"now": "2026-07-09T09:00:00+09:00", "advance_seconds": 1},
    ):
        assert slack.status("clock", **wrong) == 400, wrong
    assert slack.get("clock")["now"].startswith("2026-07-08T10:0")
    assert slack.messages(STAFF)[0]["ts"] == ts
