"""Target lists in the browser: unknown headings, a workbook, and a file from the inbox folder."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users, find_targets
from tests.process.system import System, wait_until
from tests.services.files import MADE_IN_CALC, Debt, make_debts, write_target_list

pytestmark = pytest.mark.e2e

BOTH = pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=lambda users: users.language)


def find_list_card(window: Window, number: int, users: Users = JAPANESE) -> Locator:
    """Return a list's card; `users` read the language of the desk's channel."""
    header = re.split("(?<=[：:])", users.words("list.card", list=str(number), recipients=0))[0]
    return window.list_messages().filter(has=window.page.locator("h3", has_text=header)).last


def write_unknown_headings(folder: Path, rows: int) -> Path:
    """Write the first rows of the sample city's list with unknown headings, and two rows that are rejected."""
    lines = find_targets().read_text("cp932").splitlines()
    top = next(place for place, line in enumerate(lines) if line.startswith("宛名番号")) + 1
    head = "\r\n".join(lines[:top]).replace("電話番号", "でんわ").replace("架電回数", "かけた回数")
    lines = lines[top : top + rows]
    broken = [line.replace("R8.", "R8.13.") for line in lines[:2]]
    path = folder / f"unknown{rows}.csv"
    path.write_text("\r\n".join([head, *lines, *broken]) + "\r\n", "cp932")
    return path


def submit_file(window: Window, users: Users, file: Path) -> None:
    window.command("/sms-list")
    window.wait_for_form(users.words("list.file"))
    window.choose_file(users.on_page("file.choose"), file)
    window.press(users.words("list.submit"), window.form)


@BOTH
def test_a_column_is_assigned_once_and_a_repeated_file_is_asked_about(
    window: Window, system: System, users: Users, tmp_path: Path
) -> None:
    system.start()
    words = users.words
    window.switch_user(users.author)
    submit_file(window, users, write_unknown_headings(tmp_path, 40))
    window.wait_for_form(words("columns.title"))
    window.page.screenshot(path=tmp_path / "1-asked.png")
    window.form.get_by_label(words("column.phone")).first.select_option("でんわ")
    window.form.get_by_label(words("column.calls")).first.select_option("でんわ")
    window.press(words("list.submit"), window.form)
    window.wait_for_form(words("refusal.chosen_twice"))
    window.page.screenshot(path=tmp_path / "2-twice.png")
    window.form.get_by_label(words("column.calls")).first.select_option("かけた回数")
    window.press(words("list.submit"), window.form)
    window.wait_for_form(words("columns.used_again"))
    window.wait_for_form(words("problem.title"))
    window.page.screenshot(path=tmp_path / "3-result.png")
    window.close_form(words("form.close"))

    submit_file(window, users, write_unknown_headings(tmp_path, 41))
    window.wait_for_form(words("columns.used_again"))
    window.close_form(words("form.close"))

    submit_file(window, users, write_unknown_headings(tmp_path, 41))
    window.wait_for_form(words("list.same_file_do"))
    window.page.screenshot(path=tmp_path / "4-again.png")
    window.press(words("list.again"), window.form)
    window.wait_for_form(words("columns.used_again"))
    window.press(words("columns.forget"), window.form)
    window.confirm(words("confirm.forget.yes"))
    window.wait_for_form(words("columns.forgotten"))
    window.close_form(words("form.close"))
    # The desk's channel is in Japanese for every reader, a page in the language of the person who opens it.
    window.press(JAPANESE.words("list.details"), find_list_card(window, 3))
    window.wait_for_form(words("list.details_title"))
    expect(window.form).to_contain_text(f"{words('column.phone')}")
    window.page.screenshot(path=tmp_path / "5-details.png", full_page=True)


@BOTH
def test_a_workbook_from_calc_is_uploaded_and_its_exclusions_confirmed(
    window: Window, system: System, users: Users
) -> None:
    system.start(NOFU_LOCALE=users.language, SLACK_UPLOAD="full")
    words = users.words
    window.switch_user(users.author)
    submit_file(window, users, MADE_IN_CALC)
    page = window.wait_for_form(words("count.rows", n=14))
    expect(page).to_contain_text(words("problem.line", line=11, what="").strip())
    expect(page).to_contain_text("list-1-problems.xlsx")
    expect(page).not_to_contain_text("太郎")
    window.press(words("list.confirm"), window.form)
    window.close_form(words("form.close"))
    expect(find_list_card(window, 1, users)).to_contain_text(say_confirmed(users))


@BOTH
def test_a_list_from_the_inbox_is_adopted_in_the_home_and_confirmed_on_its_card(
    window: Window, system: System, users: Users, tmp_path: Path
) -> None:
    words = users.words
    system.start(NOFU_LOCALE=users.language, SLACK_UPLOAD="off")
    folder = system.folder / "inbox" / "targets"
    wait_until(folder.is_dir, "the inbox")
    debts = [*make_debts(3), Debt(taxpayer="1004", phone="03-1234-5678"), Debt(taxpayer="1005", phone="9012345605")]
    write_target_list(tmp_path / "x.csv", debts, without=("calls",)).rename(folder / "7月分.csv")

    card = find_list_card(window, 1, users)
    expect(card).to_contain_text(users.say("list.to_adopt"))
    window.switch_user(users.approver)
    window.open_channel("home")
    window.press(words("list.adopt"))
    window.confirm(words("confirm.adopt.yes"))
    window.wait_for_form(words("done.adopted"))
    window.close_form(words("form.close"))
    expect(window.page.get_by_role("button", name=words("list.adopt"))).to_have_count(0)

    window.open_channel(job.DESK)
    expect(card).to_contain_text(users.say("list.to_confirm"))
    window.press(words("list.confirm"), card)
    expect(card).to_contain_text(say_confirmed(users))
    expect(card.get_by_role("button", name=words("list.confirm"))).to_have_count(0)
    assert system.query("SELECT uploader, confirmed_by FROM target_lists") == [(users.approver, users.approver)]


def say_confirmed(users: Users) -> str:
    """Return the start of the line of a card that says who confirmed the exclusions."""
    return users.words("list.confirmed", who="\n", at="").partition("\n")[0].strip()
