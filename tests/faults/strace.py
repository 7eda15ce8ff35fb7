"""Runs a process under strace: counts its steps, kills it at one of them, makes them fail, or records them.

A step is a system call that others can notice: a write or sync of a file, or bytes for a socket. Steps are counted over
all threads together, in the order in which strace sees them begin. To kill the process at step N, each step begins with
a short delay, in which the reader of strace's output sends SIGKILL: the step itself never happens.
(strace's own `signal=KILL:when=N` counts for each thread apart, so it reaches only the first steps of most threads.)
"""

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

STEPS = ("pwrite64", "fsync", "fdatasync", "ftruncate", "sendto")
_RENAME = "rename"
"""Recorded, too: a file that replaces another is part of what a power cut may lose."""
_DELAY_MICROSECONDS = 4_000
"""How long a step waits for the kill. The reader needs less than a millisecond on an idle machine."""
_STEP = re.compile(rf"^\d+ +({'|'.join(STEPS)})\(")
_CLOCK_REQUESTS = ('"GET /control/clock', r'"\x47\x45\x54\x20\x2f\x63\x6f\x6e\x74\x72\x6f\x6c\x2f\x63\x6c\x6f\x63\x6b')
"""The bot asks the sandbox's clock ten times a second, which no system in use does: this is not a step."""
_BEGINNING = ("-s", "48")
_IN_FULL = ("-y", "-xx", "-s", "70000")
"""Paths beside descriptors, everything as hexadecimal bytes, whole pages of a database."""
_INJECTED = "(INJECTED)"
_SKIP_ALLOWED = "NOFU_FAULTS_WITHOUT_STRACE"


def require_strace() -> None:
    """Fail the test where strace cannot trace; skip it if the variable NOFU_FAULTS_WITHOUT_STRACE allows that."""
    done = None
    if shutil.which("strace"):
        done = subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "true"], capture_output=True, check=False)
    if done is not None and done.returncode == 0:
        return
    text = "THE PROOF DID NOT RUN: strace is not installed, or this machine does not let it trace"
    if os.environ.get(_SKIP_ALLOWED):
        pytest.skip(text)
    pytest.fail(f"{text}. {_SKIP_ALLOWED}=1 skips it.")


@dataclass(frozen=True, slots=True)
class DiskFault:
    """An error of the disk: calls `first` to `last` of each thread that concern these files fail."""

    call: str
    error: str
    first: int
    last: int
    paths: tuple[str, ...]


class TracedProcess:
    """A process under strace. `kill_at`: the number of the step at whose beginning it is killed; None: never.

    `steps` holds the name of each step that began; more than `kill_at` of them if the kill came late. With `record`,
    `lines` holds every line of strace, with the data in full (`recording.py` reads them). With `fault` only calls on
    its files are steps, and `failed` counts those that it made fail.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        folder: Path,
        kill_at: int | None = None,
        *,
        record: bool = False,
        fault: DiskFault | None = None,
    ) -> None:
        self.steps: list[str] = []
        self.failed = 0
        self.lines: list[str] = []
        self.was_killed = False
        self._kill_at = kill_at
        self._record = record
        self._pid_file = folder / "traced.pid"
        self._pid_file.unlink(missing_ok=True)
        reading, writing = os.pipe()
        with (folder / "bot.log").open("ab") as log:
            self._strace = subprocess.Popen(
                [
                    *_make_strace_command(writing, record=record, fault=fault),
                    *_write_pid_first(self._pid_file, command),
                ],
                env=dict(env),
                pass_fds=[writing],
                stdout=log,
                stderr=log,
            )
        os.close(writing)
        self._reader = threading.Thread(target=self._read, args=(reading,), daemon=True)
        self._reader.start()

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended, and strace with it."""
        return self._strace.poll() is not None

    @property
    def overshoot(self) -> int:
        """How many steps began after the one at which the process should have been killed."""
        return max(0, len(self.steps) - self._kill_at) if self.was_killed and self._kill_at else 0

    def kill(self) -> None:
        """End the process with SIGKILL, and wait for it."""
        if not self.has_ended:
            with suppress(ProcessLookupError):  # it is about to
                os.kill(int(self._pid_file.read_text()), signal.SIGKILL)
        self._strace.wait()
        self._reader.join()

    def _read(self, descriptor: int) -> None:
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if self._record:
                    self.lines.append(line)
                self.failed += _INJECTED in line
                step = _STEP.match(line)
                if step is None or any(request in line for request in _CLOCK_REQUESTS):
                    continue
                self.steps.append(step[1])
                if len(self.steps) == self._kill_at:
                    with suppress(ProcessLookupError):  # it ended with this step, before the kill came
                        os.kill(int(self._pid_file.read_text()), signal.SIGKILL)
                        self.was_killed = True


def _make_strace_command(descriptor: int, *, record: bool, fault: DiskFault | None) -> list[str]:
    steps = ",".join(STEPS)
    command = ["strace", "-f", "--seccomp-bpf", "-qq", *(_IN_FULL if record else _BEGINNING), "-e", "signal=none"]
    if fault is None:
        traced = f"{steps},{_RENAME}" if record else steps
        command += ["-e", f"trace={traced}", "-e", f"inject={steps}:delay_enter={_DELAY_MICROSECONDS}"]
    else:
        when = f"{fault.first}..{fault.last}"
        command += [*(part for path in fault.paths for part in ("-P", path)), "-e", f"trace={fault.call}"]
        command += ["-e", f"inject={fault.call}:error={fault.error}:when={when}"]
    return [*command, "-o", f"/dev/fd/{descriptor}"]


def _write_pid_first(path: Path, command: Sequence[str]) -> list[str]:
    return ["sh", "-c", 'echo $$ > "$0"; exec "$@"', str(path), *command]
