"""Downloads of posted files: only from Slack, no HTML page, no file over the limit; deleted after use."""

from pathlib import Path

import pytest

from bot.model.errors import FileRefused
from bot.slack.client import CheckedClient
from bot.slack.uploads import FoundFile, Upload, Uploads
from tests.slack.server import Reply, Slack
from tests.wire.server import End, reply, serve
from tests.wire.server import Reply as Raw

CSV = "宛名番号,電話番号\r\n".encode("cp932")
TYPED = {"Content-Type": "text/csv"}


def post_file(slack: Slack, answer: Reply | None = None, url: str | None = None, **changes: object) -> None:
    """Post a file. `answer`: Slack's answer to its download, by default the file's content."""
    slack.answers["files/F1"] = answer or Reply(CSV, 200, TYPED)
    file = {"id": "F1", "name": "七月.csv", "user": "U1", "url_private_download": url or f"{slack.base}/files/F1"}
    slack.answers["files.info"] = {"ok": True, "file": file | changes}


def ignore_uploader(_uploader: FoundFile) -> None:
    """Ignore the uploader."""


def make_uploads(slack: Slack, most: int = 1000) -> Uploads:
    return Uploads(slack.client(), f"{slack.base}/api/", most)


def fetch(slack: Slack, most: int = 1000) -> tuple[Upload, bytes]:
    with make_uploads(slack, most).fetch_file("F1", ignore_uploader) as upload:
        return upload, upload.path.read_bytes()


def get_refusal(slack: Slack, most: int = 1000) -> str:
    with pytest.raises(FileRefused) as refusal, make_uploads(slack, most).fetch_file("F1", ignore_uploader):
        pytest.fail("the file was accepted")
    return refusal.value.code


def test_a_file_is_downloaded_with_the_token_and_deleted_afterwards(slack: Slack) -> None:
    post_file(slack)
    upload, content = fetch(slack)
    assert (content, upload.name, upload.uploader) == (CSV, "七月.csv", "U1")
    assert slack.calls[-1].headers["Authorization"] == "Bearer xoxb-test"
    assert not upload.path.exists()
    assert not upload.path.parent.exists()


def test_the_download_is_deleted_also_if_reading_it_fails(slack: Slack) -> None:
    post_file(slack)
    seen: list[Path] = []

    def read() -> None:
        with make_uploads(slack).fetch_file("F1", ignore_uploader) as upload:
            seen.append(upload.path)
            raise ValueError

    with pytest.raises(ValueError):
        read()
    assert not seen[0].parent.exists()


def test_the_name_in_slack_is_never_used_as_a_path(slack: Slack) -> None:
    post_file(slack, name="../../etc/passwd")
    upload, _ = fetch(slack)
    assert upload.path.name == "upload"
    assert upload.name == "../../etc/passwd"


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "TEXT/HTML"])
def test_an_html_page_with_status_200_is_refused(slack: Slack, kind: str) -> None:
    post_file(slack, Reply(b"<!DOCTYPE html>Sign in", 200, {"Content-Type": kind}))
    assert get_refusal(slack) == "upload_not_seen"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(slack: Slack, status: int) -> None:
    post_file(slack, Reply(b"", status, {"Location": f"{slack.base}/elsewhere"}))
    assert get_refusal(slack) == "upload_not_seen"
    assert "elsewhere" not in slack.names()


@pytest.mark.parametrize("status", [204, 401, 403, 404, 500])
def test_every_status_except_200_is_refused(slack: Slack, status: int) -> None:
    post_file(slack, Reply(b"", status, TYPED))
    assert get_refusal(slack) == "upload_not_seen"


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
    post_file(slack, url=url)
    assert get_refusal(slack) == "upload_not_seen"
    assert slack.names() == ["files.info"]


@pytest.mark.parametrize("answer", [{"ok": False, "error": "file_not_found"}, {"ok": True}, {"ok": True, "file": {}}])
def test_a_file_that_slack_does_not_show_is_refused(slack: Slack, answer: dict[str, object]) -> None:
    slack.answers["files.info"] = answer
    assert get_refusal(slack) == "upload_not_seen"


def test_a_file_of_the_maximum_size_is_accepted_and_one_byte_more_is_refused(slack: Slack) -> None:
    post_file(slack, Reply(b"x" * 1000, 200, TYPED))
    assert len(fetch(slack, 1000)[1]) == 1000
    assert get_refusal(slack, 999) == "file_too_large"


def test_an_incomplete_download_has_its_own_code() -> None:
    cut = Raw(b"HTTP/1.1 200 X\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\nhalf", End.CLOSE)
    with serve(cut) as server:
        info = {"ok": True, "file": {"url_private_download": f"{server.url}/F1"}}
        server.script.insert(0, reply(200, info, End.CLOSE))
        client = CheckedClient("xoxb-test", f"{server.url}/", frozenset())
        with pytest.raises(FileRefused) as refusal, Uploads(client, server.url, 1000).fetch_file("F1", ignore_uploader):
            pytest.fail("the file was accepted")
    assert refusal.value.code == "upload_broken"


def test_an_unreachable_slack_has_the_code_of_an_incomplete_download(slack: Slack) -> None:
    post_file(slack)
    unreachable = Uploads(slack.client(), f"{slack.base}/api/", 1000)
    unreachable._client.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(FileRefused) as refusal, unreachable.fetch_file("F1", ignore_uploader):
        pytest.fail("the file was accepted")
    assert refusal.value.code == "upload_broken"


def test_the_uploader_is_reported_also_if_the_file_is_refused(slack: Slack) -> None:
    post_file(slack, Reply(b"x" * 1000, 200, TYPED))
    uploaders: list[FoundFile] = []
    with (
        pytest.raises(FileRefused, match="file_too_large"),
        make_uploads(slack, 999).fetch_file("F1", uploaders.append),
    ):
        pytest.fail("the file was accepted")
    assert uploaders == [FoundFile("U1", None)]


def test_no_uploader_is_reported_for_a_file_that_slack_does_not_show(slack: Slack) -> None:
    slack.answers["files.info"] = {"ok": False, "error": "file_not_found"}
    with (
        pytest.raises(FileRefused),
        make_uploads(slack).fetch_file("F1", lambda _: pytest.fail("no file")),
    ):
        pytest.fail("the file was accepted")
