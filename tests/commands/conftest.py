from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.harness import CommandHarness, open_harness


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[CommandHarness]:
    with open_harness(tmp_path) as found:
        yield found
