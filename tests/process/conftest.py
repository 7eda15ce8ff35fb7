"""A sandbox of its own for each test; the bot is started by the test, with the settings that it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.system import System, run_sandbox


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with run_sandbox(tmp_path / "out") as running:
        yield running
        print(running.describe())  # pytest shows it if the test fails
