"""Compares the local Slack with an independent emulator: both get the same calls, and every difference is listed."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_sdk import WebClient

from tests.sandbox.comparison import emulator
from tests.sandbox.comparison.conversation import CONTENT, Answer, Clients, run_conversation
from tests.sandbox.slack.client import DESK, STAFF, LocalSlack, build_manifest, run_sandbox

pytestmark = pytest.mark.timeout(300)  # the first run on a machine downloads the emulator and its Node

Answers = dict[str, Answer]

# Steps with different errors: the emulator's, and the sandbox's. All other errors must be the same.
DIFFERENT_ERRORS = {
    # The emulator accepts an unknown token as its administrator's; Slack and the sandbox refuse it.
    "auth.test with an unknown token": ("", "invalid_auth"),
    # Slack answers a missing token with a login page and 200: a bot could take its HTML for a list.
    "download without a token": ("401", ""),
}

# Keys that only the emulator returns. After an upload it returns whole files; Slack's reference has id and title only.
EMULATOR_ONLY = {
    "info": {"comments", "paging", "file.is_starred"},  # Slack removed comments on files, and stars
    "info of a person's file": {"comments", "paging", "file.is_starred"},
    # The emulator lists these always; Slack counts members on request, and only a direct message is open or closed.
    "channel": {"channel.num_members", "channel.is_open"},
    "channel with its members' number": {"channel.is_open"},
    # The emulator's Home has no title; Slack answers an object with the text "View Title".
    "publish": {"view.title"},
    "publish again": {"view.title"},
}

# Keys that the bot, Bolt and the SDK read from the answers.
READ_KEYS = {
    "auth.test": {"ok", "url", "team", "team_id", "user", "user_id", "bot_id"},
    "address": {"ok", "upload_url", "file_id"},
    "complete": {"ok", "files", "files.id", "files.title"},
    "info": {"ok", "file.id", "file.name", "file.user", "file.size", "file.url_private_download", "file.shares"},
    "post": {"ok", "channel", "ts", "message.text", "message.user"},
    "update": {"ok", "channel", "ts", "text", "message.text"},
    "link": {"ok", "channel", "permalink"},
    "channel": {"ok", "channel.id", "channel.is_member", "channel.is_archived"},
    "open a direct message": {"ok", "channel.id"},
    "open": {"ok", "view.id", "view.hash"},
    "update a view": {"ok", "view.id", "view.hash"},
    "publish": {"ok", "view.id"},
    "delete": {"ok"},
    "delete a person's file": {"ok", "error"},
}

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "files.info": "files:read",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    with emulator.run_emulator(tmp_path_factory.mktemp("emulator")) as base:
        yield run_conversation(_connect_emulator(f"{base}/api/"))


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    with ExitStack() as stack:
        slack, bare = (
            stack.enter_context(run_sandbox(tmp_path_factory.mktemp("sandbox"), build_manifest(frozenset(scopes))))
            for scopes in (emulator.GRANTED, emulator.BARE)
        )
        yield run_conversation(_connect_sandbox(slack, bare))


def _connect_emulator(api: str) -> Clients:
    full, bare, unknown, staff = (
        WebClient(token, base_url=api)
        for token in (emulator.BOT_TOKEN, emulator.BARE_TOKEN, emulator.UNKNOWN_TOKEN, emulator.STAFF_TOKEN)
    )
    shared = staff.files_upload_v2(filename="list.csv", content=CONTENT, channel=emulator.CHANNEL)
    hidden = staff.files_upload_v2(filename="list.csv", content=CONTENT)
    files = shared["file"]["id"], hidden["file"]["id"]
    person = str(staff.auth_test()["user_id"])

    def create_trigger(view: str | None) -> str:
        place = {"user_id": person, **({} if view is None else {"view_id": view})}
        return str(full.api_call("views.generateTriggerId", json=place)["trigger_id"])

    return Clients(full, bare, unknown, emulator.CHANNEL, *files, person, create_trigger)


def _connect_sandbox(slack: LocalSlack, bare: LocalSlack) -> Clients:
    unknown = WebClient(emulator.UNKNOWN_TOKEN, base_url=slack.bot.base_url)
    shared, hidden = slack.upload(CONTENT, channel=DESK), slack.upload(CONTENT)
    credentials = slack.credentials
    return Clients(
        slack.bot, bare.bot, unknown, DESK, shared, hidden, STAFF, lambda _view: credentials.create_trigger(STAFF)
    )


def test_both_refuse_the_same_steps_with_the_same_errors(emulated: Answers, local: Answers) -> None:
    pairs = {step: (answer.error, local[step].error) for step, answer in emulated.items()}
    assert {step: pair for step, pair in pairs.items() if pair[0] != pair[1]} == DIFFERENT_ERRORS


def test_the_local_slack_returns_the_keys_and_types_of_the_emulator(emulated: Answers, local: Answers) -> None:
    missing = {
        step: {key for key, kind in answer.types.items() if local[step].types.get(key) != kind}
        for step, answer in emulated.items()
        if step not in DIFFERENT_ERRORS
    }
    file_keys = {key for key in missing["complete"] if key.startswith("files.")}
    missing["complete"] -= file_keys
    assert {step: keys for step, keys in missing.items() if keys} == EMULATOR_ONLY


@pytest.mark.parametrize("step", READ_KEYS)
def test_both_return_the_keys_that_the_bot_reads(emulated: Answers, local: Answers, step: str) -> None:
    assert READ_KEYS[step] - set(emulated[step].types) == set()
    assert READ_KEYS[step] - set(local[step].types) == set()


@pytest.mark.parametrize("method", SCOPES)
def test_both_name_a_missing_scope(emulated: Answers, local: Answers, method: str) -> None:
    refused = {"ok": False, "error": "missing_scope", "needed": SCOPES[method], "provided": ",".join(emulator.BARE)}
    assert emulated[f"scope of {method}"].body == refused
    assert local[f"scope of {method}"].body == refused


def test_a_file_comes_back_as_it_was_sent_and_only_with_the_token(emulated: Answers, local: Answers) -> None:
    for answers in (emulated, local):
        assert answers["download"].body["content"] == CONTENT
        assert CONTENT not in answers["download without a token"].body["content"]
        assert CONTENT not in answers["download after the delete"].body["content"]
