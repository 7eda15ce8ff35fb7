from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.harness import HarnessContext, open_context


@pytest.fixture
def context(tmp_path: Path) -> Iterator[HarnessContext]:
    desk = open_context(tmp_path)
    yield desk
    desk.store.close()
