"""A sandbox and the bot as real processes: starts and kills them, sets faults, reads what happened."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pysqlite3
from dotenv import dotenv_values

from bot.demo import drop_settings
from sandbox.walk import client, steps
from sandbox.walk.client import ControlClient
from sandbox.walk.steps import Session
from tests.process.fork_server import ForkedProcess, ForkServer

Json = dict[str, Any]
Found = TypeVar("Found")

NOFU = [sys.executable, "-m", "bot"]
WAIT_SECONDS = 180.0
"""Limit of every wait. A busy machine is slow, so a shorter one would fail by chance."""
HTTP = httpx.Client(trust_env=False, timeout=WAIT_SECONDS, limits=httpx.Limits(max_keepalive_connections=0))
"""`httpx.get` makes a client for each request, and loads certificates that no test of these needs each time."""


def read_lines(path: Path) -> list[Json]:
    """Return the JSON objects in a file, one a line. Another process writes it: a line without its end is left out."""
    complete, _, _ = path.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in complete.decode("utf-8").splitlines()]


def make_environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with only these of nofu's settings."""
    return drop_settings(os.environ) | settings


def wait_until(find: Callable[[], Found | None], what: str) -> Found:
    """Call `find` until it returns something, and return that."""
    return client.wait_until(find, what, WAIT_SECONDS)


forks: ForkServer | None = None
"""While there is one, commands run in forks of it. Else each starts an interpreter."""
Process = subprocess.Popen[bytes] | ForkedProcess


@contextmanager
def fork_commands(server: ForkServer) -> Iterator[None]:
    """Run the commands of a test in forks of a server."""
    global forks
    forks = server
    try:
        yield
    finally:
        forks = None


def start_nofu(command: Sequence[str], env: Mapping[str, str], stdout: int, stderr: int) -> Process:
    """Start a nofu command, with an environment and the descriptors of its output."""
    if forks is not None:
        return forks.start(command, env, stdout, stderr)
    return subprocess.Popen([*NOFU, *command], env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)


