"""A file that somebody posted in Slack, fetched to this machine for as long as it is read.

Slack answers a download without a right to it with a page that says so, status 200: a page is never taken for a
list. The token goes to Slack's own hosts only, and no redirect is followed.
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
from bot.slack.client import GatedClient

_SLACK_FILES = "files.slack.com"
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A fetched file; `path` is there until the end of the `with`."""

    name: str
    uploader: str
    path: Path


class Uploads:
    """Fetches files. `api_url` is where Slack is: its host is trusted with the token, and files.slack.com."""

    def __init__(self, client: GatedClient, api_url: str, max_bytes: int) -> None:
        self._client = client
        self._origins = {urlsplit(api_url)[:2], ("https", _SLACK_FILES)}
        self._max_bytes = max_bytes

    @contextmanager
    def fetched(self, file_id: str, noted: Callable[[str], None]) -> Iterator[Upload]:
        """The file, for the length of the `with`. Raises FileRefused.

        `noted` is told who uploaded it once it is known to lie there, before anything can go wrong with it.
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
        noted(str(info.get("user") or ""))
        with tempfile.TemporaryDirectory(prefix="nofu-") as folder:
            path = Path(folder) / "upload"  # never the file's own name: it is somebody else's text
            self._download(url, path)
            yield Upload(str(info.get("name") or file_id), str(info.get("user") or ""), path)

    def _download(self, url: str, path: Path) -> None:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            with (
                httpx.Client(timeout=_SECONDS, trust_env=False) as http,
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
