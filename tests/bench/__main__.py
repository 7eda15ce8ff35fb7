"""Print each figure once it is measured, and all figures as one JSON object at the end."""

import argparse
import json
import sys
from collections.abc import Callable

from tests.bench import acknowledgements, approving, importing, linting, memory, queries, reading, sending, starting


def main() -> int:
    """Measure. `--full` uses the sizes that the performance goals name."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--full", action="store_true", help="1,000,000 messages, and rows while Slack is answered")
    full = parser.parse_args().full
    cases: tuple[Callable[[], dict[str, float]], ...] = (
        reading.measure,  # first: it reads the memory of the largest child process so far
        lambda: importing.measure(100_000),
        lambda: memory.measure(100_000),
        lambda: memory.measure(1_000_000) if full else {},
        lambda: acknowledgements.measure(1_000_000 if full else 300_000),
        lambda: approving.measure(20_000),
        lambda: sending.measure(3_000),
        lambda: queries.measure(20_000, 1_000_000 if full else 100_000),
        lambda: starting.measure(20_000, 1_000_000) if full else {},
        linting.measure,
    )
    found: dict[str, float] = {}
    for case in cases:
        for name, value in case().items():
            found[name] = round(value, 3)
            print(f"{name:28} {found[name]:>14,}", flush=True)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
