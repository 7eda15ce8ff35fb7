"""The evidence files: what left the bot and what reached it, one JSON object a line, each line flushed at once.

They are independent of the bot's own tables. Contents of files appear only as SHA-256.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TextIO

_TEXTS = frozenset({"preview", "preview_highlight", "content", "content_highlight_html"})


class Dir(StrEnum):
    """The direction of an exchange."""

    FROM_BOT = "from_bot"
    TO_BOT = "to_bot"


class Kind(StrEnum):
    """The kind of an exchange."""

    API = "api"
    ENVELOPE = "envelope"
    ACK = "ack"
    RESPONSE_URL = "response_url"
    UPLOAD = "upload"
    DOWNLOAD = "download"


class Evidence:
    """The files `carrier.jsonl` and `slack.jsonl` in `folder`; `clock` gives the desk's time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._carrier = _open(folder / "carrier.jsonl")
        self._slack = _open(folder / "slack.jsonl")

    def record_send(self, line: dict[str, object]) -> None:
        """Write one line of carrier.jsonl; it is in the file when this returns."""
        _write(self._carrier, line)

    def record_slack(
        self,
        direction: Dir,
        kind: Kind,
        method: str,
        *,
        user: str | None = None,
        body: object = None,
        answer: object = None,
        ms: float | None = None,
    ) -> None:
        """Write one line of slack.jsonl; `ms` is how long the answer took, in milliseconds of real time."""
        at, ms = self._clock().isoformat(), None if ms is None else round(ms, 1)
        line = {"at": at, "dir": direction, "kind": kind, "method": method, "user": user, "body": _hash_texts(body)}
        _write(self._slack, {**line, "answer": _hash_texts(answer), "ms": ms})

    def close(self) -> None:
        """Close both files."""
        self._carrier.close()
        self._slack.close()


def _hash_texts(value: object) -> object:
    """Return the JSON with the texts of files, which Slack gives with snippets, as SHA-256."""
    match value:
        case dict():
            is_file = value.get("mode") == "snippet" or "content_highlight_html" in value
            return {key: _hash(one) if is_file and key in _TEXTS else _hash_texts(one) for key, one in value.items()}
        case list():
            return [_hash_texts(one) for one in value]
        case _:
            return value


def _hash(text: object) -> str:
    return sha256(str(text).encode()).hexdigest()


def _open(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "a", encoding="utf-8")


def _write(file: TextIO, line: dict[str, object]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()
