"""Order of the tests, and the two Hypothesis profiles: `make test` uses "fixed", `make fuzz` uses "fuzz".

When `make fuzz` finds a failure, add its values to the test as an `@example`, so that `make test` repeats it.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.services.harness import HarnessContext, open_context

# A busy machine is slow: no test has a deadline. Fixtures that examples share are reset by the test itself.
settings.register_profile(
    "fixed",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("fuzz", settings.get_profile("fixed"), derandomize=False, max_examples=500)
settings.load_profile("fixed")  # --hypothesis-profile replaces it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the property tests, and put the tests that start real processes first: they mostly wait."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")
    items.sort(key=lambda item: item.get_closest_marker("process") is None)


def pytest_collection_finish() -> None:
    """Keep the collected tests out of garbage collection: each worker has all of them, and they live to its end."""
    gc.freeze()


@pytest.fixture
def context(tmp_path: Path) -> Iterator[HarnessContext]:
    """A service context with an empty database."""
    opened = open_context(tmp_path)
    yield opened
    opened.store.close()
