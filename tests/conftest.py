"""For all tests: those that start real processes come first, since they wait more than they work."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow starters first, so that the workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("process") is None)
