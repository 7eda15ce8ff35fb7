"""A file put into the channel, and the shortcut in its menu."""

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e


def test_a_file_dropped_on_the_channel_becomes_a_list_by_its_menu(window: Window, system: System) -> None:
    system.start()
    window.drop_file(window.page.locator("#talk"), job.targets())
    posted = window.message(job.targets().name)
    expect(posted).to_be_visible()
    posted.get_by_role("button", name="この投稿のショートカット").click()
    window.page.get_by_role("menuitem", name="対象者リストとして使う").click()
    window.form_saying(JAPANESE.words("count.people", n=int(job.HOW_MANY)))


def test_the_paper_clip_posts_a_file_too(window: Window, system: System) -> None:
    system.start()
    with window.page.expect_file_chooser() as chooser:
        window.press("ファイルを投稿する")
    chooser.value.set_files(job.targets())
    expect(window.message(job.targets().name)).to_be_visible()
