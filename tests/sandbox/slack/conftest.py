"""One running sandbox a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.slack.desk import Desk, running


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with running(tmp_path) as started:
        yield started
