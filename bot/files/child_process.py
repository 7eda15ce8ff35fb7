"""The processes in which files are read and written: started with their task, asked for their answers, ended."""

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
_LAST_WORDS = 5.0


@contextmanager
def start_child(module: str, task: Mapping[str, Any], descriptors: Sequence[int]) -> Iterator[subprocess.Popen[bytes]]:
    """One of our modules as a process, with its task: a fresh interpreter with no environment, nothing open but these.

    It is gone when this is left, however it is left. Raises FileRefused when it died before it heard its task.
    """
    command = [sys.executable, "-I", "-m", module]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own interpreter, and no word of the file's
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
        raise _describe_death(child) from None


def read_answer(child: subprocess.Popen[bytes], next_line: Callable[[], bytes]) -> Any:
    """The child's next answer. Raises FileRefused: its own, or file_unreadable when it has died."""
    try:
        found = json.loads(next_line())
    except ValueError:
        raise _describe_death(child) from None
    if "refused" in found:
        raise FileRefused(found["refused"], **found["facts"])
    return found


def _describe_death(child: subprocess.Popen[bytes]) -> FileRefused:
    """What is known of a death: the signal's number, or the name of the fault. Nothing else is taken over."""
    try:
        code = child.wait(_LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    name = require_stream(child.stderr).read(100).decode("ascii", errors="replace").strip()
    cause = name if name.isidentifier() else f"exit_{code}"
    return FileRefused("file_unreadable", cause=cause)


def require_stream(found: IO[bytes] | None) -> IO[bytes]:
    """One of its pipes."""
    if found is None:
        raise RuntimeError("the child was started without its pipes")
    return found


_MAX_LINES_AHEAD = 16
"""Answers that wait: about as many rows as are read while the store takes some in, so that neither waits."""


@contextmanager
def read_ahead(child: subprocess.Popen[bytes], stream: IO[bytes], longest: int) -> Iterator[Callable[[], bytes]]:
    """What gives the next line that a child has written, b"" at the end. The child is ended when this is left."""
    lines: Queue[bytes] = Queue(_MAX_LINES_AHEAD)
    left = Event()

    def read() -> None:
        line = b"?"
        while line and not left.is_set():
            line = stream.readline(longest)
            lines.put(line)

    thread = Thread(target=read, name="files-ahead", daemon=True)
    thread.start()
    try:
        yield lines.get
    finally:
        left.set()
        child.kill()  # so that nothing more is written, and the thread need not wait for it
        while thread.is_alive():
            with suppress(Empty):
                lines.get_nowait()
            thread.join(0.01)
