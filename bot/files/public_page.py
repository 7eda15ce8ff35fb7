"""Writes the public page into a folder: whole or not at all, and never over a file of somebody else."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.model.errors import Conflict

NAME = "index.html"
_HEAD_BYTES = 4096
"""In so many bytes at its beginning a page of ours has its mark."""


def write_page(folder: Path, html: str, mark: str) -> Path:
    """Write the page as index.html, and return its path. Readable for everybody: a web server shows it.

    `mark`: a text at the beginning of each page of ours. Raises Conflict if there is another file, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    _require_own(path, mark)
    descriptor, name = tempfile.mkstemp(prefix=".nofu-", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return path


def _require_own(path: Path, mark: str) -> None:
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_file():
        raise Conflict("page_not_ours", name=path.name)
    with path.open("rb") as file:
        if mark.encode() not in file.read(_HEAD_BYTES):
            raise Conflict("page_not_ours", name=path.name)
