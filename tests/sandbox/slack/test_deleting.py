"""Deleting files: by whoever uploaded them and by an administrator, with a token of theirs or by hand; what is left."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import payloads
from tests.sandbox.slack.client import (
    DESK,
    DIGEST,
    OPERATOR,
    OUTSIDER,
    SCOPES,
    STAFF,
    LocalSlack,
    manifest,
    run_bolt,
    run_sandbox,
    until,
)
from tests.sandbox.slack.test_payloads import agree, sample

MANAGER = "U0MANAGER01"


def person(slack: LocalSlack, user: str) -> WebClient:
    """A person's own token, as an app with user scopes gets it."""
    return WebClient(slack.post("token", user=user)["token"], base_url=slack.bot.base_url)


def error(client: WebClient, method: str, **arguments: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, params=arguments)
    return str(caught.value.response["error"])


def test_a_persons_token_says_whose_it_is_and_is_good_for_deleting_files_only(slack: LocalSlack) -> None:
    manager = person(slack, MANAGER)
    answer = manager.auth_test()
    assert (answer["user_id"], answer.headers["x-oauth-scopes"]) == (MANAGER, "files:write")
    assert "bot_id" not in answer.data
    assert error(manager, "files.info", file="F1") == "not_allowed_token_type"
    assert error(manager, "chat.postMessage", channel=DESK, text="x") == "not_allowed_token_type"


def test_an_administrator_deletes_anybodys_file_with_their_token(slack: LocalSlack) -> None:
    file = slack.upload(b"a", channel=DESK)
    assert person(slack, MANAGER).files_delete(file=file)["ok"]
    assert error(slack.bot, "files.info", file=file) == "file_not_found"
    assert error(person(slack, MANAGER), "files.delete", file=file) == "file_not_found"


def test_anybody_else_deletes_their_own_alone_and_does_not_learn_of_what_they_do_not_see(
    slack: LocalSlack,
) -> None:
    shared, private, hidden = (
        slack.upload(b"a", channel=DESK),
        slack.upload(b"a"),
        slack.upload(b"a", channel=DIGEST),
    )
    assert error(person(slack, OPERATOR), "files.delete", file=shared) == "cant_delete_file"
    assert error(person(slack, OPERATOR), "files.delete", file=private) == "file_not_found"
    assert error(person(slack, OUTSIDER), "files.delete", file=hidden) == "file_not_found"
    for file in (shared, private, hidden):
        assert person(slack, STAFF).files_delete(file=file)["ok"]


def test_by_hand_a_person_deletes_their_own_and_an_administrator_any(slack: LocalSlack) -> None:
    own, other, third = slack.upload(b"a", channel=DESK), slack.upload(b"a"), slack.upload(b"a", channel=DESK)
    assert slack.status("delete_file", user=OPERATOR, file_id=own) == 400
    assert slack.status("delete_file", user=OPERATOR, file_id=other) == 404
    assert slack.status("delete_file", user=STAFF, file_id="F0") == 404
    assert slack.status("delete_file", user="U0", file_id=own) == 404
    assert slack.post("delete_file", user=STAFF, file_id=own) == {"ok": True}
    assert slack.post("delete_file", user=MANAGER, file_id=third) == {"ok": True}
    assert slack.status("delete_file", user=STAFF, file_id=own) == 404


def test_where_it_was_posted_a_tombstone_is_left_and_whoever_looks_is_told_of_the_change(
    slack: LocalSlack,
) -> None:
    file = slack.upload(b"secret", channel=DESK)
    address = f"{slack.service.base}/watch/files/{file}?user={STAFF}"
    assert httpx.get(address).content == b"secret"
    number = httpx.get(f"{slack.service.base}/watch/messages?user={STAFF}").json()["number"]
    slack.post("delete_file", user=STAFF, file_id=file)
    changed = httpx.get(f"{slack.service.base}/watch/messages?user={STAFF}&after={number}").json()["messages"]
    assert [one["files"] for one in changed] == [[{"id": file, "mode": "tombstone"}]]
    assert slack.messages(STAFF)[0]["files"] == [{"id": file, "mode": "tombstone"}]
    assert httpx.get(address).status_code == 404


def test_a_person_sees_what_they_have_here_and_nothing_of_others(slack: LocalSlack) -> None:
    first, second = slack.upload(b"a", channel=DESK), slack.upload(b"bc")
    slack.upload(b"x", user=OPERATOR)

    def own() -> Any:
        return httpx.get(f"{slack.service.base}/watch/files?user={STAFF}").json()

    assert {one["id"]: (one["size"], one["channels"]) for one in own()} == {first: (1, [DESK]), second: (2, [])}
    slack.post("delete_file", user=STAFF, file_id=second)
    assert [one["id"] for one in own()] == [first]


def test_the_bot_hears_that_a_file_it_saw_was_deleted_and_of_no_other(slack: LocalSlack) -> None:
    heard: list[Any] = []

    def listen(app: App) -> None:
        @app.event("file_deleted")
        def deleted(event: dict[str, Any]) -> None:
            heard.append(event)

        @app.event("file_shared")
        def shared() -> None:
            pass

    with run_bolt(slack, listen):
        unseen, seen = slack.upload(b"a"), slack.upload(b"a", channel=DESK)
        for file in (unseen, seen):
            slack.post("delete_file", user=STAFF, file_id=file)
        until(lambda: heard)
    assert [(one["file_id"], one["channel_ids"]) for one in heard] == [(seen, [DESK])]


def test_that_event_has_the_keys_of_the_sample(slack: LocalSlack) -> None:
    inner = {"type": "file_deleted", "file_id": "F1", "channel_ids": [DESK]}
    agree(payloads.build_event(slack.workspace, inner), sample("FileDeletedPayload"))


def test_without_its_messages_tab_an_app_writes_to_nobody(tmp_path: Path) -> None:
    with run_sandbox(tmp_path, replace(manifest(SCOPES), has_messages=False)) as bare:
        assert error(bare.bot, "chat.postMessage", channel=STAFF, text="x") == "messages_tab_disabled"
        assert bare.bot.chat_postMessage(channel=DESK, text="x")["ok"]


def test_where_the_messages_tab_is_read_only_nobody_writes_to_the_app(tmp_path: Path) -> None:
    with run_sandbox(tmp_path, replace(manifest(SCOPES), is_read_only=True)) as bare:
        place = str(bare.bot.chat_postMessage(channel=STAFF, text="x")["channel"])
        assert bare.status("say", user=STAFF, channel=place, text="x") == 400
        assert bare.status("upload", user=STAFF, channel=place, filename="a", content_base64="") == 400
        assert bare.post("say", user=STAFF, channel=DESK, text="x")["ok"]