def run_nofu(env: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a nofu command with a settings file."""
    return run_command([*command, "--env", str(env)], make_environment())


def run_command(command: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a nofu command with an environment."""
    with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
        code = start_nofu(command, env, stdout.fileno(), stderr.fileno()).wait(WAIT_SECONDS)
        for file in (stdout, stderr):
            file.seek(0)
        return subprocess.CompletedProcess(command, code, stdout.read(), stderr.read())


def run_json(env: Path, *command: str) -> Any:
    """Run a nofu command that succeeds, and return its JSON."""
    done = run_nofu(env, *command, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


class System:
    """A running sandbox with its folder, and the bot that a test starts in it."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.env = folder / "demo.env"
        self.base = base
        self.client = ControlClient(base)
        self.session: Session = steps.open_session(self.client, folder)
        self._bot: Process | None = None
        self._forgotten: list[Process] = []

    def start(self, *options: str, **settings: str) -> None:
        """Start `nofu run` with these settings besides the sandbox's; return once its socket is connected.

        No message waits for others that go first, unless the settings say so.
        """
        with (self.folder / "bot.log").open("ab") as log:
            environment = make_environment(**{"FIRST_BATCH": "0", **settings})
            command = ["run", *options, "--env", str(self.env)]
            bot = self._bot = start_nofu(command, environment, log.fileno(), log.fileno())
        wait_until(lambda: self.is_ready() or bot.poll() is not None, "the bot's socket")
        assert bot.poll() is None, (self.folder / "bot.log").read_text()

    def get_pid(self) -> int:
        """Return the process number of the bot."""
        assert self._bot is not None
        return self._bot.pid

    def freeze(self) -> None:
        """Stop the bot with SIGSTOP: it does nothing until it is continued."""
        pid = self.get_pid()
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)

    def forget_bot(self) -> Process:
        """Return the process of the bot, so that another can be started beside it."""
        assert self._bot is not None
        bot, self._bot = self._bot, None
        self._forgotten.append(bot)
        return bot

    def kill(self) -> None:
        """End the bot with SIGKILL."""
        self._end(signal.SIGKILL)
        wait_until(lambda: not self.is_ready(), "the socket's end")

    def stop(self) -> None:
        """End the bot as a service manager does."""
        assert self._end(signal.SIGTERM) == 0
        wait_until(lambda: not self.is_ready(), "the socket's end")

    def describe(self) -> str:
        """Return the bot's exit code (None while it runs), and the end of its log."""
        log = self.folder / "bot.log"
        lines = log.read_text("utf-8").splitlines()[-60:] if log.exists() else []
        return "\n".join((f"exit code of the bot: {self._bot and self._bot.poll()}", *lines))

    def clean_up(self) -> None:
        """Kill every bot that was started."""
        for bot in self._forgotten:
            bot.kill()
            bot.wait()
        if self._bot is not None:
            self._end(signal.SIGKILL)

    def is_ready(self) -> bool:
        """Tell whether the bot has a socket."""
        return HTTP.get(f"{self.base}/control/ready").status_code == httpx.codes.OK

    def move_clock(self, **fields: object) -> None:
        """Move the desk's clock."""
        self.client.post("clock", **fields)

    def set_carrier_fault(self, fault: str, **fields: object) -> None:
        """Set a fault of the carrier."""
        self._post_fault("carrier/control/faults", fault=fault, **fields)

    def set_slack_fault(self, fault: str, **fields: object) -> None:
        """Set a fault of Slack."""
        self._post_fault("control/faults", fault=fault, **fields)

    def clear_carrier_faults(self) -> None:
        """Remove all faults of the carrier."""
        self._post_fault("carrier/control/faults", clear=True)

    def clear_slack_faults(self) -> None:
        """Remove all faults of Slack."""
        self._post_fault("control/faults", clear=True)

    def list_arrivals(self) -> list[str]:
        """Return the number of each campaign message that arrived at the carrier."""
        lines: list[Json] = HTTP.get(f"{self.base}/carrier/control/arrivals").json()
        return [line["to"] for line in lines if line["kind"] == "campaign"]

    def list_sends(self, to: str | None = None) -> list[Json]:
        """Return the evidence of every send request that the carrier read, or of those to one number."""
        lines = read_lines(self.folder / "carrier.jsonl")
        return [line for line in lines if to is None or line["to"] == to]

    def list_slack_lines(self, **wanted: str) -> list[Json]:
        """Return the evidence of what went between the bot and Slack, with these values."""
        lines = read_lines(self.folder / "slack.jsonl")
        return [line for line in lines if all(line[key] == value for key, value in wanted.items())]

    def list_own_messages(self, user: str) -> list[str]:
        """Return the texts in the desk's channel that only this person sees, without the mode before them."""
        seen = self.client.messages(self.session.desk, user)
        return [message["text"].partition("】 ")[2] for message in seen if message["ephemeral_to"] == user]

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Query the bot's database."""
        connection = pysqlite3.connect(f"file:{self.folder / 'nofu.db'}?mode=ro", uri=True, timeout=10)
        try:
            return list(connection.execute(sql, values).fetchall())
        finally:
            connection.close()

    def count_states(self) -> dict[str, int]:
        """Count the messages in each state."""
        return dict(self.query("SELECT state, COUNT(*) FROM messages GROUP BY state"))

    def wait_for_campaign(self, state: str, number: int = 1) -> None:
        """Wait until a campaign is in a state."""
        wait_until(lambda: self.query("SELECT 1 FROM campaigns WHERE id = ? AND state = ?", number, state), state)

    def find_log_lines(self, event: str) -> list[Json]:
        """Return the bot's log lines of one event."""
        return [line for line in read_lines(self.folder / "bot.log") if line["event"] == event]

    def read_setting(self, name: str) -> str:
        """Return one of the settings that the sandbox wrote."""
        return str(dotenv_values(self.env)[name])

    def write_store_settings(self) -> Path:
        """Write a settings file for commands that need only the store; the clock makes the sample debts overdue."""
        names = ("NOFU_DATA_KEY", "NOFU_DB", "NOFU_EXPORTS", "NOFU_CLOCK_URL", "SLACK_API_URL")
        values = dotenv_values(self.env)
        path = self.folder / "store.env"
        path.write_text("".join(f"{name}={values[name]}\n" for name in names), encoding="utf-8")
        return path

    def write_settings(self, name: str, **settings: str) -> Path:
        """Write a settings file: the sandbox's, with these in their place."""
        values = {**dotenv_values(self.env), **settings}
        path = self.folder / name
        path.write_text("".join(f"{key}='{value}'\n" for key, value in values.items()), encoding="utf-8")
        return path

    def _post_fault(self, path: str, **fields: object) -> None:
        assert HTTP.post(f"{self.base}/{path}", json=fields).json() == {"ok": True}

    def _end(self, number: signal.Signals) -> int:
        assert self._bot is not None
        self._bot.send_signal(number)
        return self._bot.wait(WAIT_SECONDS)


@contextmanager
def run_sandbox(folder: Path) -> Iterator[System]:
    """Run `nofu sandbox --port 0 --keep FOLDER`; at the end no process remains."""
    reader, writer = os.pipe()
    command = ["sandbox", "--port", "0", "--keep", str(folder)]
    process = start_nofu(command, make_environment(), writer, 2)
    os.close(writer)
    with os.fdopen(reader) as lines:
        try:
            url = next(line for line in lines if line.startswith("SLACK_API_URL="))
            system = System(folder, url.strip().removeprefix("SLACK_API_URL=").removesuffix("/api/"))
            try:
                yield system
            finally:
                system.clean_up()
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)
