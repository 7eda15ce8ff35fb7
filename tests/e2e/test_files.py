"""Files in Slack: posted into the channel, used by a shortcut, and deleted by their uploader or an administrator."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import DESK, ENGLISH, Users
from tests.e2e.test_keyboard import tab_to
from tests.services.files import make_debts, write_lines, write_target_list

pytestmark = pytest.mark.e2e

DELETERS = {"ja": "U0MANAGER01", "en": ENGLISH.author}
"""Who deletes a posted file: an administrator, of whom there is none who reads English, or its uploader."""
PEOPLE = 3


def write_file(folder: Path, name: str) -> Path:
    return write_target_list(folder / name, make_debts(PEOPLE), without=("name",))


def test_a_file_dropped_on_the_channel_becomes_a_list_by_its_menu(
    shared_window: Window, users: Users, tmp_path: Path
) -> None:
    window, file = shared_window, write_file(tmp_path, "dropped.csv")
    window.drop_file(window.page.locator("#conversation"), file)
    posted = window.find_message(file.name)
    expect(posted).to_be_visible()
    posted.get_by_role("button", name=users.on_page("menu.message")).click()
    window.page.get_by_role("menuitem", name="対象者リストとして使う").click()  # as the manifest names it for everybody
    window.wait_for_form(users.words("count.people", n=PEOPLE))


def test_the_paper_clip_posts_a_file_too(shared_window: Window, users: Users, tmp_path: Path) -> None:
    window, file = shared_window, write_file(tmp_path, "clip.csv")
    with window.page.expect_file_chooser() as chooser:
        window.press(users.on_page("composer.attach"))
    chooser.value.set_files(file)
    expect(window.find_message(file.name)).to_be_visible()


def test_a_posted_file_is_deleted_by_its_menu_and_only_by_permitted_users(
    shared_window: Window, users: Users, tmp_path: Path
) -> None:
    window, file = shared_window, write_file(tmp_path, "mistake.csv")
    window.drop_file(window.page.locator("#conversation"), file)
    menu = window.find_message(file.name).locator(".file").get_by_role("button")
    expect(menu).to_have_accessible_name(users.on_page("file.menu", name=file.name))
    window.switch_user(users.approver)
    expect(window.find_message(file.name)).to_be_visible()
    expect(menu).to_have_count(0)
    window.switch_user(DELETERS[users.language])
    menu.click()
    window.page.get_by_role("menuitem", name=users.on_page("file.delete")).click()
    window.confirm(users.on_page("file.delete"))
    expect(window.page.locator(".file.gone")).to_have_text(f"🗑{users.on_page('file.gone')}")


def test_a_file_from_a_form_is_deleted_by_keyboard_in_the_users_own_list(shared_window: Window, users: Users) -> None:
    window = shared_window
    job.upload(window, replace(users, author=users.approver))  # who has no other files
    window.close_form(users.words("form.close"))
    keyboard = window.page.keyboard
    window.page.locator(f'[data-place="{DESK}"]').focus()
    tab_to(window, "(one) => one.dataset.place === 'files'")
    keyboard.press("Enter")
    own = window.page.locator("#myfiles li")
    expect(own).to_contain_text(job.find_targets().name)
    expect(own).to_contain_text(users.on_page("files.handed_in", when="").strip())
    tab_to(window, "(one) => one.dataset.key?.startsWith('myfile/')")
    keyboard.press("Enter")
    expect(window.page.locator("dialog.confirm")).to_be_visible()
    keyboard.press("Enter")
    expect(window.page.locator("#myfiles")).to_contain_text(users.on_page("files.empty"))


def test_a_column_of_a_payment_file_is_assigned_on_its_card(
    shared_window: Window, users: Users, tmp_path: Path
) -> None:
    window, words = shared_window, users.words
    row = "1001,固定資産税,令和8,1,20260706,30000"
    path = write_lines(tmp_path / "paid.csv", "宛名番号,謎の欄,年度,期別,納付日,金額", [row])
    window.command("/sms-payments")
    window.wait_for_form(words("payments.file"))
    window.choose_file(users.on_page("file.choose"), path)
    window.press(words("payments.submit"), window.form)
    window.wait_for_form(words("columns.assign"))
    window.close_form(words("form.close"))
    card = window.find_message(words("columns.assign"))
    window.press(words("columns.assign"), card)
    form = window.wait_for_form(words("columns.remembered"))
    expect(form).not_to_contain_text("謎の欄")
    second = words("columns.place", letters="B")
    form.locator("select").first.select_option(label=second)
    window.press(words("list.submit"), form)
    assigned = words("columns.pair", column=words("column.tax"), heading=second)
    window.wait_for_form(assigned)
    window.close_form(words("form.close"))
    expect(window.find_message(assigned)).to_be_visible()
    first = window.find_message(words("file.read_again"))
    expect(first).to_be_visible()
    expect(first.get_by_role("button", name=words("columns.assign"))).to_have_count(0)
