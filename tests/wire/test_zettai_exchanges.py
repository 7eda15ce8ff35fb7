"""絶対リーチ over a real socket: recorded exchanges, unclear answers, and the reference that is unique."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model.providers import (
    Absent,
    Accepted,
    Found,
    Holder,
    NoAnswer,
    NotSent,
    Outgoing,
    Refused,
    SendResult,
    Uncertain,
    ZettaiAccount,
)
from bot.network import Network
from bot.providers.zettai.connection import Zettai, ZettaiConnection
from tests.tables import list_cases
from tests.wire import exchanges
from tests.wire.carrier import run_carrier
from tests.wire.exchanges import Exchange
from tests.wire.server import End, Reply, Server, reply, serve

EXCHANGES = exchanges.load("zettai")
ACCOUNT = ZettaiAccount("", "0123456789abcdef0123456789abcdef", "12345", "54321")
OURS = Outgoing("m-1", "09012345678", "本文", None)
TAKEN = EXCHANGES["send_accepted"]["response"]["body"]
DAY = EXCHANGES["receipts"]["response"]["body"]
NOW = datetime(2026, 7, 7, tzinfo=UTC)


@contextmanager
def connect_to(*script: Reply) -> Iterator[tuple[ZettaiConnection, Server]]:
    with serve(*script) as server, Zettai(replace(ACCOUNT, base_url=server.url), Network()).connect() as connection:
        yield connection, server


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
def test_the_adapter_sends_the_request_and_returns_the_result_of_the_exchange(exchange: Exchange) -> None:
    call = exchange["call"]
    with connect_to(exchanges.make_reply(exchange)) as (connection, server):
        if call["verb"] == "send":
            result = exchanges.describe_result(connection.send(exchanges.make_message(call)))
        elif call["verb"] == "look_up":
            result = exchanges.describe_result(connection.look_up("m-1", NOW))
        elif call["verb"] == "check_number":
            answer = connection.check_number(OURS.to, date.fromisoformat(call["since"]))
            result = ["Holder", answer] if isinstance(answer, Holder) else ["NoAnswer", answer.reason]
        else:
            result = exchanges.collect_receipts(connection, call)
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
        (Uncertain("nonsense"), reply(200, "<html>"), reply(200, [TAKEN]), reply(200, {}), reply(200, "0")),
        (Uncertain("nonsense"), reply(200, {"responseCode": True}), reply(200, {"responseCode": "zero"})),
        (Uncertain("no_id"), reply(200, TAKEN | {"phoneNumber": None})),
        (Uncertain("other_message"), reply(200, TAKEN | {"phoneNumber": "+819087654321"})),
        (Uncertain("response_777"), reply(200, {"responseCode": 777, "responseMessage": "?"})),
        (Uncertain("http_201"), reply(201, TAKEN)),
        (Uncertain("http_307"), reply(307, "", Location="/")),
        (Uncertain("http_404"), reply(404, "<html>")),
        (Uncertain("http_500"), reply(500, TAKEN)),
        (NotSent("http_403", stop=True), reply(403, "<html>")),
        (NotSent("http_429", retry_after=9.0), reply(429, "", Retry_After="9")),
        (Refused("response_110"), reply(200, {"responseCode": 110, "responseMessage": "Invalid 0901234567."})),
        (Refused("response_100_message"), reply(200, {"responseCode": "100", "responseMessage": "Required message."})),
        (
            Accepted("m-1"),
            reply(200, TAKEN | {"responseCode": "0"}),
            reply(200, TAKEN | {"phoneNumber": "09012345678"}),
        ),
    ),
)
def test_an_unclear_answer_is_uncertain_and_a_clear_one_is_not(result: SendResult, answer: Reply) -> None:
    assert send(answer) == result


def make_provider(settings: Mapping[str, str], number_checks: int = 0) -> Zettai:
    url, token, client, code = (settings[f"ZETTAI_{name}"] for name in ("BASE_URL", "TOKEN", "CLIENT_ID", "SMS_CODE"))
    return Zettai(ZettaiAccount(url, token, client, code, number_checks), Network())


def test_the_carrier_says_by_its_ending_whether_a_number_has_another_holder() -> None:
    with run_carrier("zettai") as carrier:
        provider = make_provider(carrier.settings, 3)
        today = carrier.now.date()
        with provider.connect() as connection:
            for ending, holder in (("01", Holder.SAME), ("93", Holder.OTHER), ("94", Holder.UNKNOWN)):
                assert connection.check_number(f"090123456{ending}", today - timedelta(days=730)) == holder
            for day in (today - timedelta(days=800), today + timedelta(days=1)):
                assert connection.check_number(OURS.to, day) == NoAnswer("response_110")
            carrier.faults.set({"fault": "lookup_down"})
            assert connection.check_number(OURS.to, today) == NoAnswer("response_500")
        assert (provider.terms.number_checks, carrier.lines) == (3, [])


def test_a_lost_message_is_sent_again_without_arriving_twice() -> None:
    with run_carrier("zettai") as carrier:
        provider = make_provider(carrier.settings)
        with provider.connect() as connection:
            carrier.faults.set({"fault": "reset_after_accept"})
            carrier.faults.set({"fault": "list_lags", "seconds": 60})
            assert isinstance(connection.send(OURS), Uncertain)
            assert connection.look_up("m-1", carrier.now) == Absent()
            assert connection.send(OURS) == Uncertain("response_400")
            carrier.advance(60)
            assert connection.look_up("m-1", carrier.now) == Found("m-1")
        assert provider.terms.reference_unique
        assert carrier.list_answers() == [("none", None), ("refused", 200)]
        assert {line["reference"] for line in carrier.lines} == {"m-1"}


def test_each_day_of_a_span_in_japan_is_asked_for_and_a_lost_one_ends_the_receipts() -> None:
    with connect_to(reply(200, DAY), reply(200, DAY), reply(503, ""), reply(200, DAY)) as (connection, server):
        pages = list(connection.receipts(NOW - timedelta(hours=10), NOW + timedelta(hours=50)))
    assert [arrival.query["date"] for arrival in server.arrivals] == [["20260706"], ["20260707"], ["20260708"]]
    assert [len(page) for page in pages if isinstance(page, list)] == [11, 11]
    assert pages[2:] == [NoAnswer("http_503")]


def test_units_and_times_are_read_only_from_final_statuses() -> None:
    with connect_to(reply(200, DAY)) as (connection, _):
        (found,) = connection.receipts(NOW, NOW)
    assert isinstance(found, list)
    by_tag = {receipt.reference: (receipt.units, receipt.at) for receipt in found}
    assert by_tag["m-1"] == (2, datetime(2026, 7, 7, 1, 0, 5, 123000, tzinfo=UTC))
    assert (by_tag["m-8"], by_tag["m-9"]) == ((None, None), (None, None))


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (None, reply(200, {"responseCode": 0, "responseMessage": "Success.", "count": 0, "templates": []})),
        ("response_110", reply(200, {"responseCode": 110, "responseMessage": "Invalid token."})),
        ("nonsense", reply(200, "<html>")),
        ("http_403", reply(403, "")),
    ],
)
def test_the_check_lists_the_templates(fault: str | None, answer: Reply) -> None:
    with serve(answer) as server:
        assert Zettai(replace(ACCOUNT, base_url=server.url), Network()).check() == fault
        assert [arrival.path for arrival in server.arrivals] == ["/api/p5/api/template.json"]


def test_no_log_and_no_repr_holds_a_number_a_text_or_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with connect_to(reply(200, TAKEN), reply(200, DAY), reply(200, DAY), Reply(b"", End.RESET)) as (connection, _):
        connection.send(OURS)
        connection.look_up("m-1", NOW)
        list(connection.receipts(NOW, NOW))
        assert connection.check_number(OURS.to, NOW.date()) == NoAnswer("read_error")
    assert "receipts_not_ours" in caplog.text
    for secret in ("9012345678", "本文", ACCOUNT.token, "%E6%9C%AC"):
        assert secret not in caplog.text + repr((ACCOUNT, OURS))
