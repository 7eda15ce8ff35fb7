from collections.abc import Iterator

import pytest

from tests.slack.server import Slack, serve_slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serve_slack() as running:
        yield running
