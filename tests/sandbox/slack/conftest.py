"""One running sandbox per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack import socket_mode
from tests.sandbox.slack.client import LocalSlack, run_sandbox


@pytest.fixture
def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    """Run the sandbox with more time for acknowledgements than Slack's 3 seconds: a loaded machine may need it."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 30.0)
    with run_sandbox(tmp_path) as started:
        yield started


@pytest.fixture
def three_seconds(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give acknowledgements Slack's 3 seconds again."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 3.0)
