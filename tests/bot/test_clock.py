"""The two clocks. The clock of the sandbox is read over a real socket, moved and stopped."""

import itertools
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


class Sandbox:
    """A stand-in for the sandbox: answers every request with `answer`."""

    def __init__(self) -> None:
        self.answer: Any = {"now": START.isoformat()}
        self.requests = 0
        sandbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sandbox.requests += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(sandbox.answer).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

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


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox()
    with running.open():
        yield running


def wait_for(clock: Clock, moment: datetime) -> datetime:
    """Return the clock's time once it has reached a moment; fail after a minute."""
    for _ in range(6000):
        if (now := clock.now()) >= moment:
            return now
        time.sleep(0.01)
    pytest.fail("the clock did not follow")


def test_the_system_clock_returns_utc() -> None:
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


def test_the_sandbox_clock_returns_utc_and_follows_changes(sandbox: Sandbox) -> None:
    clock = SandboxClock(sandbox.url)
    first = clock.now()
    assert START <= first < START + SOON
    assert first.utcoffset() == timedelta(0)
    sandbox.answer = {"now": (START + timedelta(days=1)).isoformat()}
    assert wait_for(clock, START + timedelta(days=1)) < START + timedelta(days=1) + SOON


def test_calls_within_a_short_time_share_one_request(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, requests, request_time = SandboxClock(sandbox.url), itertools.count(), SandboxClock._request_time

    def request_and_count(clock: SandboxClock) -> Any:
        next(requests)
        return request_time(clock)

    clock.now()  # until the first answer, every call requests the time
    monkeypatch.setattr(SandboxClock, "_request_time", request_and_count)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        times = list(pool.map(lambda _: clock.now(), range(2000)))
    # Many calls share one request; how many depends on the speed of the machine.
    assert next(requests) <= (time.monotonic() - began) / 0.1 + 1
    assert len(times) == 2000


def test_an_answer_that_waited_while_the_process_was_frozen_is_requested_again(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_time = SandboxClock._request_time

    def request_and_freeze(clock: SandboxClock) -> Any:
        reading = request_time(clock)
        if sandbox.requests == 1:
            sandbox.answer = {"now": (START + timedelta(days=1)).isoformat()}
            time.sleep(1.1)
        return reading

    monkeypatch.setattr(SandboxClock, "_request_time", request_and_freeze)
    assert SandboxClock(sandbox.url).now() >= START + timedelta(days=1)


def test_the_clock_goes_on_while_the_sandbox_is_gone() -> None:
    sandbox = Sandbox()
    with sandbox.open():
        clock = SandboxClock(sandbox.url)
        last = clock.now()
    assert wait_for(clock, last + timedelta(seconds=0.3)) < last + SOON


def test_the_clock_never_goes_backwards(sandbox: Sandbox) -> None:
    clock = SandboxClock(sandbox.url)
    first = clock.now()
    sandbox.answer = {"now": (START - timedelta(days=1)).isoformat()}
    requests = sandbox.requests
    while sandbox.requests == requests:
        clock.now()
    assert clock.now() >= first


@pytest.mark.parametrize("answer", [{}, [], {"now": 5}, {"now": "soon"}, {"now": "2026-07-07T09:00:00"}])
def test_an_answer_that_is_no_time_raises_clock_unavailable(sandbox: Sandbox, answer: object) -> None:
    sandbox.answer = answer
    with pytest.raises(ClockUnavailable):
        SandboxClock(sandbox.url).now()


def test_a_sandbox_that_never_answered_raises_clock_unavailable() -> None:
    sandbox = Sandbox()
    sandbox.server.server_close()
    with pytest.raises(ClockUnavailable):
        SandboxClock(sandbox.url).now()
