"""What an error of Slack means for a post: whether it was surely not posted, and when to try again."""

from collections.abc import Callable

import pytest

from bot.slack import posts
from bot.slack.client import CheckedClient
from bot.slack.posts import MessageId, PostFailed
from tests.slack.server import Reply, Slack, read_form
from tests.wire.server import End, reply, serve
from tests.wire.server import Reply as Raw

BLOCKS = [{"type": "divider"}]
MESSAGE = MessageId("C1", "1.1")
Call = Callable[[CheckedClient], MessageId]


def post(client: CheckedClient) -> MessageId:
    return posts.post_message(client, "C1", "文", BLOCKS)


def edit(client: CheckedClient) -> MessageId:
    return posts.edit_message(client, MESSAGE, "文", BLOCKS)


def get_failure(client: CheckedClient, call: Call = post) -> PostFailed:
    with pytest.raises(PostFailed) as not_shown:
        call(client)
    return not_shown.value


def set_error(slack: Slack, code: str, status: int = 200, **headers: str) -> None:
    answer = Reply(f'{{"ok": false, "error": "{code}"}}'.encode(), status, headers)
    slack.answers["chat.postMessage"] = slack.answers["chat.update"] = answer


def test_a_message_is_posted_with_its_text_and_without_link_previews(slack: Slack) -> None:
    slack.answers["chat.postMessage"] = {"ok": True, "channel": "C1", "ts": "2.2"}
    assert post(slack.client()) == MessageId("C1", "2.2")
    sent = slack.calls[0].body
    assert '"unfurl_links": false' in sent or read_form(sent)["unfurl_links"] == "0"
    assert '"unfurl_media": false' in sent or read_form(sent)["unfurl_media"] == "0"
    assert "text" in sent


def test_an_edit_returns_the_same_message_id(slack: Slack) -> None:
    slack.answers["chat.update"] = {"ok": True, "channel": "C1", "ts": "1.1"}
    assert edit(slack.client()) == MESSAGE


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
def test_a_message_that_cannot_be_edited_counts_as_gone(slack: Slack, code: str) -> None:
    set_error(slack, code)
    found = get_failure(slack.client(), edit)
    assert (found.gone, found.answered, found.bad_blocks) == (True, True, False)


@pytest.mark.parametrize(
    "code", ["channel_not_found", "is_archived", "not_in_channel", "token_revoked", "invalid_auth"]
)
def test_a_clear_refusal_means_that_the_message_was_not_posted(slack: Slack, code: str) -> None:
    set_error(slack, code)
    found = get_failure(slack.client())
    assert (found.code, found.answered, found.gone, found.retry_after) == (code, True, False, None)


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format"])
def test_a_refusal_of_blocks_has_its_own_flag(slack: Slack, code: str) -> None:
    set_error(slack, code)
    assert get_failure(slack.client()).bad_blocks


def test_a_rate_limit_gives_the_time_to_wait(slack: Slack) -> None:
    set_error(slack, "ratelimited", 429, **{"Retry-After": "7"})
    found = get_failure(slack.client())
    assert (found.code, found.answered, found.retry_after) == ("ratelimited", True, 7.0)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_a_server_error_the_outcome_is_unknown(slack: Slack, status: int) -> None:
    set_error(slack, "internal_error", status)
    assert not get_failure(slack.client()).answered


@pytest.mark.parametrize("body", [b"<html>captive portal</html>", b"", b"{", "不明".encode()])
def test_after_an_unreadable_answer_the_outcome_is_unknown(slack: Slack, body: bytes) -> None:
    slack.answers["chat.postMessage"] = Reply(body)
    found = get_failure(slack.client())
    assert (found.code, found.answered) == ("no_sense", False)


HALF = reply(200, {"ok": True, "ts": "1.1", "channel": "C1"}).data[:-10]


@pytest.mark.parametrize("answer", [Raw(b"", End.CLOSE), Raw(b"", End.RESET), Raw(HALF, End.CLOSE)])
def test_after_a_broken_connection_or_half_an_answer_the_outcome_is_unknown(answer: Raw) -> None:
    with serve(answer) as server:
        found = get_failure(CheckedClient("xoxb-test", f"{server.url}/", frozenset()))
        assert (len(server.arrivals), found.answered) == (1, False)


def test_after_a_timeout_the_outcome_is_unknown() -> None:
    with serve(Raw(b"", End.HANG)) as server:
        client = CheckedClient("xoxb-test", f"{server.url}/", frozenset())
        client.timeout = 0.2  # type: ignore[assignment]  # the library says int, and hands it on
        assert not get_failure(client).answered


def test_a_refused_connection_means_that_nothing_was_posted() -> None:
    assert get_failure(CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset())).answered
