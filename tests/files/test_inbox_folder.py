"""The inbox folders: which files are taken, when, and under which name."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import inbox_folder
from bot.files.inbox_folder import FileState, StabilityTracker

STAMP = "20260707-090000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "targets"
    inbox_folder.make_folders(path)
    return path


def test_folders_are_made_with_mode_700_and_existing_folders_keep_their_mode(tmp_path: Path) -> None:
    path = tmp_path / "inbox" / "payments"
    inbox_folder.make_folders(path)
    made = [path.parent, path, *(path / name for name in ("taken", "done", "failed"))]
    assert [one.stat().st_mode & 0o777 for one in made] == [0o700] * 5
    path.chmod(0o770)
    inbox_folder.make_folders(path)
    assert path.stat().st_mode & 0o777 == 0o770


def test_only_finished_files_and_links_are_listed_as_waiting(folder: Path) -> None:
    for name in (".hidden", "~$名簿.xlsx", "a.tmp", "b.PART", "c.crdownload", "d.filepart", "名簿.csv", "x.xlsx"):
        (folder / name).write_text("x")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link.csv").symlink_to("/etc/passwd")
    assert set(inbox_folder.list_waiting(folder)) == {"名簿.csv", "x.xlsx", "link.csv"}


def test_a_file_is_stable_once_it_has_not_changed_for_five_seconds() -> None:
    tracker, first, longer = StabilityTracker(), FileState(1, 10, 100), FileState(1, 20, 200)
    assert tracker.find_stable({"a": first}, 0.0) == []
    assert tracker.find_stable({"a": first}, 4.9) == []
    assert tracker.find_stable({"a": longer}, 5.0) == []
    assert tracker.find_stable({"a": longer}, 9.9) == []
    assert tracker.find_stable({"a": longer}, 10.0) == ["a"]
    assert tracker.find_stable({}, 11.0) == []
    assert tracker.find_stable({"a": longer}, 12.0) == [], "a file that disappeared starts again"


@pytest.mark.parametrize("other", [FileState(2, 10, 100), FileState(1, 11, 100), FileState(1, 10, 101)])
def test_a_change_of_inode_size_or_time_restarts_the_wait(other: FileState) -> None:
    tracker = StabilityTracker()
    tracker.find_stable({"a": FileState(1, 10, 100)}, 0.0)
    assert tracker.find_stable({"a": other}, 6.0) == []


def test_an_empty_file_is_stable_after_sixty_seconds() -> None:
    tracker, empty = StabilityTracker(), FileState(1, 0, 100)
    tracker.find_stable({"a": empty}, 0.0)
    assert tracker.find_stable({"a": empty}, 59.0) == []
    assert tracker.find_stable({"a": empty}, 60.0) == ["a"]


def test_stable_files_are_ordered_by_age() -> None:
    tracker = StabilityTracker()
    looks = {"b": FileState(1, 1, 300), "a": FileState(2, 1, 300), "c": FileState(3, 1, 200)}
    tracker.find_stable(looks, 0.0)
    assert tracker.find_stable(looks, 5.0) == ["c", "a", "b"]


def test_a_file_that_is_open_for_writing_is_not_taken(folder: Path) -> None:
    path = folder / "a.csv"
    with path.open("w") as file:
        file.write("half")
        file.flush()
        assert inbox_folder.take_file(folder, "a.csv", STAMP) is None
    assert path.exists()
    taken = inbox_folder.take_file(folder, "a.csv", STAMP)
    assert taken == folder / "taken" / f"{STAMP}-a.csv"


def test_a_file_that_is_open_for_reading_is_taken(folder: Path) -> None:
    (folder / "a.csv").write_text("x")
    with (folder / "a.csv").open():
        assert inbox_folder.take_file(folder, "a.csv", STAMP) is not None


def test_files_with_equal_names_do_not_overwrite_each_other(folder: Path) -> None:
    names = []
    for n in range(3):
        (folder / "a.csv").write_text(str(n))
        taken = inbox_folder.take_file(folder, "a.csv", STAMP)
        assert taken is not None
        names.append(
            inbox_folder.finish_file(folder, taken, place="failed" if n == 1 else "done", report=f"Bericht {n}")
        )
    assert names == [f"{STAMP}-a.csv", f"{STAMP}-a_2.csv", f"{STAMP}-a_3.csv"]
    assert (folder / "done" / names[0]).read_text() == "0"
    assert (folder / "failed" / names[1]).read_text() == "1"
    assert (folder / "done" / names[2]).read_text() == "2"
    assert (folder / "failed" / f"{names[1]}.report.txt").read_text("utf-8-sig") == "Bericht 1"


def test_a_link_is_moved_and_its_target_is_not(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    (folder / "a.csv").symlink_to(secret)
    taken = inbox_folder.take_file(folder, "a.csv", STAMP)
    assert taken is not None
    assert inbox_folder.is_link(taken)
    inbox_folder.finish_file(folder, taken, place="failed", report="x")
    assert secret.read_text() == "x"


def test_an_interrupted_file_is_found_with_its_original_name(folder: Path) -> None:
    (folder / "対象者-7月.csv").write_text("x")
    taken = inbox_folder.take_file(folder, "対象者-7月.csv", STAMP)
    assert taken is not None
    assert inbox_folder.list_interrupted(folder) == [taken]
    assert inbox_folder.get_original_name(taken) == "対象者-7月.csv"


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_name_becomes_a_safe_name(name: str) -> None:
    made = inbox_folder.make_safe_name(name)
    assert made
    assert not made.startswith((".", "-"))
    assert all(sign.isalnum() or sign in ".-_" for sign in made)
    assert len(made.encode()) <= 120
    assert inbox_folder.make_safe_name(made) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("対象者リスト 令和8年7月.csv", "対象者リスト_令和8年7月.csv"),
        ("../../etc/cron.d/x", "_.._etc_cron.d_x"),
        ("..", "file"),
        ("-rf", "rf"),
        ("<!channel>`*.csv", "__channel___.csv"),
        ("か\u3099.csv", "が.csv"),
        ("a\ud800b.csv", "a_b.csv"),
        ("あ" * 200 + ".xlsx", "あ" * 38 + ".xlsx"),
        ("noext", "noext"),
        (".csv", "csv"),
    ],
)
def test_a_safe_name_keeps_letters_and_the_extension(name: str, made: str) -> None:
    assert inbox_folder.make_safe_name(name) == made


def test_a_missing_inbox_is_usable_if_it_can_be_made(tmp_path: Path) -> None:
    assert inbox_folder.check_usable(tmp_path / "a" / "b") == "ok"
    assert list(tmp_path.iterdir()) == [], "the check creates nothing"
    (tmp_path / "file").write_text("x")
    assert inbox_folder.check_usable(tmp_path / "file" / "inbox") == "not_a_folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_write_permission_is_reported(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "targets").mkdir(parents=True)
    assert inbox_folder.check_usable(tmp_path / "inbox") == "ok"
    (tmp_path / "inbox" / "targets").chmod(0o500)
    assert inbox_folder.check_usable(tmp_path / "inbox") == "not_writable"
