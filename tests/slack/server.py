"""A Slack server on a real socket: each method gives the answer that the test sets; all calls are recorded."""

import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.slack.client import CheckedClient

DESK_PHONE = "048-930-7722"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(frozen=True, slots=True)
class Call:
    """A request: the method's name (or the path), headers, body and time of arrival (monotonic)."""

    name: str
    headers: Mapping[str, str]
    body: str
    at: float = field(default_factory=time.monotonic)

    @property
    def fields(self) -> dict[str, Any]:
        """The parsed body: JSON or a form."""
        return json.loads(self.body) if self.body.startswith("{") else read_form(self.body)


@dataclass
class Slack:
    """The server. `answers` are by method; others are unknown. `next_answers` are used first, each once."""

    base: str
    answers: dict[str, Reply | Mapping[str, object]] = field(default_factory=dict)
    next_answers: dict[str, list[Reply | Mapping[str, object]]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def client(self) -> CheckedClient:
        return CheckedClient("xoxb-test", f"{self.base}/api/", frozenset({DESK_PHONE}))

    def names(self) -> list[str]:
        return [call.name for call in self.calls]

    def answer(self, name: str) -> Reply:
        waiting = self.next_answers.get(name)
        found = waiting.pop(0) if waiting else self.answers.get(name, {"ok": False, "error": "unknown_method"})
        return found if isinstance(found, Reply) else Reply(json.dumps(found).encode())


@contextmanager
def serve_slack(tls: ssl.SSLContext | None = None) -> Iterator[Slack]:
    """Run a Slack server for the time of a test."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            target = urlsplit(self.path)
            name = target.path.removeprefix("/api/").lstrip("/")
            slack.calls.append(Call(name, dict(self.headers), self.rfile.read(length).decode()))
            reply = slack.answer(name)
            self.send_response(reply.status)
            for key, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST  # noqa: N815 - the library's own name

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    slack = Slack(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_form(body: str) -> dict[str, str]:
    """Parse the fields of a form."""
    return {key: values[0] for key, values in parse_qs(body).items()}
