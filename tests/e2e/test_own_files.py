"""What a person has put into Slack, and deleting it: from the message where it was posted, and from their own list."""

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import DESK, JAPANESE
from tests.e2e.test_keyboard import tab_to
from tests.process.system import System

pytestmark = pytest.mark.e2e

DELETE = "ファイルを削除する"
OPERATOR, MANAGER = "U0OPERATOR1", "U0MANAGER01"


def test_a_posted_file_is_deleted_by_its_menu_and_only_by_who_may(window: Window, system: System) -> None:
    system.start()
    name = job.targets().name
    window.drop_file(window.page.locator("#talk"), job.targets())
    menu = window.message(name).get_by_role("button", name=f"{name} のメニュー")
    expect(menu).to_be_visible()
    window.sit(OPERATOR)
    expect(window.message(name)).to_be_visible()
    expect(menu).to_have_count(0)
    window.sit(MANAGER)
    menu.click()
    window.page.get_by_role("menuitem", name=DELETE).click()
    window.confirm(DELETE)
    expect(window.page.locator(".file.gone")).to_have_text("🗑このファイルは削除されました。")


def test_a_file_from_a_form_is_deleted_by_keyboard_in_ones_own_list(window: Window, system: System) -> None:
    system.start()
    job.upload(window, JAPANESE)
    window.close_form(JAPANESE.words("form.close"))
    keyboard = window.page.keyboard
    window.page.locator(f'[data-place="{DESK}"]').focus()
    tab_to(window, "(one) => one.dataset.place === 'files'")
    keyboard.press("Enter")
    own = window.page.locator("#myfiles li")
    expect(own).to_contain_text(job.targets().name)
    expect(own).to_contain_text("フォームから")
    tab_to(window, "(one) => one.dataset.key?.startsWith('myfile/')")
    keyboard.press("Enter")
    expect(window.page.locator("dialog.confirm")).to_be_visible()
    keyboard.press("Enter")
    expect(window.page.locator("#myfiles")).to_contain_text("Slackに残っている自分のファイルはありません。")
