"""Downloads files that users uploaded to Slack, and removes them after use.

Slack answers a download without permission with an HTML page and status 200, so HTML is never accepted. The token is
sent to Slack's own hosts only, and no redirect is followed.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from slack_sdk.errors import SlackApiError

from bot.model.errors import FileRefused
from bot.slack.client import CheckedClient

_SLACK_FILES = "files.slack.com"
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A downloaded file; `path` exists until the end of the `with`."""

    name: str
    uploader: str
    path: Path


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that Slack has: the user who uploaded it ("" if Slack does not say), and its size in bytes if known."""

    uploader: str
    size: int | None


class Uploads:
    """Downloads files. The token is sent to the host of `api_url` and to files.slack.com only."""

    def __init__(self, client: CheckedClient, api_url: str, max_bytes: int) -> None:
        self._client = client
        self._origins = {urlsplit(api_url)[:2], ("https", _SLACK_FILES)}
        self._max_bytes = max_bytes

    @contextmanager
    def fetch_file(self, file_id: str, on_found: Callable[[FoundFile], None]) -> Iterator[Upload]:
        """Download a file for the length of the `with`. Raises FileRefused.

        `on_found` is called once Slack has the file, before the download can fail.
        """
        try:
            info = self._client.files_info(file=file_id).get("file") or {}
        except SlackApiError as fault:
            raise FileRefused("upload_not_seen") from fault
        except OSError as fault:
            raise FileRefused("upload_broken") from fault
        url = str(info.get("url_private_download") or "")
        if not url or urlsplit(url)[:2] not in self._origins:
            raise FileRefused("upload_not_seen")
        size = info.get("size")
        on_found(FoundFile(str(info.get("user") or ""), size if isinstance(size, int) else None))
        with tempfile.TemporaryDirectory(prefix="nofu-") as folder:
            path = Path(folder) / "upload"  # not the name of the upload, which is untrusted text
            self._download(url, path)
            yield Upload(str(info.get("name") or file_id), str(info.get("user") or ""), path)

    def _download(self, url: str, path: Path) -> None:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        network = self._client.network
        try:
            with (
                httpx.Client(
                    timeout=_SECONDS, trust_env=False, verify=network.tls, proxy=network.choose_proxy(url)
                ) as http,
                http.stream("GET", url, headers=headers) as answer,
                path.open("wb") as file,
            ):
                page = "text/html" in answer.headers.get("content-type", "").lower()
                if page or answer.status_code != httpx.codes.OK:
                    raise FileRefused("upload_not_seen")
                self._copy(answer, file.write)
        except httpx.HTTPError as fault:
            raise FileRefused("upload_broken") from fault

    def _copy(self, answer: httpx.Response, write: Callable[[bytes], int]) -> None:
        size = 0
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > self._max_bytes:
                raise FileRefused("file_too_large", megabytes=self._max_bytes // 1_000_000)
            write(chunk)
