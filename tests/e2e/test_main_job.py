"""The whole main job in a real browser, in both languages, with an author who tries to approve."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import System

pytestmark = pytest.mark.e2e

_JAPANESE_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_the_whole_job_is_done_by_mouse_and_keyboard(window: Window, system: System, users: Users) -> None:
    system.start(NOFU_LOCALE=users.language)
    job.upload(window, users)
    window.close_form(users.words("form.close"))
    job.preview(window, users)
    job.submit(window, users)

    job.approve(window, users)
    refusal = window.find_message(users.words("refusal.not_allowed", action=""))
    expect(refusal).to_be_visible()
    expect(job.find_card(window, users)).to_contain_text(job.state_word(users, "pending"))

    window.switch_user(users.approver)
    expect(refusal).to_be_hidden()
    job.approve(window, users)
    job.wait_for_sending(window, users)
    expect(window.page.locator(".phone > .count")).to_contain_text(job.RECIPIENTS)
    job.wait_for_receipts(window, users)
    newest = job.wait_for_digest(window, users)
    expect(newest).to_contain_text("480")
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == int(job.RECIPIENTS)


def test_the_page_is_in_english_for_an_english_user(window: Window, system: System) -> None:
    system.start(NOFU_LOCALE="en")
    window.switch_user(ENGLISH.author)
    window.page.locator("#typed").fill("/")
    expect(window.page.get_by_role("option").first).to_be_visible()
    said = window.page.locator("body").inner_text()
    ours = re.sub(r"佐藤 美咲|鈴木 健太|高橋 由美子|渡辺 浩|小林 大輔|みさと野市|[佐鈴高渡小]\n", "", said)
    assert _JAPANESE_LETTERS.findall(ours.replace("【Practice】", "")) == []
