"""What somebody wants of a file in Slack, from page to page: it travels in a page's metadata, where nobody reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.screens.blocks import make_single_line


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """A file by its Slack id, and what is to become of it.

    `name` of the list (None: the file's); `as_of` of the payments; `chosen`: which heading is which column; `again`:
    although it was taken in before; `instead_of`: the list in whose place the new one comes.
    """

    file: str
    name: str | None = None
    as_of: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    instead_of: int | None = None


def pack_request(wish: UploadRequest) -> str:
    """A wish as metadata; what was typed is tidied, so that no number stands in it."""
    packed = {
        "file": wish.file,
        "name": None if wish.name is None else make_single_line(wish.name),
        "as_of": None if wish.as_of is None else wish.as_of.isoformat(),
        "chosen": dict(wish.chosen),
        "again": wish.again,
        "instead_of": wish.instead_of,
    }
    return json.dumps({name: value for name, value in packed.items() if value}, ensure_ascii=False)


def unpack_request(metadata: str) -> UploadRequest:
    """The wish that was packed."""
    packed = json.loads(metadata)
    day = packed.pop("as_of", None)
    return UploadRequest(**packed, as_of=None if day is None else date.fromisoformat(day))
