"""Reading a process's answers ahead: a pipe holds 150 rows, and while they were stored, who wrote them stood still."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Event, Thread
from typing import IO

_MOST = 16
"""Answers that wait: about as many rows as are read while the store takes some in, so that neither waits."""


@contextmanager
def ahead(child: subprocess.Popen[bytes], stream: IO[bytes], longest: int) -> Iterator[Callable[[], bytes]]:
    """What gives the next line that a child has written, b"" at the end. The child is ended when this is left."""
    lines: Queue[bytes] = Queue(_MOST)
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
