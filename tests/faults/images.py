"""Rebuilds what a disk may hold after a power cut: synced writes, and any of those that were not synced yet.

A write is on the disk for certain once a sync of its file that began after it has ended. Each of the others may be
there or not, in any order, and one of them in part. All combinations of a few are tried; of many: none, all, each
alone, all but one, those of one file, the first ones, and the first ones with the last cut in half. A file that is new,
or that was renamed, may be missing as long as its folder has not been synced.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from tests.faults.recording import Recording, Sync, Truncation, Write

Change = Write | Truncation
Content = dict[str, bytes | None]
"""The content of each file by path; None: there is no such file."""

_ALL_COMBINATIONS = 5
_SECTOR = 512


def list_moments(recording: Recording) -> list[int]:
    """Return the positions just before a sync ends, and the end: then the least is certain and the most has left."""
    return [*(sync.end for sync in recording.syncs), recording.end]


def list_sent(recording: Recording, moment: int) -> set[str]:
    """Return the references of the messages whose request had begun to leave."""
    return {sent.reference for sent in recording.sent if sent.begin < moment}


def build_images(recording: Recording, before: Mapping[str, bytes | None], moment: int) -> Iterator[Content]:
    """Yield every image that the disk may hold after a power cut at `moment`; `before`: at the recording's begin."""
    begun = [change for change in recording.writes if change.begin < moment]
    pending = [change for change in begun if not _is_durable(recording, change, moment)]
    certain = {path: bytearray(data or b"") for path, data in before.items()}
    for change in begun:
        if _is_durable(recording, change, moment):
            _apply(change, certain[change.path])
    new = [path for path, data in before.items() if data is None]
    absent = {path for path in new if not _has_name(recording, path, moment)}
    for chosen in _choose(pending):
        content = {path: bytearray(data) for path, data in certain.items()}
        for change in chosen:
            _apply(change, content[change.path])
        yield {path: None if path in absent else bytes(data) for path, data in content.items()}
    unnamed = [path for path in new if path not in absent and not _is_name_durable(recording, path, moment)]
    for size in range(1, len(unnamed) + 1):
        for missing in combinations(unnamed, size):
            yield {path: None if path in absent | {*missing} else bytes(data) for path, data in certain.items()}


def _has_name(recording: Recording, path: str, moment: int) -> bool:
    """Whether a file has begun to be at this path: from its renaming on, others from their first write on."""
    renamed = [rename for rename in recording.renames if rename.path == path]
    return not renamed or any(rename.begin < moment for rename in renamed)


def _is_name_durable(recording: Recording, path: str, moment: int) -> bool:
    """Whether the name of a new file is certainly on the disk: its folder was synced since the file had it."""
    named_at = [rename.end for rename in recording.renames if rename.path == path]
    named_at = named_at or [change.begin for change in recording.writes if change.path == path]
    folder = str(Path(path).parent)
    return any(
        sync.path == folder and sync.end < moment and at is not None and at < sync.begin
        for sync in recording.syncs
        for at in named_at
    )


def drop_commit_syncs(recording: Recording) -> Recording:
    """Return the recording as it would be with synchronous=NORMAL: the log is synced only before a checkpoint.

    (sqlite.org/pragma.html#pragma_synchronous: in WAL mode NORMAL syncs the log before each checkpoint only.)
    """
    needed = set()
    for change in recording.writes:
        if change.path.endswith(".db"):
            needed.add(
                max((sync for sync in recording.syncs if sync.end < change.begin and _is_of_log(sync)), key=_end)
            )
    syncs = tuple(sync for sync in recording.syncs if sync in needed or not _is_of_log(sync))
    return replace(recording, syncs=syncs)


def _is_of_log(sync: Sync) -> bool:
    return sync.path.endswith("-wal")


def _end(sync: Sync) -> int:
    return sync.end


def write_image(content: Content, folder: Path) -> None:
    """Write an image into a folder, under the files' own names; those that do not exist are removed."""
    for path, data in content.items():
        target = folder / Path(path).name
        if data is None:
            target.unlink(missing_ok=True)
        else:
            target.write_bytes(data)


def _is_durable(recording: Recording, change: Change, moment: int) -> bool:
    return change.end is not None and any(
        sync.path == change.path and change.end < sync.begin and sync.end < moment for sync in recording.syncs
    )


def _choose(pending: Sequence[Change]) -> Iterator[Sequence[Change]]:
    count = len(pending)
    if count <= _ALL_COMBINATIONS:
        for size in range(count + 1):
            yield from combinations(pending, size)
    else:
        yield from (pending[:size] for size in range(count + 1))
        yield from ([change] for change in pending[1:])
        yield from ([*pending[:index], *pending[index + 1 :]] for index in range(count - 1))
        for path in sorted({change.path for change in pending}):
            yield [change for change in pending if change.path == path]
    yield from ([*pending[:index], torn] for index in range(count) for torn in _tear(pending[index]))


def _tear(change: Change) -> Iterable[Change]:
    """Return a write of which only the first sectors reached the disk."""
    if isinstance(change, Truncation) or len(change.data) <= _SECTOR:
        return []
    return [replace(change, data=change.data[: len(change.data) // 2 // _SECTOR * _SECTOR])]


def _apply(change: Change, data: bytearray) -> None:
    size = change.size if isinstance(change, Truncation) else change.offset
    if len(data) < size:
        data.extend(bytes(size - len(data)))
    if isinstance(change, Truncation):
        del data[size:]
    else:
        data[size : size + len(change.data)] = change.data
