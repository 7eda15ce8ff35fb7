"""The state file: two records written in turn, read back by whoever has the key, and written only where it belongs."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.files.state_mark import MarkUnreadable, StateMark
from bot.model.instance import Mark

MARK = Mark("0123456789", "f" * 32, "karaden:0123456789ab", 3, 41, "2026-07-07T00:00:00.000000Z", 12, "e" * 64)


def sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.fixture
def state(tmp_path: Path) -> StateMark:
    """A state file with a first record."""
    state = StateMark(tmp_path / "nofu.state", sign)
    state.create(MARK)
    return state


def read_again(state: StateMark, signer: Callable[[str], str] = sign) -> Mark | None:
    return StateMark(state.path, signer).read()


def test_there_is_no_record_without_a_file(tmp_path: Path) -> None:
    assert StateMark(tmp_path / "nofu.state", sign).read() is None


def test_the_newest_record_is_read_and_an_older_event_or_the_same_record_changes_nothing(state: StateMark) -> None:
    assert read_again(state) == MARK
    for event in (42, 43, 44):
        state.advance(event, f"time {event}")
        assert read_again(state) == replace(MARK, event=event, event_at=f"time {event}")
    content = state.path.read_bytes()
    state.advance(42, "later")
    newest = replace(MARK, event=44, event_at="time 44")
    assert not state.write(newest)
    assert state.path.read_bytes() == content
    assert state.write(replace(newest, epoch=4))
    state.sync()
    assert read_again(state) == replace(newest, epoch=4)
    assert state.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in state.path.parent.iterdir()] == ["nofu.state"]


@pytest.mark.parametrize("block", [0, 1])
def test_a_torn_record_leaves_the_other_one(state: StateMark, block: int) -> None:
    marks = [replace(MARK, event=number) for number in (42, 43)]
    for mark in marks:
        state.write(mark)
    content = bytearray(state.path.read_bytes())
    content[block * 512 + 100 : block * 512 + 200] = b"\0" * 100
    state.path.write_bytes(content)
    assert read_again(state) in marks


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def change_digit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"event": 41', b'"event": 11'))


def lock_away(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [cut, empty, change_digit, lock_away])
def test_a_file_without_a_whole_record_is_unreadable(state: StateMark, damage: Callable[[Path], None]) -> None:
    damage(state.path)
    with pytest.raises(MarkUnreadable):
        read_again(state)


def test_a_record_that_another_key_wrote_is_unreadable(state: StateMark) -> None:
    with pytest.raises(MarkUnreadable):
        read_again(state, lambda text: sign(text + "other"))


def test_nothing_is_written_beside_a_file_that_was_deleted_replaced_or_closed(state: StateMark) -> None:
    assert state.is_open()
    content = state.path.read_bytes()
    state.path.unlink()
    for work in (
        lambda: state.advance(50, "t"),
        lambda: state.write(replace(MARK, event=50)),
        lambda: state.write(MARK),
    ):
        assert not state.is_open()
        with pytest.raises(OSError, match=r"nofu\.state"):
            work()
    state.path.write_bytes(content)  # another file at the same path
    with pytest.raises(OSError, match=r"nofu\.state"):
        state.advance(50, "t")
    state.create(MARK)
    assert state.is_open()
    state.close()
    with pytest.raises(OSError, match=r"nofu\.state"):
        state.advance(50, "t")


def test_a_file_that_cannot_be_created_leaves_nothing_open(tmp_path: Path) -> None:
    state = StateMark(tmp_path / "missing" / "nofu.state", sign)
    with pytest.raises(FileNotFoundError):
        state.create(MARK)
    assert not state.is_open()
