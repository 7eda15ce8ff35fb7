"""The two clocks. The sandbox's is asked over a real socket, moved, and taken away."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.clock import Clock, ClockUnavailable, SandboxClock, SystemClock

START = datetime.fromisoformat("2026-07-07T09:00:00+09:00")
SOON = timedelta(seconds=30)


class Desk:
    """A stand-in for the sandbox: answers with what it is told to."""

    def __init__(self) -> None:
        self.answer: Any = {"now": START.isoformat()}
        self.asked = 0
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                desk.asked += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(desk.answer).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/control/clock"

    @contextmanager
    def open(self) -> Iterator[None]:
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()


def wait_for(clock: Clock, moment: datetime) -> datetime:
    """The clock's time as soon as it has reached a moment; fails after a minute."""
    for _ in range(6000):
        if (now := clock.now()) >= moment:
            return now
        time.sleep(0.01)
    pytest.fail("the clock did not follow")


def test_the_systems_clock_tells_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/now", "https://127.0.0.1/now", "http://localhost.example/now", "127.0.0.1:80", ""]
)
def test_a_clock_that_is_not_on_this_machine_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        SandboxClock(url)


def test_the_sandboxs_time_is_told_in_utc_and_follows_its_moves() -> None:
    desk = Desk()
    with desk.open():
        clock = SandboxClock(desk.url)
        first = clock.now()
        assert START <= first < START + SOON
        assert first.utcoffset() == timedelta(0)
        desk.answer = {"now": (START + timedelta(days=1)).isoformat()}
        assert wait_for(clock, START + timedelta(days=1)) < START + timedelta(days=1) + SOON


def test_the_sandbox_is_not_asked_at_every_look() -> None:
    desk = Desk()
    with desk.open():
        clock = SandboxClock(desk.url)
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: clock.now(), range(2000)))
        # Hundreds of looks share one question; how many depends on the machine's speed alone.
        assert desk.asked <= (time.monotonic() - began) / 0.1 + 1
    assert len(told) == 2000


def test_time_goes_on_while_the_sandbox_is_gone() -> None:
    desk = Desk()
    with desk.open():
        clock = SandboxClock(desk.url)
        last = clock.now()
    assert wait_for(clock, last + timedelta(seconds=0.3)) < last + SOON


def test_time_never_steps_backwards() -> None:
    desk = Desk()
    with desk.open():
        clock = SandboxClock(desk.url)
        first = clock.now()
        desk.answer = {"now": (START - timedelta(days=1)).isoformat()}
        asked = desk.asked
        while desk.asked == asked:
            clock.now()
        assert clock.now() >= first


@pytest.mark.parametrize("answer", [{}, [], {"now": 5}, {"now": "soon"}, {"now": "2026-07-07T09:00:00"}])
def test_an_answer_that_is_no_time_is_not_believed(answer: object) -> None:
    desk = Desk()
    desk.answer = answer
    with desk.open(), pytest.raises(ClockUnavailable):
        SandboxClock(desk.url).now()


def test_a_sandbox_that_never_answered_has_no_time() -> None:
    desk = Desk()
    desk.server.server_close()
    with pytest.raises(ClockUnavailable):
        SandboxClock(desk.url).now()
