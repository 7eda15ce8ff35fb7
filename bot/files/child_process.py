"""Runs the processes that read and write files: the parent's side. child_task has the child's side."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Event, Thread
from typing import IO, Any

from bot.model.errors import FileRefused

MAX_ANSWER_BYTES = 16 * 1024 * 1024
_EXIT_SECONDS = 5.0


@contextmanager
def start_child(module: str, task: Mapping[str, Any], descriptors: Sequence[int]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of this package as a process with an empty environment and only these open descriptors.

    The process is killed at the end of the `with`. Raises FileRefused if it dies before it has read its task.
    """
    command = [sys.executable, "-I", "-m", module]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own interpreter, and no text from the file
        command, stdin=pipe, stdout=pipe, stderr=pipe, env={}, pass_fds=descriptors
    ) as child:
        try:
            _send_task(child, task)
            yield child
        finally:
            child.kill()


def _send_task(child: subprocess.Popen[bytes], task: Mapping[str, Any]) -> None:
    try:
        with require_stream(child.stdin) as stdin:
            stdin.write(json.dumps(task).encode() + b"\n")
    except BrokenPipeError:
        raise _make_death_refusal(child) from None


def read_answer(child: subprocess.Popen[bytes], next_line: Callable[[], bytes]) -> Any:
    """Return the child's next answer. Raises FileRefused: the child's own, or file_unreadable if it died."""
    try:
        answer = json.loads(next_line())
    except ValueError:
        raise _make_death_refusal(child) from None
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["facts"])
    return answer


def _make_death_refusal(child: subprocess.Popen[bytes]) -> FileRefused:
    """Return a refusal with the exit code or the exception's type; other output could quote the file."""
    try:
        code = child.wait(_EXIT_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    name = require_stream(child.stderr).read(100).decode("ascii", errors="replace").strip()
    cause = name if name.isidentifier() else f"exit_{code}"
    return FileRefused("file_unreadable", cause=cause)


def require_stream(stream: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe of the child. Raises RuntimeError if it was started without this pipe."""
    if stream is None:
        raise RuntimeError("the child was started without its pipes")
    return stream


_MAX_LINES_AHEAD = 16
"""Answers read in advance, so that reading and storing run at the same time."""


@contextmanager
def read_ahead(child: subprocess.Popen[bytes], stream: IO[bytes], max_bytes: int) -> Iterator[Callable[[], bytes]]:
    """Yield a function that returns the child's next line, b"" at the end. Kills the child after the `with`."""
    lines: Queue[bytes] = Queue(_MAX_LINES_AHEAD)
    stopped = Event()

    def read() -> None:
        line = b"?"
        while line and not stopped.is_set():
            line = stream.readline(max_bytes)
            lines.put(line)

    thread = Thread(target=read, name="files-ahead", daemon=True)
    thread.start()
    try:
        yield lines.get
    finally:
        stopped.set()
        child.kill()  # otherwise the thread would wait for its next line
        while thread.is_alive():
            with suppress(Empty):
                lines.get_nowait()
            thread.join(0.01)
