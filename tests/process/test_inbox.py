"""The inbox with the real processes: from a dropped file to the carrier, kill -9, half a file, two people at once."""

import threading
import time
from pathlib import Path

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.hand import Json, buttons, text_of
from tests.desk.files import people, target_list
from tests.process.play import numbers, told
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

PEOPLE = 12
MANY = 40_000
JA = words("ja")


def inbox(stage: Stage, *parts: str) -> Path:
    """A path in the folder of target lists."""
    return stage.folder.joinpath("inbox", "targets", *parts)


def drop(stage: Stage, count: int, name: str = "targets.csv") -> None:
    """Put a list into the inbox as one should: written elsewhere, then renamed."""
    until(inbox(stage).is_dir, "the inbox")
    target_list(stage.folder / "elsewhere.csv", people(count)).rename(inbox(stage, name))


def card(stage: Stage) -> Json | None:
    """The list's card at the desk."""
    found = [m for m in stage.hand.messages(stage.desk.desk, stage.desk.staff) if "対象者リスト 1" in m["text"]]
    return found[-1] if found else None


def offered(stage: Stage, action_id: str) -> str:
    """Wait until the list's card has a button; the card's ts."""

    def look() -> str | None:
        shown = card(stage)
        return str(shown["ts"]) if shown and buttons(shown["blocks"], action_id) else None

    return until(look, action_id)


def press(stage: Stage, user: str, action_id: str, ts: str | None = None) -> None:
    ts = ts or offered(stage, action_id)
    stage.hand.post("click", user=user, channel=stage.desk.desk, ts=ts, action_id=action_id)


def lists(stage: Stage) -> list[tuple[object, ...]]:
    return stage.rows("SELECT id FROM target_lists WHERE state = 'ready'")


def test_with_slacks_files_off_a_dropped_list_is_adopted_confirmed_and_sent(stage: Stage) -> None:
    stage.start(SLACK_UPLOAD="off")
    other = stage.hand.person("staff", 1)
    drop(stage, PEOPLE)
    press(stage, other, "list_adopt")
    press(stage, other, "list_confirm")
    until(lambda: "除外・補正の確認：" in text_of(card(stage)), "the confirmation on the card")
    steps.preview_and_submit(stage.desk)
    steps.approve(stage.desk)
    stage.until_campaign("finished")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    assert stage.rows("SELECT uploader, confirmed_by, source FROM target_lists") == [(other, other, "inbox")]
    (report,) = inbox(stage, "done").glob("*.report.txt")
    assert f"{PEOPLE}行のうち" in report.read_text("utf-8-sig")


def test_what_was_dropped_is_used_without_a_look_at_its_card_too(stage: Stage) -> None:
    stage.start(SLACK_UPLOAD="off")
    drop(stage, PEOPLE)
    press(stage, stage.hand.person("staff", 1), "list_adopt")
    until(lambda: stage.rows("SELECT 1 FROM target_lists WHERE uploader IS NOT NULL"), "the adoption")
    steps.preview_and_submit(stage.desk)
    assert stage.rows("SELECT confirmed_by FROM target_lists") == [(stage.desk.staff,)]


def test_killed_in_the_middle_of_an_import_it_makes_one_list_after_the_next_start(stage: Stage) -> None:
    stage.start(SLACK_UPLOAD="off")
    drop(stage, MANY)
    until(lambda: stage.rows("SELECT 1 FROM recipients LIMIT 1"), "the import's beginning")
    stage.kill()
    assert lists(stage) == []
    assert [path.name.split("-")[-1] for path in inbox(stage, "taken").iterdir()] == ["targets.csv"]
    stage.start(SLACK_UPLOAD="off")
    until(lambda: lists(stage), "the list")
    until(lambda: len(list(inbox(stage, "done").iterdir())) == 2, "the file and its report")
    assert len(lists(stage)) == 1
    assert stage.rows("SELECT COUNT(*) FROM target_lists") == [(1,)]
    assert list(inbox(stage, "taken").iterdir()) == []


def test_half_a_file_is_left_alone_until_the_rest_has_come(stage: Stage) -> None:
    stage.start(SLACK_UPLOAD="off")
    until(inbox(stage).is_dir, "the inbox")
    whole = target_list(stage.folder / "elsewhere.csv", people(PEOPLE)).read_bytes()
    with inbox(stage, "slow.csv").open("wb") as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        time.sleep(8)  # real time is what a copy takes
        assert inbox(stage, "slow.csv").exists()
        file.write(whole[len(whole) // 2 :])
    with inbox(stage, "parts.csv.part").open("wb") as file:
        file.write(whole)
    until(lambda: lists(stage), "the list")
    assert stage.rows("SELECT json_extract(counts, '$.rows') FROM target_lists") == [(PEOPLE,)]
    assert inbox(stage, "parts.csv.part").exists()
    assert not list(inbox(stage, "failed").iterdir())
    assert inbox(stage, "done").stat().st_mode & 0o777 == 0o700


def test_of_two_who_adopt_at_once_one_does_and_the_other_is_told_who(stage: Stage) -> None:
    stage.start(SLACK_UPLOAD="off")
    drop(stage, PEOPLE)
    ts = offered(stage, "list_adopt")
    pair = [stage.desk.supervisor, stage.hand.person("staff", 1)]
    threads = [threading.Thread(target=press, args=(stage, user, "list_adopt", ts)) for user in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((winner,),) = until(lambda: stage.rows("SELECT uploader FROM target_lists WHERE uploader IS NOT NULL"), "one")
    (loser,) = {*pair} - {winner}
    sentences = {words(locale)("refusal.list_adopted", who=f"<@{winner}>") for locale in ("ja", "en")}
    until(lambda: sentences & set(told(stage, loser)), "the sentence")
    assert told(stage, str(winner)) == []
