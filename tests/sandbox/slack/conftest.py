"""One running sandbox a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.slack.client import LocalSlack, run_sandbox


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started
