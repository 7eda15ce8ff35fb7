"""Refusals on the page: the user sees why, and can continue."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e


def test_an_author_with_the_permission_cannot_approve_their_own(window: Window, system: System) -> None:
    system.start()
    author = replace(system.session, staff=system.session.supervisor)
    steps.upload_list(author, job.find_targets())
    steps.preview_and_submit(author)
    window.switch_user(author.staff)
    window.close_form(JAPANESE.words("form.close"))
    job.approve(window, JAPANESE)
    expect(window.find_message(JAPANESE.words("refusal.author_cannot_approve"))).to_be_visible()
    expect(job.find_card(window, JAPANESE)).to_contain_text(job.state_word(JAPANESE, "pending"))


def test_declining_the_confirmation_changes_nothing(window: Window, system: System) -> None:
    system.start()
    steps.upload_list(system.session, job.find_targets())
    steps.preview_and_submit(system.session)
    window.switch_user(system.session.supervisor)
    window.press(JAPANESE.words("campaign.approve"), job.find_card(window, JAPANESE))
    window.confirm(JAPANESE.words("confirm.no"))
    expect(window.page.locator("dialog.confirm")).to_have_count(0)
    assert system.query("SELECT state FROM campaigns") == [("pending",)]


def test_a_wrong_file_is_refused_in_the_form_and_the_right_one_accepted_there(
    window: Window, system: System, tmp_path: Path
) -> None:
    system.start()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("商品,値段\nりんご,120\n", encoding="cp932")
    window.command("/sms-list")
    window.wait_for_form(JAPANESE.words("list.file"))
    window.drop_file(window.form.locator(".drop"), wrong)
    expect(window.form.locator(".chosen li")).to_have_count(1)
    window.press(JAPANESE.words("list.submit"), window.form)
    window.wait_for_form(JAPANESE.words("refusal.no_heading"))
    assert system.query("SELECT id FROM target_lists") == []

    window.press("wrong.csv を外す", window.form)
    window.choose_file(JAPANESE.choose, job.find_targets())
    window.press(JAPANESE.words("list.submit"), window.form)
    window.wait_for_form(JAPANESE.words("count.people", n=int(job.RECIPIENTS)))


def test_a_form_without_its_file_is_refused_at_the_field(window: Window, system: System) -> None:
    system.start()
    window.command("/sms-list")
    window.wait_for_form(JAPANESE.words("list.file"))
    window.press(JAPANESE.words("list.submit"), window.form)
    field = window.form.locator('.input[data-wrong="yes"]')
    expect(field).to_contain_text(JAPANESE.words("list.file"))
    expect(field).to_contain_text("この項目は入力が必要です。")


def test_a_file_of_another_type_cannot_be_chosen(window: Window, system: System, tmp_path: Path) -> None:
    system.start()
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    window.command("/sms-list")
    window.wait_for_form(JAPANESE.words("list.file"))
    window.drop_file(window.form.locator(".drop"), picture)
    window.wait_for_form("この種類のファイルは選べません")
    expect(window.form.locator(".chosen li")).to_have_count(0)


def test_an_outsider_sees_the_desk_channel_and_gets_no_buttons(window: Window, system: System) -> None:
    system.start()
    window.switch_user("U0OUTSIDER1")
    expect(window.page.locator(f'[data-place="{job.DIGEST}"]')).to_have_count(0)
    window.command("/sms")
    expect(window.list_messages()).to_have_count(1)
    expect(window.list_messages().get_by_role("button", name=JAPANESE.words("inbox.open_list"))).to_have_count(0)
