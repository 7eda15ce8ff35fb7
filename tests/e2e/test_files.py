"""Files in Slack: posted into the channel, used by a shortcut, and deleted by their uploader or an administrator."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import DESK, JAPANESE
from tests.e2e.test_keyboard import tab_to
from tests.process.system import System
from tests.services.files import write_lines

pytestmark = pytest.mark.e2e

DELETE = "ファイルを削除する"
OPERATOR, MANAGER = "U0OPERATOR1", "U0MANAGER01"


def test_a_file_dropped_on_the_channel_becomes_a_list_by_its_menu(window: Window, system: System) -> None:
    system.start()
    window.drop_file(window.page.locator("#conversation"), job.find_targets())
    posted = window.find_message(job.find_targets().name)
    expect(posted).to_be_visible()
    posted.get_by_role("button", name="この投稿のショートカット").click()
    window.page.get_by_role("menuitem", name="対象者リストとして使う").click()
    window.wait_for_form(JAPANESE.words("count.people", n=int(job.RECIPIENTS)))


def test_the_paper_clip_posts_a_file_too(window: Window, system: System) -> None:
    system.start()
    with window.page.expect_file_chooser() as chooser:
        window.press("ファイルを投稿する")
    chooser.value.set_files(job.find_targets())
    expect(window.find_message(job.find_targets().name)).to_be_visible()


def test_a_posted_file_is_deleted_by_its_menu_and_only_by_permitted_users(window: Window, system: System) -> None:
    system.start()
    name = job.find_targets().name
    window.drop_file(window.page.locator("#conversation"), job.find_targets())
    menu = window.find_message(name).get_by_role("button", name=f"{name} のメニュー")
    expect(menu).to_be_visible()
    window.switch_user(OPERATOR)
    expect(window.find_message(name)).to_be_visible()
    expect(menu).to_have_count(0)
    window.switch_user(MANAGER)
    menu.click()
    window.page.get_by_role("menuitem", name=DELETE).click()
    window.confirm(DELETE)
    expect(window.page.locator(".file.gone")).to_have_text("🗑このファイルは削除されました。")


def test_a_file_from_a_form_is_deleted_by_keyboard_in_the_users_own_list(window: Window, system: System) -> None:
    system.start()
    job.upload(window, JAPANESE)
    window.close_form(JAPANESE.words("form.close"))
    keyboard = window.page.keyboard
    window.page.locator(f'[data-place="{DESK}"]').focus()
    tab_to(window, "(one) => one.dataset.place === 'files'")
    keyboard.press("Enter")
    own = window.page.locator("#myfiles li")
    expect(own).to_contain_text(job.find_targets().name)
    expect(own).to_contain_text("フォームから")
    tab_to(window, "(one) => one.dataset.key?.startsWith('myfile/')")
    keyboard.press("Enter")
    expect(window.page.locator("dialog.confirm")).to_be_visible()
    keyboard.press("Enter")
    expect(window.page.locator("#myfiles")).to_contain_text("Slackに残っている自分のファイルはありません。")


def test_a_column_of_a_payment_file_is_assigned_on_its_card(window: Window, system: System, tmp_path: Path) -> None:
    system.start()
    row = "1001,固定資産税,令和8,1,20260706,30000"
    path = write_lines(tmp_path / "paid.csv", "宛名番号,謎の欄,年度,期別,納付日,金額", [row])
    window.command("/sms-payments")
    window.wait_for_form(JAPANESE.words("payments.file"))
    window.choose_file("ファイルを選ぶ", path)
    window.press(JAPANESE.words("payments.submit"), window.form)
    window.wait_for_form(JAPANESE.words("columns.assign"))
    window.close_form(JAPANESE.words("form.close"))
    card = window.find_message(JAPANESE.words("columns.assign"))
    window.press(JAPANESE.words("columns.assign"), card)
    form = window.wait_for_form(JAPANESE.words("columns.remembered"))
    expect(form).not_to_contain_text("謎の欄")
    form.locator("select").first.select_option(label="B列")
    window.press(JAPANESE.words("list.submit"), form)
    window.wait_for_form("税目＝B列")
    window.close_form(JAPANESE.words("form.close"))
    expect(window.find_message("税目＝B列")).to_be_visible()
    first = window.find_message(JAPANESE.words("file.read_again"))
    expect(first).to_be_visible()
    expect(first.get_by_role("button", name=JAPANESE.words("columns.assign"))).to_have_count(0)
