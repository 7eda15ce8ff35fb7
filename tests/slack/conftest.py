from collections.abc import Iterator

import pytest

from tests.slack.harness import Slack, serving


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serving() as running:
        yield running
