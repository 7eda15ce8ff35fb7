"""`nofu demo`: runs the sandbox (a local Slack and carrier) and the real bot, each as a process."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from dotenv import dotenv_values

from bot import loopback
from bot.settings.loading import SETTINGS

_READY_SECONDS = 30.0
_ENDING_SECONDS = 15.0
_ANY_OF_SLACK = "SLACK_"
"""Bolt itself reads variables with this prefix that are no settings of nofu, for example SLACK_CLIENT_ID."""


def run_demo(port: int, keep: Path | None, language: str, provider: str, walk: bool) -> int:
    """Start the sandbox and the bot, and wait; with `walk`, do the main job and end. Returns the exit code.

    `language` (ja or en): that of the channels; with `en` everybody in the sample city reads English. `provider`: the
    SMS provider whose API the bot uses.
    Raises FileExistsError if `keep` has the database of an earlier demo.
    """
    loopback.install_guard()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that SIGTERM ends the child processes too
    with tempfile.TemporaryDirectory(prefix="nofu-demo-") as temporary:
        folder = (keep or Path(temporary)).resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / "nofu.db").exists():
            raise FileExistsError(errno.EEXIST, "earlier demo", str(folder / "nofu.db"))
        command = ["sandbox", "--port", str(port), "--keep", str(folder), "--locale", language, "--provider", provider]
        with _start_process(command, stdout=subprocess.PIPE) as sandbox:
            if sandbox.stdout is None or not sandbox.stdout.readline():
                return sandbox.wait() or 1
            base = _read_base_url(folder)
            print(f"{base}/", flush=True)
            with _start_process(["run", "--env", str(folder / "demo.env")], stderr=folder / "bot.log") as bot:
                if not _is_bot_ready(base, bot):
                    print(f"nofu demo: {folder / 'bot.log'}", file=sys.stderr)
                    return 1
                return _run_walk(base, folder) if walk else _wait_for_end(sandbox, bot)


def drop_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that are no settings of nofu, so that only a settings file has an effect."""
    return {
        name: value
        for name, value in environment.items()
        if name not in SETTINGS and not name.startswith(_ANY_OF_SLACK)
    }


def _run_walk(base: str, folder: Path) -> int:
    return subprocess.run([sys.executable, "-m", "sandbox.walk", base, str(folder)], check=False).returncode


def _wait_for_end(*processes: subprocess.Popen[bytes]) -> int:
    """Wait until Ctrl-C is pressed, or one of the processes ends."""
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    return 1


def _read_base_url(folder: Path) -> str:
    url = dotenv_values(folder / "demo.env")["SLACK_API_URL"] or ""
    return url.removesuffix("/api/")


def _is_bot_ready(base: str, bot: subprocess.Popen[bytes]) -> bool:
    """Whether the bot is connected to the sandbox's Slack; waits for it."""
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and bot.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/control/ready", timeout=2):  # noqa: S310 - http on the loopback
                return True
        except (URLError, OSError):
            time.sleep(0.05)
    return False


@contextmanager
def _start_process(
    command: list[str], *, stdout: int | None = None, stderr: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `nofu command …` as a process without the settings of this shell; ends it afterwards."""
    log = stderr.open("ab") if stderr else None
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        env=drop_settings(os.environ),
        stdout=stdout,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end_process(process)
        if log:
            log.close()


def _end_process(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
