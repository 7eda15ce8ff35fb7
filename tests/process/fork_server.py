"""A process that has imported the whole program, and runs each `nofu` command in a fork of itself.

The imports of a command take most of a second of processor time, and the process tests start more than a hundred.
A command in a fork has its own environment, files and signals, and ends as an interpreter does. Tests of the
interpreter's own start, and those under strace, start `python -m bot` instead.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import IO

from bot import __main__ as command_line

_PRELOADED = ("bot.program", "sandbox.__main__", "bot.rules.importing.phones")
_MAX_REQUEST = 1_000_000
_WAIT_SECONDS = 60.0


class ForkedProcess:
    """A command that runs in a fork of the server, with the methods of `subprocess.Popen` that the tests use."""

    def __init__(self, report: IO[str], args: Sequence[str]) -> None:
        self.args = args
        self.returncode: int | None = None
        self._report = report
        self.pid = int(report.readline())

    def poll(self) -> int | None:
        """Return the exit code; None while the command runs."""
        if self.returncode is None and select.select([self._report], [], [], 0)[0]:
            self._finish()
        return self.returncode

    def wait(self, timeout: float = _WAIT_SECONDS) -> int:
        """Wait for the end and return the exit code. Raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout)
            self._finish()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the command has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the command to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the command at once."""
        self.send_signal(signal.SIGKILL)

    def _finish(self) -> None:
        self.returncode = int(self._report.readline())
        self._report.close()


class ForkServer:
    """The server, from the side of the tests."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.process.fork_server", str(other.fileno())], pass_fds=[other.fileno()]
            )

    def start(self, args: Sequence[str], env: Mapping[str, str], stdout: int, stderr: int) -> ForkedProcess:
        """Start a command with these arguments, environment, and descriptors of its output."""
        reader, writer = os.pipe()
        request = json.dumps({"args": args, "env": dict(env), "cwd": os.getcwd()})  # noqa: PTH109 - it is sent as text
        try:
            socket.send_fds(self._socket, [request.encode()], [writer, stdout, stderr])
        finally:
            os.close(writer)
        return ForkedProcess(os.fdopen(reader, "r"), args)

    def close(self) -> None:
        """End the server. Commands that still run are not affected."""
        self._socket.close()
        self._process.wait()


def main(descriptor: int) -> None:
    """Serve requests until the other side closes the socket."""
    for name in _PRELOADED:
        import_module(name)
    gc.freeze()  # what is loaded stays shared with the forks
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the processes that wait for commands leave no zombies
    with socket.socket(fileno=descriptor) as requests:
        while True:
            request, files, _, _ = socket.recv_fds(requests, _MAX_REQUEST, 3)
            if not request:
                return
            if os.fork() == 0:
                requests.close()
                _run(json.loads(request), *files)
            for file in files:
                os.close(file)


def _run(request: dict[str, object], report: int, stdout: int, stderr: int) -> None:
    """In a fork: run the command in another fork, and report its number and then its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        for file in (0, 1, 2, stdout, stderr):
            os.close(file)
        os.write(report, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(report)
    _run_command(request, stdout, stderr)


def _run_command(request: dict[str, object], stdout: int, stderr: int) -> None:
    """In the second fork: become the command. SystemExit ends the fork as it ends an interpreter."""
    with open(os.devnull) as nothing:  # noqa: PTH123 - a descriptor is needed
        os.dup2(nothing.fileno(), 0)
    for file, standard in ((stdout, 1), (stderr, 2)):
        os.dup2(file, standard)
        os.close(file)
    env, args = request["env"], request["args"]
    assert isinstance(env, dict)
    assert isinstance(args, list)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(str(request["cwd"]))
    sys.argv = [str(command_line.__file__), *args]
    sys.exit(command_line.main())


if __name__ == "__main__":
    main(int(sys.argv[1]))
