"""The time limit of a whole answer, however its bytes come: with them the time-outs of httpx begin anew each time."""

import socket
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_STEP_SECONDS = 0.5
_OPENED = ("connect_tcp.complete", "start_tls.complete")


class TimeLimit:
    """Cuts the connection of one worker when an answer takes too long.

    A server that sends its headers line by line, or "100 Continue" without end, would otherwise keep a worker and its
    claimed message for as long as it likes. Cut, the read fails at once, as where the server closes the connection.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._ends_at: float | None = None
        self.is_over = False
        """whether the answer of the last request took too long"""

    def note_event(self, event: str, info: Mapping[str, object]) -> None:
        """Note the socket of a connection that was opened; `event` and `info` are those of httpcore's trace."""
        if event.endswith(_OPENED):
            self._socket = getattr(info["return_value"], "get_extra_info")("socket")  # noqa: B009 - httpcore's own type

    @contextmanager
    def start(self, seconds: float) -> Iterator[None]:
        """Cut the connection if the block lasts longer."""
        self.is_over = seconds <= 0
        self._ends_at = time.monotonic() + seconds
        _watch(self)
        try:
            yield
        finally:
            with self._lock:
                self._ends_at = None

    def cut_if_over(self) -> None:
        """Cut the connection if a request lasts too long."""
        with self._lock:
            if self._ends_at is None or time.monotonic() < self._ends_at:
                return
            self.is_over = True
            if self._socket is not None:
                with suppress(OSError):  # it is closed already
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # not TLS's own, which forgets its state


_watched: weakref.WeakSet[TimeLimit] = weakref.WeakSet()
_watching = threading.Lock()
_watchers: list[threading.Thread] = []


def _watch(limit: TimeLimit) -> None:
    """Let the one thread look at a limit. A timer for each request would cost more than the request's own code."""
    if limit in _watched:
        return
    with _watching:
        _watched.add(limit)
        if not (_watchers and _watchers[0].is_alive()):
            _watchers[:] = [threading.Thread(target=_run, name="provider-time-limit", daemon=True)]
            _watchers[0].start()


def _run() -> None:
    while True:
        time.sleep(_STEP_SECONDS)
        with _watching:
            limits = list(_watched)
        for limit in limits:
            limit.cut_if_over()
