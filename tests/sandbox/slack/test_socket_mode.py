"""Sockets, envelopes and acknowledgements, with a plain WebSocket client that can break the rules."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.sandbox.slack.client import STAFF, LocalSlack, until


def create_address(slack: LocalSlack) -> str:
    client = WebClient(base_url=slack.bot.base_url)
    return str(client.apps_connections_open(app_token=slack.credentials.app_token)["url"])


@contextmanager
def open_socket(slack: LocalSlack) -> Iterator[ClientConnection]:
    with connect(create_address(slack), proxy=None) as socket:
        assert read(socket)["type"] == "hello"
        yield socket


def read(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(timeout=30))


def acknowledge(socket: ClientConnection, frame: Any) -> None:
    socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))


def send_command(slack: LocalSlack) -> Future[Any]:
    """Type a command in a thread: its answer comes only after the acknowledgement."""
    executor = ThreadPoolExecutor(1)
    answer = executor.submit(slack.command)
    executor.shutdown(wait=False)
    return answer


def is_silent(socket: ClientConnection) -> bool:
    try:
        socket.recv(timeout=0.3)
    except TimeoutError:
        return True
    return False


def test_a_ticket_opens_one_socket(slack: LocalSlack) -> None:
    address = create_address(slack)
    with connect(address, proxy=None) as socket:
        hello = read(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(InvalidStatus):
            connect(address, proxy=None)


def test_after_a_disconnect_a_socket_gets_no_envelopes_but_its_acknowledgement_counts(slack: LocalSlack) -> None:
    with open_socket(slack) as old:
        answer = send_command(slack)
        first = read(old)
        slack.post("faults", fault="drop_socket")
        assert read(old)["type"] == "disconnect"
        assert slack.http.get("/control/ready").status_code == 503
        with open_socket(slack) as new:
            acknowledge(old, first)
            assert answer.result()["ok"]
            answer = send_command(slack)
            acknowledge(new, read(new))
            assert answer.result()["ok"]
            assert is_silent(old)


def test_each_envelope_goes_to_one_of_two_sockets(slack: LocalSlack) -> None:
    with open_socket(slack) as one, open_socket(slack) as two:
        for socket, other in ((one, two), (two, one)):
            answer = send_command(slack)
            acknowledge(socket, read(socket))
            assert answer.result()["ok"]
            assert is_silent(other)


def test_an_event_without_an_acknowledgement_is_sent_again_with_its_number(
    slack: LocalSlack, three_seconds: None
) -> None:
    with open_socket(slack) as socket:
        slack.post("home", user=STAFF)
        first = read(socket)
        again = read(socket)
        acknowledge(socket, again)
        assert (first["type"], "retry_attempt" in first) == ("events_api", False)
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        assert is_silent(socket)


def test_the_fault_redeliver_sends_the_same_event_several_times(slack: LocalSlack) -> None:
    slack.post("faults", fault="redeliver", times=4, method="app_home_opened")
    with open_socket(slack) as socket:
        slack.post("home", user=STAFF)
        frames = [read(socket) for _ in range(5)]
        for frame in frames:
            acknowledge(socket, frame)
        assert len({frame["payload"]["event_id"] for frame in frames}) == 1
        assert len({frame["envelope_id"] for frame in frames}) == 5
        assert is_silent(socket)


@pytest.mark.parametrize(("fault", "seconds"), [("lose_ack", None), ("delay_ack", 3.3)])
def test_a_lost_or_late_acknowledgement_shows_a_timeout_to_the_person(
    slack: LocalSlack, three_seconds: None, fault: str, seconds: float | None
) -> None:
    slack.post("faults", fault=fault, seconds=seconds)
    with open_socket(slack) as socket:
        answer = send_command(slack)
        acknowledge(socket, read(socket))
        late = answer.result()
    assert late["error"] == '/sms failed with the error "operation_timeout"'
    assert late["ack_ms"] >= 3000


def test_bolt_reconnects_after_slack_was_unreachable(slack: LocalSlack, app: App) -> None:
    slack.bot.retry_handlers.clear()
    app.command("/sms")(lambda ack: ack("はい"))
    assert slack.command()["ok"]
    slack.post("faults", fault="drop_socket", seconds=600)
    with pytest.raises((SlackApiError, OSError, httpx.HTTPError)):
        slack.bot.auth_test()
    assert slack.command()["error"] == '/sms failed with the error "dispatch_failed"'
    since = time.monotonic()
    slack.post("faults", fault="drop_socket", seconds=1)
    until(lambda: slack.http.get("/control/ready").status_code == 200, 60)
    assert time.monotonic() - since >= 1
    assert slack.command()["ok"]
    assert [m["text"] for m in slack.messages(STAFF)] == ["はい", "はい"]


def test_a_later_drop_of_the_socket_happens_before_its_envelope(slack: LocalSlack) -> None:
    slack.post("faults", fault="drop_socket", after=1, seconds=0)
    with open_socket(slack) as socket:
        answer = send_command(slack)
        acknowledge(socket, read(socket))
        assert answer.result()["ok"]
        assert slack.command()["error"] == '/sms failed with the error "dispatch_failed"'
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=30)
