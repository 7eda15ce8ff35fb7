"""Sockets, envelopes and acknowledgements, with a bare WebSocket client that can misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.sandbox.slack.client import DESK, OPERATOR, STAFF, LocalSlack, run_bolt, until


def address(slack: LocalSlack) -> str:
    client = WebClient(base_url=slack.bot.base_url)
    return str(client.apps_connections_open(app_token=slack.credentials.app_token)["url"])


@contextmanager
def line(slack: LocalSlack) -> Iterator[ClientConnection]:
    with connect(address(slack), proxy=None) as socket:
        assert read(socket)["type"] == "hello"
        yield socket


def read(socket: ClientConnection, seconds: float = 5) -> Any:
    return json.loads(socket.recv(timeout=seconds))


def acknowledge(socket: ClientConnection, frame: Any) -> None:
    socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))


def beside(work: Any) -> Any:
    """Do something in a thread; return a function that waits for its result."""
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(work()))
    thread.start()

    def wait() -> Any:
        thread.join(20)
        return result[0]

    return wait


def silent(socket: ClientConnection) -> bool:
    try:
        socket.recv(timeout=0.3)
    except TimeoutError:
        return True
    return False


def test_a_ticket_opens_one_socket(slack: LocalSlack) -> None:
    once = address(slack)
    with connect(once, proxy=None) as socket:
        hello = read(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(InvalidStatus):
            connect(once, proxy=None)


def test_after_a_disconnect_nothing_more_goes_to_the_old_socket_but_its_acknowledgement_counts(
    slack: LocalSlack,
) -> None:
    with line(slack) as old:
        asked = beside(slack.command)
        first = read(old)
        slack.post("faults", fault="drop_socket")
        assert read(old)["type"] == "disconnect"
        assert slack.http.get("/control/ready").status_code == 503
        with line(slack) as new:
            acknowledge(old, first)
            assert asked()["ok"]
            asked = beside(slack.command)
            acknowledge(new, read(new))
            assert asked()["ok"]
            assert silent(old)


def test_two_sockets_share_the_envelopes_and_each_goes_to_one(slack: LocalSlack) -> None:
    with line(slack) as one, line(slack) as two:
        for socket, other in ((one, two), (two, one)):
            asked = beside(slack.command)
            acknowledge(socket, read(socket))
            assert asked()["ok"]
            assert silent(other)


def test_an_event_that_nobody_acknowledges_comes_again_with_its_number(slack: LocalSlack) -> None:
    with line(slack) as socket:
        slack.post("home", user=STAFF)
        first = read(socket)
        again = read(socket)
        acknowledge(socket, again)
        assert (first["type"], "retry_attempt" in first) == ("events_api", False)
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        assert silent(socket)


def test_redelivery_brings_the_same_event_as_often_as_asked(slack: LocalSlack) -> None:
    slack.post("faults", fault="redeliver", times=4, method="app_home_opened")
    with line(slack) as socket:
        slack.post("home", user=STAFF)
        frames = [read(socket) for _ in range(5)]
        for frame in frames:
            acknowledge(socket, frame)
        assert len({frame["payload"]["event_id"] for frame in frames}) == 1
        assert len({frame["envelope_id"] for frame in frames}) == 5
        assert silent(socket)


@pytest.mark.parametrize(("fault", "seconds"), [("lose_ack", None), ("delay_ack", 3.3)])
def test_an_acknowledgement_that_is_lost_or_late_fails_for_the_person(
    slack: LocalSlack, fault: str, seconds: float | None
) -> None:
    slack.post("faults", fault=fault, seconds=seconds)
    with line(slack) as socket:
        asked = beside(slack.command)
        acknowledge(socket, read(socket))
        answer = asked()
    assert answer["error"] == '/sms failed with the error "operation_timeout"'
    assert answer["ack_ms"] >= 3000


def test_slack_can_be_gone_for_a_while_and_bolt_comes_back_by_itself(slack: LocalSlack) -> None:
    slack.bot.retry_handlers.clear()
    with run_bolt(slack, lambda app: app.command("/sms")(lambda ack: ack("はい")) and None):
        assert slack.command()["ok"]
        slack.post("faults", fault="drop_socket", seconds=3)
        gone_at = time.monotonic()
        with pytest.raises((SlackApiError, OSError, httpx.HTTPError)):
            slack.bot.auth_test()
        assert slack.command()["error"] == '/sms failed with the error "dispatch_failed"'
        until(lambda: slack.http.get("/control/ready").status_code == 200, 20)
        assert time.monotonic() - gone_at >= 3
        assert slack.command()["ok"]
    assert [m["text"] for m in slack.messages(STAFF)] == ["はい", "はい"]


def test_a_drop_in_the_middle_comes_before_the_envelope_it_was_set_for(slack: LocalSlack) -> None:
    slack.post("faults", fault="drop_socket", after=1, seconds=0)
    with line(slack) as socket:
        asked = beside(slack.command)
        acknowledge(socket, read(socket))
        assert asked()["ok"]
        assert slack.command()["error"] == '/sms failed with the error "dispatch_failed"'
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_file_shared_is_told_only_where_the_bot_is(slack: LocalSlack) -> None:
    told: list[str] = []

    def listen(app: App) -> None:
        app.event("file_shared")(lambda event: told.append(event["file_id"]))

    with run_bolt(slack, listen):
        slack.upload(b"a", channel="C0GENERAL01")
        seen = slack.upload(b"b", channel=DESK, user=OPERATOR)
        until(lambda: told)
    assert told == [seen]
