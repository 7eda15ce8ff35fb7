"""One bot a file: two at once would each take the other's claims for the traces of a crash."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.rules.errors import StoreRefused


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Hold the file for this process; the system lets go of it with the process, however that ends.

    Raises StoreRefused when another bot holds it.
    """
    with database.with_name(f"{database.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise StoreRefused("store_in_use") from fault
        yield
