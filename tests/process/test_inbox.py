"""The inbox folder with the real processes: a whole job, a kill, an unfinished copy, two users at once."""

import threading
import time
from pathlib import Path

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.client import Json, find_buttons, to_text
from tests.process.campaigns import list_numbers
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_lines, write_target_list

pytestmark = pytest.mark.process

PEOPLE = 12
MANY = 100_000
"""So many that the import is not over before the bot is killed, also on a busy machine."""
JA = words("ja")


def inbox(system: System, *parts: str) -> Path:
    """Return a path in the folder of target lists."""
    return system.folder.joinpath("inbox", "targets", *parts)


def drop(system: System, count: int, name: str = "targets.csv") -> None:
    """Put a list into the inbox correctly: write it elsewhere, then rename it."""
    wait_until(inbox(system).is_dir, "the inbox")
    write_target_list(system.folder / "elsewhere.csv", make_debts(count)).rename(inbox(system, name))


def find_card(system: System) -> Json:
    return system.session.find_card("対象者リスト 1")


def wait_for_button(system: System, action_id: str) -> str:
    """Wait until the list's card has a button; return the card's ts."""

    def find() -> str | None:
        card = find_card(system)
        return str(card["ts"]) if card and find_buttons(card["blocks"], action_id) else None

    return wait_until(find, action_id)


def press(system: System, user: str, action_id: str, ts: str | None = None) -> None:
    ts = ts or wait_for_button(system, action_id)
    system.client.post("click", user=user, channel=system.session.desk, ts=ts, action_id=action_id)


def list_ready(system: System) -> list[tuple[object, ...]]:
    return system.query("SELECT id FROM target_lists WHERE state = 'ready'")


def test_with_slacks_files_off_a_dropped_list_is_adopted_confirmed_and_sent(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    other = system.client.find_person("staff", 1)
    drop(system, PEOPLE)
    press(system, other, "list_adopt")
    press(system, other, "list_confirm")
    wait_until(lambda: "除外・補正の確認：" in to_text(find_card(system)), "the confirmation on the card")
    steps.preview_and_submit(system.session)
    steps.approve(system.session)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert system.query("SELECT uploader, confirmed_by, source FROM target_lists") == [(other, other, "inbox")]
    (report,) = inbox(system, "done").glob("*.report.txt")
    assert f"{PEOPLE}行のうち" in report.read_text("utf-8-sig")


def test_a_dropped_list_is_used_without_the_buttons_of_its_card(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    drop(system, PEOPLE)
    press(system, system.client.find_person("staff", 1), "list_adopt")
    wait_until(lambda: system.query("SELECT 1 FROM target_lists WHERE uploader IS NOT NULL"), "the adoption")
    steps.preview_and_submit(system.session)
    assert system.query("SELECT confirmed_by FROM target_lists") == [(system.session.staff,)]


def test_an_import_that_was_killed_makes_one_list_after_the_next_start(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    drop(system, MANY)
    wait_until(lambda: system.query("SELECT 1 FROM recipients LIMIT 1"), "the import's beginning")
    system.kill()
    assert list_ready(system) == []
    assert [path.name.split("-")[-1] for path in inbox(system, "taken").iterdir()] == ["targets.csv"]
    system.start(SLACK_UPLOAD="off")
    wait_until(lambda: list_ready(system), "the list")
    wait_until(lambda: len(list(inbox(system, "done").iterdir())) == 2, "the file and its report")
    assert len(list_ready(system)) == 1
    assert system.query("SELECT COUNT(*) FROM target_lists") == [(1,)]
    assert list(inbox(system, "taken").iterdir()) == []


def test_an_unfinished_copy_is_not_imported_until_it_is_complete(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    wait_until(inbox(system).is_dir, "the inbox")
    whole = write_target_list(system.folder / "elsewhere.csv", make_debts(PEOPLE)).read_bytes()
    with inbox(system, "slow.csv").open("wb") as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        time.sleep(8)  # the inbox judges copies by real time
        assert inbox(system, "slow.csv").exists()
        file.write(whole[len(whole) // 2 :])
    with inbox(system, "parts.csv.part").open("wb") as file:
        file.write(whole)
    wait_until(lambda: list_ready(system), "the list")
    assert system.query("SELECT json_extract(counts, '$.rows') FROM target_lists") == [(PEOPLE,)]
    assert inbox(system, "parts.csv.part").exists()
    assert not list(inbox(system, "failed").iterdir())
    assert inbox(system, "done").stat().st_mode & 0o777 == 0o700


def test_of_two_users_who_adopt_at_once_one_does_and_the_other_reads_who(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    drop(system, PEOPLE)
    ts = wait_for_button(system, "list_adopt")
    pair = [system.session.supervisor, system.client.find_person("staff", 1)]
    threads = [threading.Thread(target=press, args=(system, user, "list_adopt", ts)) for user in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((winner,),) = wait_until(
        lambda: system.query("SELECT uploader FROM target_lists WHERE uploader IS NOT NULL"), "the adoption"
    )
    (loser,) = {*pair} - {winner}
    sentences = {words(locale)("refusal.list_adopted", who=f"<@{winner}>") for locale in ("ja", "en")}
    wait_until(lambda: sentences & set(system.list_own_messages(loser)), "the sentence")
    assert system.list_own_messages(str(winner)) == []


def test_columns_of_calls_that_were_not_understood_are_assigned_on_their_card(system: System) -> None:
    system.start(SLACK_UPLOAD="off")
    staff, desk = system.session.staff, system.session.desk
    calls = system.folder / "inbox" / "calls"
    wait_until(calls.is_dir, "the inbox")
    write_lines(
        system.folder / "elsewhere.csv", "宛名番号,架電日,架電結果,謎の欄", ["1001,2026/7/6,不在,2026/8/1"]
    ).rename(calls / "calls.csv")

    def find_cards() -> list[Json]:
        return [each for each in system.client.messages(desk, staff) if "架電結果" in each["text"]]

    card = wait_until(lambda: next(iter(find_cards()), None), "the card of the calls")
    assert "D列" in to_text(card)
    system.client.post("click", user=staff, channel=desk, ts=card["ts"], action_id="file_assign")
    form = system.client.wait_for_view(staff, "file_columns")
    (menu,) = [each["element"] for each in form["blocks"] if each.get("block_id") == "column_promised_on"]
    chosen = {"type": "static_select", "selected_option": menu["options"][0]}
    system.client.submit(staff, form["id"], {"column_promised_on": {"column_promised_on": chosen}})
    system.client.wait_for_view(staff, "file_result")
    assert system.query("SELECT promised_on, state FROM promises") == [("2026-08-01", "open")]
    wait_until(lambda: len(find_cards()) == 2, "the card of the second reading")
    wait_until(lambda: not find_buttons(find_cards()[0]["blocks"], "file_assign"), "the first card without its button")
