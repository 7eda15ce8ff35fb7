"""A sandbox for a test, and `--bounded`: a part of each sweep, for every change; without it, every step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.strace import require_strace
from tests.process.system import System, run_sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bounded", action="store_true", help="a spread of the steps instead of every one")


@pytest.fixture
def stride(request: pytest.FixtureRequest) -> int:
    """How many steps a sweep goes on from one kill to the next."""
    return 29 if request.config.getoption("bounded") else 1


@pytest.fixture
def strace() -> None:
    """Fail loudly where the machine cannot run the proof."""
    require_strace()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """A sandbox; the bot, an interpreter of its own, is started by the test."""
    with run_sandbox(tmp_path / "out") as running:
        yield running
        print(running.describe())  # pytest shows it if the test fails
