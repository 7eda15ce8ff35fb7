"""A posted file: only from Slack, never a page, never too large, and gone from this machine afterwards."""

from pathlib import Path

import pytest

from bot.model.errors import FileRefused
from bot.slack.client import CheckedClient
from bot.slack.uploads import Upload, Uploads
from tests.slack.server import Reply, Slack
from tests.wire.server import End, reply, serving
from tests.wire.server import Reply as Raw

CSV = "宛名番号,電話番号\r\n".encode("cp932")
TYPED = {"Content-Type": "text/csv"}


def posted(slack: Slack, url: str | None = None, **changes: object) -> None:
    file = {"id": "F1", "name": "七月.csv", "user": "U1", "url_private_download": url or f"{slack.base}/files/F1"}
    slack.answers["files.info"] = {"ok": True, "file": file | changes}


def unnoted(_uploader: str) -> None:
    """Nobody notes it."""


def uploads(slack: Slack, most: int = 1000) -> Uploads:
    return Uploads(slack.client(), f"{slack.base}/api/", most)


def fetched(slack: Slack, most: int = 1000) -> tuple[Upload, bytes]:
    with uploads(slack, most).fetch_file("F1", unnoted) as upload:
        return upload, upload.path.read_bytes()


def refused(slack: Slack, most: int = 1000) -> str:
    with pytest.raises(FileRefused) as refusal, uploads(slack, most).fetch_file("F1", unnoted):
        pytest.fail("it was taken")
    return refusal.value.code


def test_a_file_is_fetched_with_the_token_and_gone_afterwards(slack: Slack) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(CSV, 200, TYPED)
    upload, content = fetched(slack)
    assert (content, upload.name, upload.uploader) == (CSV, "七月.csv", "U1")
    assert slack.calls[-1].headers["Authorization"] == "Bearer xoxb-test"
    assert not upload.path.exists()
    assert not upload.path.parent.exists()


def test_it_is_gone_also_when_reading_it_breaks(slack: Slack) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(CSV, 200, TYPED)
    seen: list[Path] = []

    def read() -> None:
        with uploads(slack).fetch_file("F1", unnoted) as upload:
            seen.append(upload.path)
            raise ValueError

    with pytest.raises(ValueError):
        read()
    assert not seen[0].parent.exists()


def test_its_name_is_never_a_path(slack: Slack) -> None:
    posted(slack, name="../../etc/passwd")
    slack.answers["files/F1"] = Reply(CSV, 200, TYPED)
    upload, _ = fetched(slack)
    assert upload.path.name == "upload"
    assert upload.name == "../../etc/passwd"


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "TEXT/HTML"])
def test_a_page_is_not_a_file_although_its_status_is_200(slack: Slack, kind: str) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(b"<!DOCTYPE html>Sign in", 200, {"Content-Type": kind})
    assert refused(slack) == "upload_not_seen"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_stays_here(slack: Slack, status: int) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(b"", status, {"Location": f"{slack.base}/elsewhere"})
    assert refused(slack) == "upload_not_seen"
    assert "elsewhere" not in slack.names()


@pytest.mark.parametrize("status", [204, 401, 403, 404, 500])
def test_anything_but_a_plain_answer_is_refused(slack: Slack, status: int) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(b"", status, TYPED)
    assert refused(slack) == "upload_not_seen"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/files/F1",
        "https://files.slack.com.evil.example/F1",
        "https://files.slack.com@evil.example/F1",
        "http://files.slack.com/F1",
        "file:///etc/passwd",
        "//files.slack.com/F1",
        "https://docs.google.com/spreadsheets/1",
    ],
)
def test_another_host_never_gets_the_token(slack: Slack, url: str) -> None:
    posted(slack, url)
    assert refused(slack) == "upload_not_seen"
    assert slack.names() == ["files.info"]


@pytest.mark.parametrize("answer", [{"ok": False, "error": "file_not_found"}, {"ok": True}, {"ok": True, "file": {}}])
def test_a_file_that_slack_does_not_show_us_is_refused(slack: Slack, answer: dict[str, object]) -> None:
    slack.answers["files.info"] = answer
    assert refused(slack) == "upload_not_seen"


def test_a_file_may_be_as_large_as_is_allowed_and_not_one_byte_larger(slack: Slack) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(b"x" * 1000, 200, TYPED)
    assert len(fetched(slack, 1000)[1]) == 1000
    assert refused(slack, 999) == "file_too_large"


def test_a_download_that_breaks_off_is_told_as_that() -> None:
    cut = Raw(b"HTTP/1.1 200 X\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\nhalf", End.CLOSE)
    with serving(cut) as server:
        info = {"ok": True, "file": {"url_private_download": f"{server.url}/F1"}}
        server.script.insert(0, reply(200, info, End.CLOSE))
        client = CheckedClient("xoxb-test", f"{server.url}/", frozenset())
        with pytest.raises(FileRefused) as refusal, Uploads(client, server.url, 1000).fetch_file("F1", unnoted):
            pytest.fail("it was taken")
    assert refusal.value.code == "upload_broken"


def test_a_slack_that_cannot_be_reached_is_told_as_that(slack: Slack) -> None:
    posted(slack)
    away = Uploads(slack.client(), f"{slack.base}/api/", 1000)
    away._client.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(FileRefused) as refusal, away.fetch_file("F1", unnoted):
        pytest.fail("it was taken")
    assert refusal.value.code == "upload_broken"


def test_who_uploaded_it_is_told_before_anything_goes_wrong_with_it(slack: Slack) -> None:
    posted(slack)
    slack.answers["files/F1"] = Reply(b"x" * 1000, 200, TYPED)
    told: list[str] = []
    with pytest.raises(FileRefused, match="file_too_large"), uploads(slack, 999).fetch_file("F1", told.append):
        pytest.fail("it was taken")
    assert told == ["U1"]


def test_of_a_file_that_slack_does_not_show_us_nothing_is_told(slack: Slack) -> None:
    slack.answers["files.info"] = {"ok": False, "error": "file_not_found"}
    with pytest.raises(FileRefused), uploads(slack).fetch_file("F1", pytest.fail):
        pytest.fail("it was taken")
