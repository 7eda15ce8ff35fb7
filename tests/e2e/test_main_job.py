"""The whole main job in a real browser, in both languages; and the author who wants to approve."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Cast
from tests.process.system import System

pytestmark = pytest.mark.e2e

_JAPANESE_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("cast", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_the_whole_job_is_done_by_mouse_and_keyboard(window: Window, system: System, cast: Cast) -> None:
    system.start(NOFU_LOCALE=cast.language)
    job.upload(window, cast)
    window.close_form(cast.words("form.close"))
    job.preview(window, cast)
    job.submit(window, cast)

    job.approve(window, cast)
    told = window.message(cast.words("refusal.not_allowed", action=""))
    expect(told).to_be_visible()
    expect(job.card(window, cast)).to_contain_text(job.state(cast, "pending"))

    window.sit(cast.approver)
    expect(told).to_be_hidden()
    job.approve(window, cast)
    job.sent(window, cast)
    expect(window.page.locator(".phone > .count")).to_contain_text(job.HOW_MANY)
    job.receipts(window, cast)
    newest = job.digest(window, cast)
    expect(newest).to_contain_text("480")
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == int(job.HOW_MANY)


def test_the_page_itself_speaks_english_in_an_english_seat(window: Window, system: System) -> None:
    system.start(NOFU_LOCALE="en")
    window.sit(ENGLISH.author)
    window.page.locator("#typed").fill("/")
    expect(window.page.get_by_role("option").first).to_be_visible()
    said = window.page.locator("body").inner_text()
    ours = re.sub(r"佐藤 美咲|鈴木 健太|高橋 由美子|渡辺 浩|小林 大輔|みさと野市|[佐鈴高渡小]\n", "", said)
    assert _JAPANESE_LETTERS.findall(ours.replace("【Practice】", "")) == []
