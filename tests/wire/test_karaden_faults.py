"""The adapter with failing providers on a real socket: each request arrives once and has the correct result."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest

from bot.model.providers import (
    Absent,
    Accepted,
    KaradenAccount,
    LookUp,
    NoAnswer,
    NotSent,
    Outgoing,
    Refused,
    SendResult,
    Uncertain,
)
from bot.network import Network
from bot.providers import base
from bot.providers.karaden.connection import Karaden, KaradenConnection
from tests.tables import list_cases
from tests.wire.server import End, Reply, Server, message, page, reply, serve

OURS = Outgoing("m-1", "09012345678", "本文", None)
NOW = datetime(2026, 7, 7, tzinfo=UTC)


@contextmanager
def connect_to(*script: Reply) -> Iterator[tuple[KaradenConnection, Server]]:
    with (
        serve(*script) as server,
        Karaden(KaradenAccount(server.url, "tenant", "token", 1), Network()).connect() as connection,
    ):
        yield connection, server


def send(answer: Reply) -> SendResult:
    """Send once; return the result. Exactly one request arrives."""
    with connect_to(answer) as (connection, server):
        result = connection.send(OURS)
        assert len(server.arrivals) == 1
        return result


def make_refusal(status: int, code: str) -> Reply:
    return reply(status, {"object": "error", "code": code, "message": "m", "errors": None})


@pytest.mark.parametrize(
    ("reason", "answer"),
    list_cases(
        ("remote_protocol_error", Reply(b"", End.CLOSE), Reply(reply(200, message()).data[:-10], End.CLOSE)),
        ("read_error", Reply(b"", End.RESET)),
        ("nonsense", reply(200, "<html>\x00 502"), reply(200, [message()])),
        ("nonsense", reply(200, {"object": "list", "data": [message()], "has_more": False})),
        ("no_id", reply(200, message(id=None)), reply(200, message(id="")), reply(200, message(id=7))),
        ("other_message", reply(200, message(to="09087654321")), reply(200, message(tags=["m-2"]))),
        ("other_message", reply(200, message(tags=None)), reply(200, message(tags="m-1"))),
        ("http_201", reply(201, message())),
        ("http_202", reply(202, message(id=None))),
        ("http_204", reply(204, "")),
        ("http_301", reply(301, "", Location="/")),
        ("http_307", reply(307, "", Location="/api/tenant/messages")),
        ("http_308", reply(308, "", Location="http://127.0.0.1:1/")),
        *[(f"http_{status}", make_refusal(status, "unknown")) for status in (408, 409, 500)],
        ("http_502", reply(502, "<html>")),
        ("http_503", reply(503, "", Retry_After="5")),
        ("http_504", reply(504, "")),
        ("http_404", reply(404, "<html>no such page")),
        ("http_400", reply(400, {"message": "bad"})),
    ),
)
def test_an_unclear_answer_is_uncertain(reason: str, answer: Reply) -> None:
    assert send(answer) == Uncertain(reason)


def test_a_time_out_after_the_provider_read_the_request_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TIMEOUTS", httpx.Timeout(0.2))
    assert send(Reply(b"", End.HANG)) == Uncertain("read_timeout")


def test_a_connection_works_again_after_a_lost_answer() -> None:
    with connect_to(Reply(b"", End.CLOSE), reply(200, message())) as (connection, server):
        assert isinstance(connection.send(OURS), Uncertain)
        assert isinstance(connection.send(OURS), Accepted)
        assert len(server.arrivals) == 2


def test_a_refused_connection_means_not_sent_and_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with Karaden(KaradenAccount(url, "tenant", "token", 1), Network()).connect() as connection:
        assert connection.send(OURS) == NotSent("connect_error", answered=False)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (make_refusal(422, "validation_error"), Refused("validation_error")),
        (make_refusal(400, "unknown"), Refused("unknown")),
        (make_refusal(422, "０９０-1234-5678"), Refused("?")),
        (make_refusal(400, "invalid_tenant"), NotSent("invalid_tenant", stop=True)),
        (make_refusal(404, "model_not_found"), NotSent("model_not_found", stop=True)),
        (make_refusal(401, "unauthentication"), NotSent("http_401", stop=True)),
        (reply(401, "<html>"), NotSent("http_401", stop=True)),
        (reply(402, ""), NotSent("http_402", stop=True)),
        (make_refusal(403, "unknown"), NotSent("http_403", stop=True)),
        (make_refusal(429, "unknown"), NotSent("http_429")),
        (reply(429, "", Retry_After="7"), NotSent("http_429", retry_after=7.0)),
        (reply(429, "", Retry_After="-1"), NotSent("http_429", retry_after=1.0)),
        (reply(429, "", Retry_After="99999999"), NotSent("http_429", retry_after=300.0)),
    ],
)
def test_a_clear_refusal_tells_whether_to_stop_sending(answer: Reply, result: SendResult) -> None:
    assert send(answer) == result


@pytest.mark.parametrize(
    ("result", "answer"),
    list_cases(
        (Absent(), page()),
        (NoAnswer("several"), page(more=True), page(message(), more=True), page(message(), message())),
        (NoAnswer("other_message"), page(message(tags=["m-2"]))),
        (NoAnswer("no_id"), page(message(id=None))),
        (NoAnswer("nonsense"), reply(200, {"object": "list", "data": []}), page(None), reply(200, {}), reply(200, "")),
        (NoAnswer("nonsense"), reply(200, {"object": "list", "has_more": False, "data": None})),
        (NoAnswer("http_404"), make_refusal(404, "model_not_found")),
        (NoAnswer("http_401"), make_refusal(401, "unauthentication")),
        (NoAnswer("http_307"), reply(307, "", Location="/")),
        (NoAnswer("http_503"), reply(503, "")),
        (NoAnswer("read_error"), Reply(b"", End.RESET)),
    ),
)
def test_a_message_counts_as_absent_only_if_karaden_says_so(result: LookUp, answer: Reply) -> None:
    with connect_to(answer) as (connection, _):
        assert connection.look_up("m-1", NOW) == result


def test_check_returns_a_code_if_karaden_cannot_be_used() -> None:
    good = page(message(), more=True)
    with serve(good, make_refusal(401, "unauthentication")) as server:
        karaden = Karaden(KaradenAccount(server.url, "tenant", "token", 1), Network())
        assert karaden.check() is None
        assert karaden.check() == "http_401"


def test_no_log_and_no_repr_holds_a_number_a_text_or_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    account = KaradenAccount("http://127.0.0.1:1", "tenant", "s3cret", 1)
    with connect_to(reply(200, message()), page(message(), message(id=None))) as (connection, _):
        connection.send(OURS)
        list(connection.receipts(NOW, NOW))
    assert "receipts_not_ours" in caplog.text
    for secret in ("09012345678", "本文", "s3cret", "%E6%9C%AC"):
        assert secret not in caplog.text + repr((account, OURS))
