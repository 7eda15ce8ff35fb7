"""Our local Slack judged by somebody else's: the same conversation with both, and every difference by its name."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_sdk import WebClient

from tests.sandbox.judges import emulator as judge
from tests.sandbox.judges.talk import CONTENT, Answer, Side, hold_conversation
from tests.sandbox.slack.client import DESK, LocalSlack, build_manifest, run_sandbox

pytestmark = pytest.mark.timeout(300)  # the first run on a machine downloads the emulator and its Node

Answers = dict[str, Answer]

# Where the two refuse differently: what the emulator says, what ours says. Anything else must be the same.
DIFFERENT_ERRORS = {
    # The emulator lets an unknown token in as its administrator; Slack, and ours, say invalid_auth.
    "auth.test with an unknown token": ("", "invalid_auth"),
    # Slack answers a missing token with a login page and 200: that is how a bot mistakes HTML for a list.
    "download without a token": ("401", ""),
}

# What only the emulator gives. It puts whole files into the answer of a completion, Slack's reference id and title.
NOT_GIVEN = {
    "info": {"comments", "paging", "file.is_starred"},  # comments on files and stars are no more
    "info of a person's file": {"comments", "paging", "file.is_starred"},
}

# What the bot, Bolt and the SDK read from the answers.
READ = {
    "auth.test": {"ok", "url", "team", "team_id", "user", "user_id", "bot_id"},
    "address": {"ok", "upload_url", "file_id"},
    "complete": {"ok", "files", "files.id", "files.title"},
    "info": {"ok", "file.id", "file.name", "file.user", "file.size", "file.url_private_download", "file.shares"},
    "post": {"ok", "channel", "ts", "message.text", "message.user"},
    "update": {"ok", "channel", "ts", "text", "message.text"},
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
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    with judge.emulator(tmp_path_factory.mktemp("emulator")) as base:
        yield hold_conversation(_emulated(f"{base}/api/"))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    with ExitStack() as stack:
        slack, bare = (
            stack.enter_context(run_sandbox(tmp_path_factory.mktemp("sandbox"), build_manifest(frozenset(scopes))))
            for scopes in (judge.GRANTED, judge.BARE)
        )
        yield hold_conversation(_sandboxed(slack, bare))


def _emulated(api: str) -> Side:
    full, bare, unknown, staff = (
        WebClient(token, base_url=api)
        for token in (judge.BOT_TOKEN, judge.BARE_TOKEN, judge.UNKNOWN_TOKEN, judge.STAFF_TOKEN)
    )
    shared = staff.files_upload_v2(filename="list.csv", content=CONTENT, channel=judge.CHANNEL)
    hidden = staff.files_upload_v2(filename="list.csv", content=CONTENT)
    return Side(full, bare, unknown, judge.CHANNEL, shared["file"]["id"], hidden["file"]["id"])


def _sandboxed(slack: LocalSlack, bare: LocalSlack) -> Side:
    unknown = WebClient(judge.UNKNOWN_TOKEN, base_url=slack.bot.base_url)
    shared, hidden = slack.upload(CONTENT, channel=DESK), slack.upload(CONTENT)
    return Side(slack.bot, bare.bot, unknown, DESK, shared, hidden)


def test_both_refuse_the_same_steps_with_the_same_words(theirs: Answers, ours: Answers) -> None:
    pairs = {step: (answer.error, ours[step].error) for step, answer in theirs.items()}
    assert {step: pair for step, pair in pairs.items() if pair[0] != pair[1]} == DIFFERENT_ERRORS


def test_ours_gives_what_the_other_gives_and_of_the_same_type(theirs: Answers, ours: Answers) -> None:
    lacking = {
        step: {key for key, kind in answer.shape.items() if ours[step].shape.get(key) != kind}
        for step, answer in theirs.items()
        if step not in DIFFERENT_ERRORS
    }
    whole_files = {key for key in lacking["complete"] if key.startswith("files.")}
    lacking["complete"] -= whole_files
    assert {step: keys for step, keys in lacking.items() if keys} == NOT_GIVEN


@pytest.mark.parametrize("step", READ)
def test_both_give_what_the_bot_reads(theirs: Answers, ours: Answers, step: str) -> None:
    assert READ[step] - set(theirs[step].shape) == set()
    assert READ[step] - set(ours[step].shape) == set()


@pytest.mark.parametrize("method", SCOPES)
def test_both_name_a_missing_scope(theirs: Answers, ours: Answers, method: str) -> None:
    refused = {"ok": False, "error": "missing_scope", "needed": SCOPES[method], "provided": ",".join(judge.BARE)}
    assert theirs[f"scope of {method}"].body == refused
    assert ours[f"scope of {method}"].body == refused


def test_a_file_comes_back_as_it_was_sent_and_only_with_the_token(theirs: Answers, ours: Answers) -> None:
    for answers in (theirs, ours):
        assert answers["download"].body["content"] == CONTENT
        assert CONTENT not in answers["download without a token"].body["content"]
        assert CONTENT not in answers["download after the delete"].body["content"]
