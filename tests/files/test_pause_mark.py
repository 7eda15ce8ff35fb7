"""The mark that pauses all sending: it is overwritten in place, and what cannot be read holds the sending."""

from pathlib import Path

import pytest

from bot.files.pause_mark import Hold, PauseMark


@pytest.fixture
def mark(tmp_path: Path) -> PauseMark:
    found = PauseMark(tmp_path / "nofu.state.pause")
    found.make()
    return found


def test_a_new_mark_is_not_set_and_one_that_is_set_is_kept(mark: PauseMark) -> None:
    assert not mark.is_set()
    mark.set()
    mark.make()
    assert PauseMark(mark.path).is_set()
    mark.clear()
    assert not mark.is_set()


def test_the_file_is_made_beforehand_and_keeps_its_size(mark: PauseMark) -> None:
    before = mark.path.stat()
    mark.set()
    after = mark.path.stat()
    assert (after.st_ino, after.st_size, after.st_blocks) == (before.st_ino, before.st_size, before.st_blocks)


def test_a_hold_by_the_shell_is_not_replaced_or_cleared_by_another(mark: PauseMark) -> None:
    mark.set(Hold.IN_SLACK)
    assert mark.read() is Hold.IN_SLACK
    mark.set()
    mark.set(Hold.IN_SLACK)
    mark.clear(Hold.IN_SLACK, Hold.IN_CHANGE)
    assert mark.read() is Hold.BY_SHELL
    mark.clear()
    assert mark.read() is Hold.FREE


def test_a_change_holds_only_while_it_is_stored(mark: PauseMark) -> None:
    with mark.held():
        assert mark.is_set()
        with mark.held():
            assert mark.is_set()
    assert not mark.is_set()
    with mark.held():
        mark.set(Hold.IN_SLACK)
    assert mark.read() is Hold.IN_SLACK


@pytest.mark.parametrize("content", [b"", b"1", b"?", b"00"])
def test_any_other_content_holds_the_sending(mark: PauseMark, content: bytes) -> None:
    mark.path.write_bytes(content)
    assert mark.is_set()


@pytest.mark.parametrize("content", [b"", b"0\n", b"garbage"])
def test_what_somebody_wrote_by_hand_can_be_cleared(mark: PauseMark, content: bytes) -> None:
    mark.path.write_bytes(content)
    assert mark.is_set()
    mark.clear()
    assert not mark.is_set()


def test_a_mark_that_is_missing_or_unreadable_holds_the_sending(tmp_path: Path, mark: PauseMark) -> None:
    mark.path.unlink()
    assert mark.is_set()
    with pytest.raises(FileNotFoundError):
        mark.clear()
    assert PauseMark(tmp_path).is_set(), "a folder"
