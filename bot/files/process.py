"""The processes in which files are read and written: started with their task, asked for their answers, ended."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from bot.rules.errors import FileRefused

LONGEST_ANSWER = 16 * 1024 * 1024
_LAST_WORDS = 5.0


@contextmanager
def started(module: str, task: Mapping[str, Any], descriptors: Sequence[int]) -> Iterator[subprocess.Popen[bytes]]:
    """One of our modules as a process, with its task: a fresh interpreter with no environment, nothing open but these.

    It is gone when this is left, however it is left. Raises FileRefused when it died before it heard its task.
    """
    command = [sys.executable, "-I", "-m", module]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own interpreter, and no word of the file's
        command, stdin=pipe, stdout=pipe, stderr=pipe, env={}, pass_fds=descriptors
    ) as child:
        try:
            _tell(child, task)
            yield child
        finally:
            child.kill()


def _tell(child: subprocess.Popen[bytes], task: Mapping[str, Any]) -> None:
    try:
        with stream(child.stdin) as stdin:
            stdin.write(json.dumps(task).encode() + b"\n")
    except BrokenPipeError:
        raise _died(child) from None


def answer(child: subprocess.Popen[bytes], next_line: Callable[[], bytes]) -> Any:
    """The child's next answer. Raises FileRefused: its own, or file_unreadable when it has died."""
    try:
        found = json.loads(next_line())
    except ValueError:
        raise _died(child) from None
    if "refused" in found:
        raise FileRefused(found["refused"], **found["facts"])
    return found


def _died(child: subprocess.Popen[bytes]) -> FileRefused:
    """What is known of a death: the signal's number, or the name of the fault. Nothing else is taken over."""
    try:
        code = child.wait(_LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    name = stream(child.stderr).read(100).decode("ascii", errors="replace").strip()
    cause = name if name.isidentifier() else f"exit_{code}"
    return FileRefused("file_unreadable", cause=cause)


def stream(found: IO[bytes] | None) -> IO[bytes]:
    """One of its pipes."""
    if found is None:
        raise RuntimeError("the child was started without its pipes")
    return found
