"""For all tests: those that start real processes come first, since they wait more than they work.

`make test` hands the workers two at a time (`--maxschedchunk`): by default each gets the next hundred, so that one of
them would have all of these, and the others would wait for it for minutes.
"""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow starters first, so that the workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("process") is None)
