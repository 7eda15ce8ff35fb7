"""Which failures prove that a request was not sent, on real sockets: only those before the connection is open."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from bot.model.providers import KEPT_BACK
from bot.network import Network
from bot.providers import base
from bot.providers.base import AnswerLost, HttpAnswer, HttpOutcome, ProviderHttp, RequestUnsent
from tests.sandbox.slack.client import until
from tests.slack.proxy import write_authority
from tests.wire.server import End, Reply, Server, reply, serve

FORM = {"body": "本文"}
HALF = reply(200, {"id": "x" * 200}).data[:-50]


def post_form(server: Server) -> HttpOutcome:
    with ProviderHttp(server.url + "/", {}, Network()) as connection:
        return connection.post("messages", FORM)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Reply(b"", End.CLOSE), "remote_protocol_error"),
        (Reply(b"", End.RESET), "read_error"),
        (Reply(HALF, End.CLOSE), "remote_protocol_error"),
        (Reply(HALF, End.RESET), "read_error"),
        (Reply(b"\x00\x01garbage\r\n\r\n", End.CLOSE), "remote_protocol_error"),
        (Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: gzip\r\n\r\nnope"), "decoding_error"),
    ],
)
def test_a_failure_after_the_request_was_read_loses_the_answer(answer: Reply, reason: str) -> None:
    with serve(answer) as server:
        outcome = post_form(server)
    assert outcome == AnswerLost(reason)
    assert len(server.arrivals) == 1


@pytest.mark.parametrize("partial", [b"", HALF], ids=["silence", "half an answer"])
def test_a_timeout_loses_the_answer(partial: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TIMEOUTS", httpx.Timeout(0.2))
    with serve(Reply(partial, End.HANG)) as server:
        assert post_form(server) == AnswerLost("read_timeout")
        until(lambda: len(server.arrivals) == 1)


def test_an_answer_that_takes_too_long_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", -1.0)
    with serve(reply(200, {})) as server:
        assert post_form(server) == AnswerLost("answer_too_slow")


SLOW_PARTS = {
    "status": b"HTTP/1.1 200 O",
    "headers": b"HTTP/1.1 200 OK\r\nX-A: b\r\n",
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
}
"""The beginning of an answer that goes on with a byte or line now and then, and never ends."""
MORE = {"headers": b"X-A: b\r\n", "continue": b"HTTP/1.1 100 Continue\r\n\r\n"}


@contextmanager
def serve_slowly(kind: str, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer one request so slowly that each part comes in time and the whole never ends; yields the port."""
    ended = threading.Event()

    def dribble(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with suppress(OSError), connection if tls is None else tls.wrap_socket(connection, server_side=True) as opened:
            opened.recv(65536)
            opened.sendall(SLOW_PARTS[kind])
            while not ended.wait(0.1):
                opened.sendall(MORE.get(kind, b"x"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=dribble, args=(listener,), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            thread.join()


@pytest.mark.fault("P1")
@pytest.mark.parametrize("kind", SLOW_PARTS)
def test_an_answer_that_comes_in_small_parts_without_end_is_lost(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 1.0)
    with serve_slowly(kind) as port, ProviderHttp(f"http://127.0.0.1:{port}/", {}, Network()) as connection:
        assert connection.post("messages", FORM) == AnswerLost("answer_too_slow")


def test_an_answer_in_small_parts_over_tls_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_SECONDS", 1.0)
    certificates, tls = write_authority(tmp_path)
    network = Network(None, (), certificates)
    with serve_slowly("headers", tls) as port, ProviderHttp(f"https://localhost:{port}/", {}, network) as connection:
        assert connection.post("messages", FORM) == AnswerLost("answer_too_slow")


def test_an_answer_over_the_maximum_size_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_BYTES", 1000)
    with serve(reply(200, "x" * 1001)) as server:
        assert post_form(server) == AnswerLost("answer_too_long")


def test_a_refused_connection_means_that_the_request_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with ProviderHttp(f"http://127.0.0.1:{port}/", {}, Network()) as connection:
        assert connection.post("messages", FORM) == RequestUnsent("connect_error")


def test_an_unknown_host_name_means_that_the_request_was_not_sent() -> None:
    with ProviderHttp("http://nowhere.invalid/", {}, Network()) as connection:
        assert connection.post("messages", FORM) == RequestUnsent("connect_error")


def test_a_failed_tls_handshake_means_that_the_request_was_not_sent() -> None:
    def answer_without_tls(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"220 this is no TLS\r\n")
            connection.recv(65536)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_without_tls, args=(listener,), daemon=True).start()
        with ProviderHttp(f"https://127.0.0.1:{listener.getsockname()[1]}/", {}, Network()) as connection:
            assert connection.post("messages", FORM) == RequestUnsent("connect_error")


def test_a_connection_that_is_never_accepted_means_that_the_request_was_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "TIMEOUTS", httpx.Timeout(0.2))
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as listener,
        socket.create_connection(listener.getsockname()),
        ProviderHttp(f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, Network()) as connection,
    ):
        assert connection.post("messages", FORM) == RequestUnsent("connect_timeout")


