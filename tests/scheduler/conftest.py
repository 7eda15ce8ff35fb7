from collections.abc import Iterator

import pytest

from bot.screens.samples.base import LINK
from scheduler import poster
from tests.slack.server import Slack, serve_slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serve_slack() as running:
        running.answers["chat.postMessage"] = {"ok": True, "channel": "C0DESK", "ts": "1.1"}
        running.answers["chat.getPermalink"] = {"ok": True, "channel": "C0DESK", "permalink": LINK}
        running.answers["chat.update"] = {"ok": True, "channel": "C0DESK", "ts": "1.1"}
        yield running


@pytest.fixture(autouse=True)
def shorten_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_CHANNEL_PAUSE", 0.02)
    monkeypatch.setattr(poster, "_EDIT_PAUSE", 0.02)
    monkeypatch.setattr(poster, "_IDLE", 0.05)
