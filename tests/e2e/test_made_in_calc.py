"""A workbook from LibreOffice Calc, uploaded by mouse: what becomes of it, and that a person confirms it."""

import pytest
from playwright.sync_api import expect

from tests.desk.test_made_in_calc import BOOK
from tests.e2e.browser import Window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e


def test_a_clerk_uploads_a_workbook_from_calc_and_confirms_what_was_left_out(window: Window, system: System) -> None:
    system.start()
    words = JAPANESE.words
    window.sit(JAPANESE.author)
    window.command("/sms-list")
    window.form_saying(words("list.file"))
    window.choose_file(JAPANESE.choose, BOOK)
    window.press(words("list.submit"), window.form)
    page = window.form_saying(words("count.rows", n=14))
    expect(page).to_contain_text("11行目")
    expect(page).to_contain_text("list-1-problems.xlsx")
    expect(page).not_to_contain_text("太郎")
    window.press(words("list.confirm"), window.form)
    window.close_form(words("form.close"))
    expect(window.message(words("list.header", list="1"))).to_contain_text("除外・補正の確認")
