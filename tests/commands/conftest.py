from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.harness import Bureau, opened


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    (tmp_path / "slack").mkdir()
    with opened(tmp_path) as open_for_business:
        yield open_for_business
