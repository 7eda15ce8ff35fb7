"""The trainer's fault buttons: the job continues after each fault."""

import pytest
from playwright.sync_api import expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import WAIT_MS, Window
from tests.e2e.job import JAPANESE
from tests.process.system import System

pytestmark = pytest.mark.e2e


def submit_campaign(window: Window, system: System, **settings: str) -> None:
    system.start(**settings)
    steps.upload_list(system.session, job.find_targets())
    steps.preview_and_submit(system.session)
    window.switch_user(system.session.supervisor)


@pytest.mark.timeout(240)
def test_the_job_finishes_although_slack_is_unreachable_for_a_while(window: Window, system: System) -> None:
    submit_campaign(window, system, SMS_RATE="20")  # so that the card shows the sending before it is over
    job.approve(window, JAPANESE)
    expect(job.find_card(window, JAPANESE)).to_contain_text("░")
    window.set_fault("Slackを30秒止める")
    expect(window.page.locator(".state")).to_have_text("Slackにつながりません")
    expect(window.page.locator(".state")).to_have_text("ボット接続中", timeout=2 * WAIT_MS)
    expect(job.find_card(window, JAPANESE)).to_contain_text(job.state_word(JAPANESE, "finished"), timeout=2 * WAIT_MS)
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == int(job.RECIPIENTS)


def test_a_lost_acknowledgement_shows_slacks_own_error(window: Window, system: System) -> None:
    system.start()
    window.set_fault("ボットの応答を1回失う")
    expect(window.page.locator("#fault-ack_lost")).to_have_text("発生中です。")
    window.command("/sms")
    expect(window.find_message("/sms はエラー「operation_timeout」により失敗しました。")).to_be_visible()
    expect(window.page.locator("#fault-ack_lost")).not_to_have_text("発生中です。")


def test_a_form_whose_acknowledgement_is_lost_says_so_and_stays(window: Window, system: System) -> None:
    system.start()
    window.command("/sms-list")
    window.wait_for_form(JAPANESE.words("list.file"))
    window.choose_file(JAPANESE.choose, job.find_targets())
    system.set_slack_fault("lose_ack")
    window.press(JAPANESE.words("list.submit"), window.form)
    expect(window.form.get_by_role("button", name=JAPANESE.words("list.submit"))).to_be_disabled()
    window.wait_for_form("接続に問題が発生しました。")


def test_the_provider_is_stopped_and_restored(window: Window, system: System) -> None:
    submit_campaign(window, system)
    window.set_fault("SMS事業者を止める")
    expect(window.page.locator("#fault-provider_down")).to_have_text("発生中です。")
    window.set_fault("すべて元に戻す")
    expect(window.page.locator("#fault-provider_down")).not_to_have_text("発生中です。")
    job.approve(window, JAPANESE)
    job.wait_for_sending(window, JAPANESE)
