from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Store

KEY = b"k" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "nofu.db", KEY)
    yield opened
    opened.close()
