"""Run calls at the same time."""

import threading
from collections.abc import Callable, Iterable


def run_together(calls: Iterable[Callable[[], object]]) -> None:
    """Run each call in a thread of its own, and wait for all of them."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
