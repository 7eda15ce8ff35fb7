"""A sandbox of its own for each test; the bot is started by the test, with the settings that it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.fork_server import ForkServer
from tests.process.system import System, fork_commands, run_sandbox


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """A process that has imported the program, for all tests of this worker."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture
def system(tmp_path: Path, fork_server: ForkServer) -> Iterator[System]:
    with fork_commands(fork_server), run_sandbox(tmp_path / "out") as running:
        yield running
        print(running.describe())  # pytest shows it if the test fails
