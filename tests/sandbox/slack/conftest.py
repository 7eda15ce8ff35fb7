"""One running sandbox per test, and a Bolt app that is connected to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_bolt import App

from sandbox.slack import socket_mode
from tests.sandbox.slack.client import LocalSlack, run_bolt, run_sandbox


@pytest.fixture
def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    """Run the sandbox with more time for acknowledgements than Slack's 3 seconds: a loaded machine may need it."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 30.0)
    with run_sandbox(tmp_path) as started:
        yield started


@pytest.fixture
def app(slack: LocalSlack) -> Iterator[App]:
    with run_bolt(slack) as connected:
        yield connected


@pytest.fixture
def three_seconds(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give acknowledgements Slack's 3 seconds again."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 3.0)
