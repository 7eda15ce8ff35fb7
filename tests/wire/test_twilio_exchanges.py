"""Twilio over a real socket: recorded exchanges, unclear answers and pages; and Twilio's own client."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.model.providers import (
    Accepted,
    NoAnswer,
    NotSent,
    Outgoing,
    Refused,
    SendResult,
    TwilioAccount,
    Uncertain,
)
from bot.network import Network
from bot.providers.twilio.connection import Twilio, TwilioConnection
from tests.tables import list_cases
from tests.wire import exchanges
from tests.wire.carrier import RunningCarrier, run_carrier
from tests.wire.exchanges import Exchange
from tests.wire.server import End, Reply, Server, reply, serve

EXCHANGES = exchanges.load("twilio")
ACCOUNT = TwilioAccount("", "AC00000000000000000000000000000001", "local-token", "+815012345678")
OURS = Outgoing("m-1", "09012345678", "本文", None)
TAKEN = EXCHANGES["send_accepted"]["response"]["body"]
PAGE = EXCHANGES["receipts"]["response"]["body"]
NOW = datetime(2026, 7, 7, tzinfo=UTC)


@contextmanager
def connect_to(*script: Reply) -> Iterator[tuple[TwilioConnection, Server]]:
    with serve(*script) as server, Twilio(replace(ACCOUNT, base_url=server.url), Network()).connect() as connection:
        yield connection, server


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
def test_the_adapter_sends_the_request_and_returns_the_result_of_the_exchange(exchange: Exchange) -> None:
    call = exchange["call"]
    with connect_to(exchanges.make_reply(exchange)) as (connection, server):
        if call["verb"] == "send":
            result = exchanges.describe_result(connection.send(exchanges.make_message(call)))
        else:
            result = exchanges.collect_receipts(connection, call)
    assert result == exchange["gives"]
    (arrival,) = server.arrivals
    exchanges.check_request(arrival, exchange["request"])


def send(answer: Reply, sender: str = ACCOUNT.sender) -> tuple[SendResult, Server]:
    with (
        serve(answer) as server,
        Twilio(replace(ACCOUNT, base_url=server.url, sender=sender), Network()).connect() as connection,
    ):
        return connection.send(OURS), server


def make_error(status: int, code: object) -> Reply:
    return reply(status, {"code": code, "message": "+819012345678", "status": status})


@pytest.mark.parametrize(
    ("result", "answer"),
    list_cases(
        (Uncertain("remote_protocol_error"), Reply(b"", End.CLOSE), Reply(reply(201, TAKEN).data[:-9], End.CLOSE)),
        (Uncertain("read_error"), Reply(b"", End.RESET)),
        (Uncertain("nonsense"), reply(201, "<html>"), reply(201, [TAKEN])),
        (Uncertain("no_id"), reply(201, TAKEN | {"sid": None}), reply(201, TAKEN | {"sid": "SM1"})),
        (Uncertain("other_message"), reply(201, TAKEN | {"to": "+819087654321"})),
        (Uncertain("http_200"), reply(200, TAKEN)),
        (Uncertain("http_307"), reply(307, "", Location="/")),
        (Uncertain("http_400"), reply(400, "<html>"), make_error(400, "21211"), make_error(400, True)),
        (Uncertain("http_404"), reply(404, "<html>")),
        *[(Uncertain(f"http_{status}"), make_error(status, 21211)) for status in (408, 409, 422, 500)],
        (Uncertain("http_503"), reply(503, "")),
        (NotSent("error_20404", stop=True), make_error(404, 20404)),
        (NotSent("http_403", stop=True), make_error(403, 20005)),
        (NotSent("http_429", retry_after=9.0), reply(429, "", Retry_After="9")),
        (Refused("error_21610", opted_out=True), make_error(400, 21610)),
        (Refused("error_21614"), make_error(400, 21614)),
        (Accepted(TAKEN["sid"], 3), reply(201, TAKEN | {"num_segments": "3"})),
        (Accepted(TAKEN["sid"], None), reply(201, TAKEN | {"num_segments": "0"})),
    ),
)
def test_an_unclear_answer_is_uncertain_and_a_clear_one_is_not(result: SendResult, answer: Reply) -> None:
    found, server = send(answer)
    assert (found, len(server.arrivals)) == (result, 1)


def test_a_messaging_service_takes_the_place_of_the_number() -> None:
    _, server = send(reply(201, TAKEN), "MG00000000000000000000000000000001")
    assert server.arrivals[0].form["MessagingServiceSid"] == ["MG00000000000000000000000000000001"]
    assert "From" not in server.arrivals[0].form


@pytest.mark.parametrize(("hours", "seconds"), [(-1, "1"), (1, "3600"), (12, "36000")])
def test_the_queue_ends_when_the_day_closes(hours: int, seconds: str) -> None:
    with connect_to(reply(201, TAKEN)) as (connection, server):
        connection.send(replace(OURS, give_up_at=NOW + timedelta(hours=hours), claimed_at=NOW))
    assert server.arrivals[0].form["ValidityPeriod"] == [seconds]


def test_pages_are_followed_on_this_account_only() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT.account_sid}/Messages.json"
    more = reply(200, PAGE | {"next_page_uri": f"{path}?PageSize=1000&Page=1&PageToken=PASM1"})
    with connect_to(more, reply(200, PAGE)) as (connection, server):
        pages = list(connection.receipts(NOW, NOW))
    assert [len(page) for page in pages if isinstance(page, list)] == [12, 12]
    assert server.arrivals[1].query == {"PageSize": ["1000"], "Page": ["1"], "PageToken": ["PASM1"]}
    for elsewhere in ("https://evil.example" + path + "x", "/2010-04-01/Accounts/AC2/Messages.json?Page=1"):
        with connect_to(reply(200, PAGE | {"next_page_uri": elsewhere})) as (connection, server):
            assert list(connection.receipts(NOW, NOW))[1:] == [NoAnswer("other_page")]
            assert len(server.arrivals) == 1


@pytest.mark.parametrize(
    ("reason", "answer"),
    [("http_500", reply(500, "")), ("nonsense", reply(200, {"messages": [1]})), ("read_error", Reply(b"", End.RESET))],
)
def test_a_lost_page_ends_the_receipts_with_no_answer(reason: str, answer: Reply) -> None:
    with connect_to(answer) as (connection, _):
        assert list(connection.receipts(NOW, NOW)) == [NoAnswer(reason)]
        assert connection.look_up("m-1", NOW) == NoAnswer("no_look_up")


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (None, reply(200, {"status": "active"})),
        ("account_suspended", reply(200, {"status": "suspended"})),
        ("nonsense", reply(200, "")),
        ("account_nonsense", reply(200, {})),
        ("http_401", make_error(401, 20003)),
    ],
)
def test_the_check_reads_the_account(fault: str | None, answer: Reply) -> None:
    with serve(answer) as server:
        assert Twilio(replace(ACCOUNT, base_url=server.url), Network()).check() == fault
        assert [arrival.method for arrival in server.arrivals] == ["GET"]


def test_no_log_and_no_repr_holds_a_number_a_text_or_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with connect_to(reply(201, TAKEN), reply(200, PAGE)) as (connection, _):
        connection.send(OURS)
        list(connection.receipts(NOW, NOW))
    assert "receipts_not_ours" in caplog.text
    for secret in ("9012345678", "本文", "local-token", "%E6%9C%AC"):
        assert secret not in caplog.text + repr((ACCOUNT, OURS))


class _LocalHttp(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Sends the client's requests to the local carrier instead of Twilio."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._root), *args, **kwargs)


def make_client(carrier: RunningCarrier, token: str = "") -> Any:
    settings = carrier.settings
    login = settings["TWILIO_ACCOUNT_SID"], token or settings["TWILIO_AUTH_TOKEN"]
    return Client(*login, http_client=_LocalHttp(settings["TWILIO_BASE_URL"]))


def test_twilios_own_client_works_against_the_local_carrier() -> None:
    with run_carrier("twilio") as carrier:
        client, sender = make_client(carrier), carrier.settings["TWILIO_SENDER"]
        sent = [client.messages.create(to=f"+8190123456{n:02d}", from_=sender, body="本文") for n in (1, 80, 92)]
        assert {message.status for message in sent} == {"queued"}
        carrier.advance(6)
        listed = client.messages.list(date_sent_after=NOW, page_size=2)
        assert [(message.to[-2:], message.status, message.error_code) for message in listed] == [
            ("92", "sent", None),
            ("80", "undelivered", 30003),
            ("01", "delivered", None),
        ]
        seen = client.messages(sent[0].sid).fetch()
        assert (seen.date_created, seen.num_segments, seen.body) == (NOW, "1", "本文")
        assert client.api.accounts(carrier.settings["TWILIO_ACCOUNT_SID"]).fetch().status == "active"
        for number, code in (("+819012348686", 21610), ("0901", 21211)):
            with pytest.raises(TwilioRestException) as refused:
                client.messages.create(to=number, from_=sender, body="本文")
            assert (refused.value.status, refused.value.code) == (400, code)
        with pytest.raises(TwilioRestException) as refused:
            make_client(carrier, "wrong").messages.create(to="+819012345601", from_=sender, body="本文")
        assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_adapter_sends_the_same_request_as_twilios_own_client() -> None:
    with serve(reply(201, TAKEN)) as server:
        with Twilio(replace(ACCOUNT, base_url=server.url), Network()).connect() as connection:
            assert isinstance(connection.send(OURS), Accepted)
        client = Client(ACCOUNT.account_sid, ACCOUNT.auth_token, http_client=_LocalHttp(server.url))
        client.messages.create(to="+819012345678", from_=ACCOUNT.sender, body="本文")
    ours, theirs = server.arrivals
    assert (ours.method, ours.path, ours.form) == (theirs.method, theirs.path, theirs.form)
    for name in ("authorization", "content-type"):
        assert ours.headers[name] == theirs.headers[name]
