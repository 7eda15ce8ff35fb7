"""The option `--bounded`: a part of each sweep, for every change; without it, every step."""

import pytest

from tests.faults.strace import require_strace


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
