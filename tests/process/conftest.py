"""A sandbox of its own for each test; the bot is started by the test, with the settings that it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.stage import Stage, sandbox


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with sandbox(tmp_path / "out") as running:
        yield running
