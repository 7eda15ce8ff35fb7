from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import poster
from tests.services.harness import HarnessContext, open_context
from tests.slack.harness import Slack, serving


@pytest.fixture
def context(tmp_path: Path) -> Iterator[HarnessContext]:
    desk = open_context(tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serving() as running:
        running.answers["chat.postMessage"] = {"ok": True, "channel": "C0DESK", "ts": "1.1"}
        running.answers["chat.update"] = {"ok": True, "channel": "C0DESK", "ts": "1.1"}
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_GAP", 0.02)
    monkeypatch.setattr(poster, "_IDLE", 0.05)
