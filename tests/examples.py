"""Examples of slow property tests: few in `make test`, which has five minutes, and more in `make fuzz`."""

from hypothesis import settings

_FUZZ_EXAMPLES = 500
"""Those of the profile of `make fuzz` (tests/conftest.py), which is loaded before any test is imported."""


def limit_examples(few: int, in_fuzz: int) -> settings:
    """Return the settings of a property test whose examples take long."""
    is_fuzz = settings().max_examples == _FUZZ_EXAMPLES
    return settings(max_examples=in_fuzz if is_fuzz else few)
