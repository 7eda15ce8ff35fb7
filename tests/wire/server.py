"""A provider on a real socket: it answers each request with the next reply of a script and records the requests.

It writes raw bytes, so it can break the connection at any point. It uses none of the bot's code.
"""

import json
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO
from urllib.parse import parse_qs, urlsplit


class End(StrEnum):
    """What the server does once the bytes of a reply are written."""

    KEEP = "keep"
    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Reply:
    data: bytes
    end: End = End.KEEP


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complete request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    form: dict[str, list[str]]
    connection: int


def reply(status: int, document: object = None, end: End = End.KEEP, **headers: str) -> Reply:
    """Return a complete JSON answer (or one with this text). Header names have _ instead of -."""
    body = document.encode() if isinstance(document, str) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Reply("\r\n".join([*lines, "", ""]).encode() + body, end)


@dataclass
class Server:
    """The server. Replies of `script` are used in order; the last one answers all further requests."""

    script: list[Reply]
    listener: socket.socket
    arrivals: list[Arrival] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/api"

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection, self.connections), daemon=True).start()

    def serve(self, connection: socket.socket, number: int) -> None:
        with connection, connection.makefile("rb") as lines:
            while (arrival := _read_request(lines, number)) is not None:
                self.arrivals.append(arrival)
                answer = self.script[0] if len(self.script) == 1 else self.script.pop(0)
                connection.sendall(answer.data)
                if answer.end is End.HANG:
                    self.stopping.wait()
                if answer.end is End.RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    # makefile keeps the socket open; without this, the connection would end without a reset
                    lines.close()
                if answer.end is not End.KEEP:
                    return


def _read_request(lines: IO[bytes], number: int) -> Arrival | None:
    """Return the next request; None if the connection ends before its last byte."""
    first = next(lines, b"").decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while line := next(lines, b"").decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    body = lines.read(length)
    if len(body) < length:
        return None
    target = urlsplit(first[1])
    return Arrival(first[0], target.path, parse_qs(target.query), headers, parse_qs(body.decode()), number)


@contextmanager
def serve(*script: Reply) -> Iterator[Server]:
    """Run a server on the loopback address for the time of a test."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(list(script), listener)
    threading.Thread(target=server.accept, daemon=True).start()
    try:
        yield server
    finally:
        server.stopping.set()
        listener.close()


def message(**changes: object) -> Mapping[str, object]:
    """Return a message as the provider's description shows it, with changes. None removes a field."""
    whole: dict[str, object] = {
        "id": "82bdf9de-a532-4bf5-86bc-c9a1366e5f4a",
        "object": "message",
        "service_id": 1,
        "billing_address_id": 1,
        "to": "09012345678",
        "body": "本文",
        "tags": ["m-1"],
        "is_shorten": False,
        "result": "processing",
        "status": "waiting",
        "sent_result": "none",
        "carrier": "checking",
        "charged_count_per_sent": 0,
        "created_at": "2026-07-07T10:00:00+09:00",
        "updated_at": "2026-07-07T10:00:00+09:00",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def page(*messages: object, more: bool = False) -> Reply:
    """Return a complete answer with a page of messages."""
    return reply(200, {"object": "list", "has_more": more, "data": list(messages)})
