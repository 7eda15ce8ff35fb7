"""What the page is told: changes by number, each seat's own messages, arrivals, files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from sandbox.carrier.carrier import Answer
from tests.sandbox.slack.client import DESK, DIGEST, OUTSIDER, STAFF, SUPERVISOR, LocalSlack, run_sandbox


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


def look(slack: LocalSlack, path: str, **query: object) -> Any:
    answer = httpx.get(f"{slack.service.base}/watch/{path}", params={k: str(v) for k, v in query.items()})
    assert answer.status_code == 200
    return answer.json()


def test_a_change_is_told_and_only_what_changed_is_looked_up(slack: LocalSlack) -> None:
    first = slack.bot.chat_postMessage(channel=DESK, text="one")
    number = look(slack, "messages", user=STAFF)["number"]
    with connect(slack.service.base.replace("http", "ws") + "/watch/changes") as socket:
        assert json.loads(socket.recv(5))["messages"] == number
        slack.bot.chat_postMessage(channel=DESK, text="two")
        assert json.loads(socket.recv(5))["messages"] > number
    found = look(slack, "messages", user=STAFF, after=number)
    assert [one["text"] for one in found["messages"]] == ["two"]
    slack.bot.chat_update(channel=DESK, ts=str(first["ts"]), text="changed")
    assert [one["text"] for one in look(slack, "messages", user=STAFF, after=found["number"])["messages"]] == [
        "changed"
    ]


def test_a_message_taken_away_is_told_as_gone(slack: LocalSlack) -> None:
    posted = slack.bot.chat_postMessage(channel=DESK, text="one")
    number = look(slack, "messages", user=STAFF)["number"]
    slack.bot.chat_delete(channel=DESK, ts=str(posted["ts"]))
    assert look(slack, "messages", user=STAFF, after=number)["gone"] == [[DESK, posted["ts"]]]


def test_each_seat_sees_its_own(slack: LocalSlack) -> None:
    slack.bot.chat_postMessage(channel=DIGEST, text="digest")
    slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="for one")
    seen = {user: {m["text"] for m in look(slack, "messages", user=user)["messages"]} for user in (STAFF, SUPERVISOR)}
    assert seen == {STAFF: {"digest", "for one"}, SUPERVISOR: {"digest"}}
    assert look(slack, "messages", user=OUTSIDER)["messages"] == []


def test_an_arrivals_outcome_becomes_known_with_the_desks_time(slack: LocalSlack) -> None:
    for to in ("09012345600", "09012345680"):
        slack.service.sandbox.carrier.record_send(
            provider="karaden", to=to, body="text", tags=[], answer=Answer.ACCEPTED, status=200
        )
    assert [one["outcome"] for one in look(slack, "arrivals")["newest"]] == [None, None]
    slack.post("clock", advance_seconds=5)
    newest = look(slack, "arrivals")
    assert newest["count"] == 2
    assert [one["outcome"] for one in newest["newest"]] == ["out_of_area", "delivered"]


def test_a_file_is_opened_by_whoever_sees_it_and_never_as_a_page(slack: LocalSlack) -> None:
    file = slack.upload(b"<script>", user=STAFF, channel=DIGEST)
    address = f"{slack.service.base}/watch/files/{file}"
    opened = httpx.get(address, params={"user": SUPERVISOR})
    assert opened.content == b"<script>"
    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"] == "attachment"
    assert httpx.get(address, params={"user": OUTSIDER}).status_code == 404


def test_somebody_writes_into_a_channel_in_which_they_are(slack: LocalSlack) -> None:
    ts = slack.post("say", user=STAFF, channel=DESK, text="hello")["ts"]
    slack.post("say", user=SUPERVISOR, channel=DESK, text="reply", thread_ts=ts)
    assert [one["text"] for one in slack.messages(STAFF)] == ["hello", "reply"]
    assert slack.status("say", user=OUTSIDER, channel=DIGEST, text="hello") == 404
    assert slack.status("say", user=STAFF, channel=DESK, text="  ") == 400
