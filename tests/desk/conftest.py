from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.office import Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    desk = opened(tmp_path)
    yield desk
    desk.store.close()
