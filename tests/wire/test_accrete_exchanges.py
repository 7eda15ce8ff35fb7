"""アクリートSMS over a real socket: recorded exchanges, and every unclear answer."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from bot.model.messages import MessageState
from bot.model.providers import (
    Accepted,
    AccreteAccount,
    AsksById,
    NoAnswer,
    NotSent,
    Outgoing,
    Refused,
    SendResult,
    Uncertain,
)
from bot.network import Network
from bot.providers import base
from bot.providers.accrete import connection as accrete
from bot.providers.accrete.connection import Accrete, AccreteConnection
from tests.tables import list_cases
from tests.wire import exchanges
from tests.wire.exchanges import Exchange
from tests.wire.server import End, Reply, Server, reply, serve

EXCHANGES = exchanges.load("accrete")
ACCOUNT = AccreteAccount("", "T1234", "request", "local-pass", None, ("9002",), ("9001",), ("0002",))
OURS = Outgoing("m-1", "09012345678", "本文", None)
TAKEN = EXCHANGES["send_accepted"]["response"]["body"]
UNDECIDED = exchanges.make_reply(EXCHANGES["result_undecided"])
NOW = datetime(2026, 7, 7, tzinfo=UTC)


@contextmanager
def connect_to(*script: Reply) -> Iterator[tuple[AccreteConnection, Server]]:
    with serve(*script) as server:
        account = replace(ACCOUNT, base_url=server.url, result_url=f"{server.url}/sms_result/T1234/json")
        with Accrete(account, Network()).connect() as connection:
            yield connection, server


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accrete, "_RECEIPT_PAUSE", 0.0)


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
def test_the_adapter_sends_the_request_and_returns_the_result_of_the_exchange(exchange: Exchange) -> None:
    with connect_to(exchanges.make_reply(exchange)) as (connection, server):
        if exchange["call"]["verb"] == "send":
            result = exchanges.describe_result(connection.send(exchanges.make_message(exchange["call"])))
        else:
            result = exchanges.describe_receipts(connection.receipts_of(["0123456789"]))
    assert result == exchange["gives"]
    (arrival,) = server.arrivals
    exchanges.check_request(arrival, exchange["request"])


def send(answer: Reply) -> SendResult:
    with connect_to(answer) as (connection, server):
        result = connection.send(OURS)
        assert len(server.arrivals) == 1
        return result


@pytest.mark.parametrize(
    ("result", "answer"),
    list_cases(
        (Uncertain("remote_protocol_error"), Reply(b"", End.CLOSE), Reply(reply(200, TAKEN).data[:-9], End.CLOSE)),
        (Uncertain("read_error"), Reply(b"", End.RESET)),
        (Uncertain("nonsense"), reply(200, "0000"), reply(200, "<html>"), reply(200, [TAKEN])),
        (Uncertain("no_id"), reply(200, TAKEN | {"delivery_id": ""}), reply(200, TAKEN | {"delivery_id": 7})),
        (Uncertain("other_message"), reply(200, TAKEN | {"telno": "09087654321"})),
        (Uncertain("result_?"), reply(200, {}), reply(200, TAKEN | {"result_code": None})),
        (Uncertain("result_9001"), reply(200, TAKEN | {"result_code": "9001"})),
        (Uncertain("result_9002"), reply(200, TAKEN | {"result_code": "9002"})),
        (Uncertain("http_201"), reply(201, TAKEN)),
        (Uncertain("http_400"), reply(400, {"message": "bad"})),
        (Uncertain("http_404"), reply(404, "<html>")),
        (Uncertain("http_307"), reply(307, "", Location="/api/sms_reg/T1234/json")),
        (Uncertain("http_500"), reply(500, ""), reply(500, TAKEN)),
        (Uncertain("http_503"), reply(503, "", Retry_After="5")),
        (Accepted("0123456789"), reply(200, TAKEN | {"telno": "819012345678"}), reply(200, TAKEN | {"telno": None})),
        (NotSent("account_401", stop=True), reply(401, "")),
        (NotSent("account_403", stop=True), reply(403, "")),
        (NotSent("http_429", retry_after=7.0), reply(429, "", Retry_After="7")),
        (Refused("result_9002"), reply(400, {"result_code": "9002"})),
    ),
)
def test_only_a_proof_of_the_specification_makes_a_message_unsent(result: SendResult, answer: Reply) -> None:
    assert send(answer) == result


def test_a_time_out_after_the_request_was_read_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TIMEOUTS", httpx.Timeout(0.2))
    assert send(Reply(b"", End.HANG)) == Uncertain("read_timeout")


@pytest.mark.parametrize(("length", "field"), [(70, "text"), (71, "text.long"), (35, "text"), (36, "text.long")])
def test_a_text_over_70_characters_is_sent_as_a_long_one(length: int, field: str) -> None:
    body = ("あ" if length >= 70 else "😀") * length
    with connect_to(reply(200, TAKEN)) as (connection, server):
        connection.send(replace(OURS, body=body))
    assert server.arrivals[0].form[field] == [body]


def test_a_message_cannot_be_looked_up() -> None:
    with connect_to(reply(200, TAKEN)) as (connection, server):
        assert connection.look_up("m-1", NOW) == NoAnswer("no_look_up")
        assert server.arrivals == []


def test_receipts_are_off_until_their_address_is_known() -> None:
    with serve(reply(200, TAKEN)) as server:
        provider = Accrete(replace(ACCOUNT, base_url=server.url), Network())
        with provider.connect() as connection:
            assert (list(connection.receipts_of(["1"])), list(connection.receipts(NOW, NOW))) == ([], [])
        assert (provider.terms.reports_receipts, provider.terms.max_rate, server.arrivals) == (False, 29, [])


def test_each_message_has_its_turn_when_more_wait_than_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accrete, "_RECEIPTS_AT_ONCE", 2)
    with connect_to(UNDECIDED) as (connection, server):
        assert isinstance(connection, AsksById)
        for _ in range(3):
            list(connection.receipts_of(["3", "1", "2"]))
    assert [arrival.form["delivery_id"][0] for arrival in server.arrivals] == ["1", "2", "3", "1", "2", "3"]


@pytest.mark.parametrize(
    ("reason", "answer"),
    [("http_500", reply(500, "")), ("nonsense", reply(200, "?")), ("read_error", Reply(b"", End.RESET))],
)
def test_a_failed_request_for_a_result_ends_the_receipts(reason: str, answer: Reply) -> None:
    with connect_to(UNDECIDED, answer) as (connection, server):
        pages = list(connection.receipts_of(["1", "2", "3"]))
    assert isinstance(pages[0], list)
    assert pages[0][0].state is MessageState.ACCEPTED
    assert pages[1:] == [NoAnswer(reason)]
    assert len(server.arrivals) == 2


def test_the_check_reaches_the_server_without_sending() -> None:
    with serve(reply(404, "")) as server:
        assert Accrete(replace(ACCOUNT, base_url=server.url), Network()).check() is None
        assert [(arrival.method, arrival.form) for arrival in server.arrivals] == [("GET", {})]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert Accrete(replace(ACCOUNT, base_url=url), Network()).check() == "connect_error"


def test_no_log_and_no_repr_holds_a_number_a_text_or_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with connect_to(reply(200, TAKEN)) as (connection, _):
        connection.send(OURS)
        list(connection.receipts_of(["1"]))
    for secret in ("09012345678", "本文", "local-pass", "%E6%9C%AC"):
        assert secret not in caplog.text + repr((ACCOUNT, OURS))
