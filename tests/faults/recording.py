"""Reads strace's lines of a recorded run: writes and syncs of the database, and requests for messages, in order."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_CALL = re.compile(r"^(\d+) +(\w+)\((.*)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>.*= (-?\d+)")
_ENDED = re.compile(r"\) += (-?\d+)[^)]*(\([^)]*\))?$")
_FILE = re.compile(r"^\d+<([^>]*)>")
_DATA = re.compile(r'"([^"]*)"')
_REFERENCE = re.compile(rb"nofu:[0-9a-f]{24}")
_REQUEST = re.compile(rb"^POST /carrier/")


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written into a file. `begin` and `end` are positions in the recording; `end` is None if it never ended."""

    path: str
    offset: int
    data: bytes
    begin: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Truncation:
    """A file cut to a size."""

    path: str
    size: int
    begin: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Rename:
    """A file that took the place of another at this path. What was written to it before counts as written there."""

    path: str
    begin: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Sync:
    """A sync of a file or folder that succeeded."""

    path: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A request for a message, from its first byte on."""

    reference: str
    begin: int


@dataclass(frozen=True, slots=True)
class Recording:
    """What a process did to files and to the carrier."""

    writes: tuple[Write | Truncation, ...]
    syncs: tuple[Sync, ...]
    renames: tuple[Rename, ...]
    sent: tuple[Sent, ...]
    end: int


@dataclass(slots=True)
class _Call:
    name: str
    arguments: str
    thread: str
    begin: int
    end: int | None = None
    result: int = 0


def read(lines: Iterable[str], paths: Collection[str]) -> Recording:
    """Return what the lines say about files and folders at these paths, and about requests to the carrier."""
    calls = list(_pair(lines))
    writes: list[Write | Truncation] = []
    syncs: list[Sync] = []
    renames = {source: found for source, found in _find_renames(calls) if found.path in paths}
    for call in calls:
        path = _get_path(call)
        path = renames[path].path if path in renames else path
        if path not in paths or (call.end is not None and call.result < 0):
            continue
        if call.name == "pwrite64":
            data = _get_data(call)
            offset = int(call.arguments.rpartition('", ')[2].split(",")[1].split(")")[0].split("<")[0])
            writes.append(Write(path, offset, data, call.begin, call.end))
        elif call.name == "ftruncate":
            size = int(call.arguments.split(",")[1].split(")")[0].split("<")[0])
            writes.append(Truncation(path, size, call.begin, call.end))
        elif call.name in ("fsync", "fdatasync") and call.end is not None:
            syncs.append(Sync(path, call.begin, call.end))
    end = max(call.begin for call in calls) + 1
    return Recording(tuple(writes), tuple(syncs), tuple(renames.values()), tuple(_find_sent(calls)), end)


def _find_renames(calls: Iterable[_Call]) -> Iterator[tuple[str, Rename]]:
    """Yield the earlier name of each file that was renamed, and what it became."""
    for call in calls:
        if call.name == "rename" and (call.end is None or call.result == 0):
            source, target = (_decode(text).decode(errors="replace") for text in _DATA.findall(call.arguments))
            yield source, Rename(target, call.begin, call.end)


def _pair(lines: Iterable[str]) -> Iterator[_Call]:
    """Yield the calls in the order in which they began; strace writes a call on two lines if another thread came in."""
    open_calls: dict[str, _Call] = {}
    calls: list[_Call] = []
    for position, line in enumerate(lines):
        if found := _CALL.match(line):
            call = _Call(found[2], found[3], found[1], position)
            calls.append(call)
            ended = None if line.endswith("<unfinished ...>\n") else _ENDED.search(line.rstrip("\n"))
            if ended:
                call.end, call.result = position, int(ended[1])
            else:
                open_calls[call.thread] = call
        elif (found := _RESUMED.match(line)) and found[1] in open_calls:
            call = open_calls.pop(found[1])
            call.end, call.result = position, int(found[3])
    yield from calls


def _find_sent(calls: Iterable[_Call]) -> Iterator[Sent]:
    """Yield the requests: headers and body may leave in two calls, and the message is named in the body."""
    began: dict[str, int] = {}
    for call in calls:
        if call.name != "sendto":
            continue
        data = _get_data(call)
        if _REQUEST.match(data):
            began[call.thread] = call.begin
        if (reference := _REFERENCE.search(unquote_to_bytes(data))) and call.thread in began:
            yield Sent(reference[0].decode(), began.pop(call.thread))


def _get_path(call: _Call) -> str:
    found = _FILE.match(call.arguments)
    return "" if found is None else _decode(found[1]).decode(errors="replace")


def _get_data(call: _Call) -> bytes:
    found = _DATA.search(call.arguments)
    return b"" if found is None else _decode(found[1])


def _decode(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