def test_requests_share_one_connection() -> None:
    with serve(reply(200, {})) as server, ProviderHttp(server.url + "/", {}, Network()) as connection:
        for _ in range(3):
            assert isinstance(connection.post("messages", FORM), HttpAnswer)
        assert [arrival.connection for arrival in server.arrivals] == [1, 1, 1]


@pytest.mark.parametrize("end", [End.CLOSE, End.RESET])
def test_a_connection_closed_between_two_requests_is_replaced_before_the_next_request(end: End) -> None:
    with serve(reply(200, {}, end)) as server, ProviderHttp(server.url + "/", {}, Network()) as connection:
        for _ in range(5):
            connection.post("messages", FORM)
            _wait_until_closed(connection)
        assert [arrival.connection for arrival in server.arrivals] == [1, 2, 3, 4, 5]


def _wait_until_closed(connection: ProviderHttp) -> None:
    """Wait until the socket is readable while idle: the other side has closed it."""
    transport = connection._client._transport
    assert isinstance(transport, httpx.HTTPTransport)
    for open_connection in transport._pool.connections:
        while not open_connection.has_expired():
            pass


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    with serve(reply(status, "", Location="/api/messages")) as server:
        outcome = post_form(server)
    assert isinstance(outcome, HttpAnswer)
    assert (outcome.status, len(server.arrivals)) == (status, 1)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with serve(reply(200, {})) as server:
        assert isinstance(post_form(server), HttpAnswer)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "30"}, 30.0),
        *[({"Retry-After": text}, 1.0) for text in ("0", "-20")],
        *[({"Retry-After": text}, 300.0) for text in ("31536000", "inf")],
        *[({"Retry-After": text}, None) for text in ("nan", "soon")],
        ({"Retry-After": "Tue, 07 Jul 2026 01:00:40 GMT", "Date": "Tue, 07 Jul 2026 01:00:00 GMT"}, 40.0),
        ({"Retry-After": "Wed, 07 Jul 2027 01:00:40 GMT", "Date": "Tue, 07 Jul 2026 01:00:00 GMT"}, 300.0),
        ({"Retry-After": "Tue, 07 Jul 2026 00:00:00 GMT", "Date": "Tue, 07 Jul 2026 01:00:00 GMT"}, 1.0),
        ({"Retry-After": "Tue, 07 Jul 2026 01:00:40 GMT"}, None),
    ],
)
def test_retry_after_is_parsed_and_limited(headers: dict[str, str], seconds: float | None) -> None:
    with serve(reply(429, {}, End.KEEP, **headers)) as server:
        outcome = post_form(server)
    assert isinstance(outcome, HttpAnswer)
    assert outcome.retry_after == seconds


@pytest.mark.parametrize("body", ["", "<html>", "[" * 100_000, '{"a":', "\x00"])
def test_a_body_that_is_no_json_is_read_as_none(body: str) -> None:
    assert HttpAnswer(200, None, body.encode()).read_json() is None


@pytest.mark.parametrize("body", [b'{"id": "\\ud83d"}', b'{"id": "\xed\xa0\xbd"}', b'{"id": "\\uDE00\\uD83D"}'])
def test_half_a_character_which_could_not_be_stored_is_no_json(body: bytes) -> None:
    assert HttpAnswer(200, None, body).read_json() is None
    assert HttpAnswer(200, None, b'{"id": "\\ud83d\\ude00"}').read_json() == {"id": "😀"}


def test_the_repr_of_an_answer_leaves_out_its_body() -> None:
    assert repr(HttpAnswer(200, None, b"09012345678")) == "HttpAnswer(status=200, retry_after=None)"


class RecordedDeparture:
    """A departure that records what had arrived at the server at each of its calls."""

    def __init__(self, server: Server) -> None:
        self.seen: list[tuple[str, int]] = []
        self._server = server

    def may_leave(self) -> bool:
        self.seen.append(("may_leave", len(self._server.arrivals)))
        return True

    def has_left(self) -> None:
        until(lambda: len(self._server.arrivals) > 0)
        self.seen.append(("has_left", len(self._server.arrivals)))


def test_a_departure_is_asked_before_the_first_byte_and_notified_after_the_last() -> None:
    with serve(reply(200, {})) as server, ProviderHttp(server.url + "/", {}, Network()) as connection:
        departure = RecordedDeparture(server)
        assert isinstance(connection.post("messages", FORM, departure), HttpAnswer)
    assert departure.seen == [("may_leave", 0), ("has_left", 1)]


def test_a_process_frozen_between_headers_and_body_sends_no_body(monkeypatch: pytest.MonkeyPatch) -> None:
    class Frozen(RecordedDeparture):
        def may_leave(self) -> bool:
            return super().may_leave() and len(self.seen) == 1

    seconds = iter((0.0, 60.0))  # the clock after the headers were allowed, and before the body
    monkeypatch.setattr(base, "_read_boot_clock", lambda: next(seconds))
    with serve(reply(200, {})) as server, ProviderHttp(server.url + "/", {}, Network()) as connection:
        departure = Frozen(server)
        assert connection.post("messages", FORM, departure) == RequestUnsent(KEPT_BACK)
        assert server.arrivals == []
    assert departure.seen == [("may_leave", 0), ("may_leave", 0)]
