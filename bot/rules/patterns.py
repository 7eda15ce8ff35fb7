"""Patterns that are compiled when they are first used.

Each file is read by a process of its own, which uses few of the patterns; compiling all of them takes a third of the
time in which the process starts.
"""

import re
from typing import Any, cast


class LatePattern:
    """Has the methods of the `re.Pattern` that it becomes; each is looked up once."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked by copy and by tests; a pattern has none of these
            raise AttributeError(name)
        found = getattr(re.compile(self.pattern), name)
        setattr(self, name, found)
        return found


def compile_late(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used; a fault in it is found only then."""
    return cast(re.Pattern[str], LatePattern(pattern))
