"""A sandbox and the bot as real processes, what happens between them, and a hand to act with."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pysqlite3

from sandbox.walk import steps
from sandbox.walk.hand import Hand
from sandbox.walk.steps import Desk

Json = dict[str, Any]
Found = TypeVar("Found")

NOFU = [sys.executable, "-m", "bot"]
PATIENCE = 90.0
"""Seconds until something that must come has not come; a machine may be slow, so nothing is proved by less."""
_OURS = ("NOFU_", "SLACK_", "SMS_", "KARADEN_", "CITY_", "DESK_", "APPROVAL_", "DIGEST_", "SEND_", "IMPORT_", "CALL_")


def environment(**settings: str) -> dict[str, str]:
    """This shell's environment without any of nofu's settings, then these."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | settings


def until(look: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until there is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")


class Stage:
    """A running sandbox with its folder; the bot is started, stopped and killed in it."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.env = folder / "demo.env"
        self.base = base
        self.desk: Desk = steps.at(Hand(base), folder)
        self._bot: subprocess.Popen[bytes] | None = None

    @property
    def hand(self) -> Hand:
        return self.desk.hand

    def start(self, **settings: str) -> None:
        """`nofu run` with these settings above the sandbox's own; returns once its socket is up."""
        with (self.folder / "bot.log").open("ab") as log:
            command = [*NOFU, "run", "--env", str(self.env)]
            bot = self._bot = subprocess.Popen(command, env=environment(**settings), stderr=log, stdout=log)
        until(lambda: self.ready() or bot.poll() is not None, "the bot's socket")
        assert bot.poll() is None, (self.folder / "bot.log").read_text()

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)
        until(lambda: not self.ready(), "the socket's end")

    def stop(self) -> None:
        """End the bot as a service manager does."""
        assert self._end(signal.SIGTERM) == 0
        until(lambda: not self.ready(), "the socket's end")

    def leave(self) -> None:
        """Whatever became of the test: no process stays."""
        if self._bot is not None:
            self._end(signal.SIGKILL)

    def ready(self) -> bool:
        """Whether the bot has a socket."""
        return httpx.get(f"{self.base}/control/ready").status_code == httpx.codes.OK

    def clock(self, **fields: object) -> None:
        """Move the desk's clock."""
        self.hand.post("clock", **fields)

    def carrier_fault(self, fault: str, **fields: object) -> None:
        """Let something go wrong at the carrier."""
        self._fault("carrier/control/faults", {"fault": fault, **fields})

    def slack_fault(self, fault: str, **fields: object) -> None:
        """Let something go wrong in Slack."""
        self._fault("control/faults", {"fault": fault, **fields})

    def no_more_faults(self) -> None:
        """The carrier is well again."""
        self._fault("carrier/control/faults", {"clear": True})

    def arrived(self) -> list[str]:
        """The numbers that messages have arrived for, each as often as one did."""
        lines: list[Json] = httpx.get(f"{self.base}/carrier/control/arrivals").json()
        return [line["to"] for line in lines if line["kind"] == "campaign"]

    def sends(self, to: str | None = None) -> list[Json]:
        """Every request to send that the carrier has read, as its evidence has it; those to one number."""
        lines = [json.loads(line) for line in (self.folder / "carrier.jsonl").read_text("utf-8").splitlines()]
        return [line for line in lines if to is None or line["to"] == to]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the bot's file."""
        connection = pysqlite3.connect(f"file:{self.folder / 'nofu.db'}?mode=ro", uri=True, timeout=10)
        try:
            return list(connection.execute(sql, values).fetchall())
        finally:
            connection.close()

    def states(self) -> dict[str, int]:
        """How many messages are in each state."""
        return dict(self.rows("SELECT state, COUNT(*) FROM messages GROUP BY state"))

    def until_campaign(self, state: str, number: int = 1) -> None:
        """Wait until a campaign is in a state."""
        until(lambda: self.rows("SELECT 1 FROM campaigns WHERE id = ? AND state = ?", number, state), state)

    def logged(self, event: str) -> list[Json]:
        """The bot's log lines of one kind."""
        lines = [json.loads(line) for line in (self.folder / "bot.log").read_text("utf-8").splitlines()]
        return [line for line in lines if line["event"] == event]

    def _fault(self, path: str, fields: Mapping[str, object]) -> None:
        assert httpx.post(f"{self.base}/{path}", json=fields).json() == {"ok": True}

    def _end(self, number: signal.Signals) -> int:
        assert self._bot is not None
        self._bot.send_signal(number)
        return self._bot.wait(PATIENCE)


@contextmanager
def sandbox(folder: Path) -> Iterator[Stage]:
    """`nofu sandbox --port 0 --keep DIR`, until it is left."""
    command = [*NOFU, "sandbox", "--port", "0", "--keep", str(folder)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(line for line in process.stdout if line.startswith("SLACK_API_URL="))
            stage = Stage(folder, url.strip().removeprefix("SLACK_API_URL=").removesuffix("/api/"))
            try:
                yield stage
            finally:
                stage.leave()
        finally:
            process.terminate()
