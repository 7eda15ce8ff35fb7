"""The trainer's fault buttons: the job continues after each fault."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import WAIT_MS, Window, open_window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.system import System
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.e2e

PEOPLE = 5


@pytest.mark.timeout(600)
def test_the_job_finishes_although_slack_is_unreachable_for_a_while(
    browser: Browser, window: Window, system: System
) -> None:
    system.start(SMS_RATE="10")  # so that the card shows the sending before it is over
    steps.upload_list(system.session, job.find_targets())
    steps.preview_and_submit(system.session)
    window.switch_user(JAPANESE.approver)
    job.approve(window, JAPANESE)
    expect(job.find_card(window, JAPANESE)).to_contain_text("░")
    with open_window(browser, system.base) as english:
        english.switch_user(ENGLISH.approver)
        english.set_fault(ENGLISH.on_page("fault.slack_gone"))
        both = ((window, JAPANESE), (english, ENGLISH))
        for state, limit in (("gone", WAIT_MS), ("ready", 2 * WAIT_MS)):
            for one, users in both:
                expect(one.page.locator(".state")).to_have_text(users.on_page(f"state.{state}"), timeout=limit)
        assert english.errors == []
    expect(job.find_card(window, JAPANESE)).to_contain_text(job.state_word(JAPANESE, "finished"), timeout=2 * WAIT_MS)
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == int(job.RECIPIENTS)


def test_a_lost_acknowledgement_shows_slacks_own_error(shared_window: Window, users: Users) -> None:
    window, is_on = shared_window, users.on_page("fault.on")
    window.set_fault(users.on_page("fault.ack_lost"))
    expect(window.page.locator("#fault-ack_lost")).to_have_text(is_on)
    window.command("/sms")
    failed = users.on_page("slack.failed", command="/sms", code="operation_timeout")
    expect(window.find_message(failed)).to_be_visible()
    expect(window.page.locator("#fault-ack_lost")).not_to_have_text(is_on)


def test_a_form_whose_acknowledgement_is_lost_says_so_and_stays(
    shared_window: Window, shared_system: System, users: Users
) -> None:
    window = shared_window
    window.command("/sms-list")
    window.wait_for_form(users.words("list.file"))
    window.choose_file(users.on_page("file.choose"), job.find_targets())
    shared_system.set_slack_fault("lose_ack")
    window.press(users.words("list.submit"), window.form)
    expect(window.form.get_by_role("button", name=users.words("list.submit"))).to_be_disabled()
    window.wait_for_form(users.on_page("slack.trouble", code="operation_timeout"))


def test_the_provider_is_stopped_and_restored(shared_window: Window, shared_system: System, users: Users) -> None:
    window, system = shared_window, shared_system
    author = replace(system.session, staff=users.author)
    steps.upload_list(author, write_target_list(system.folder / "few.csv", make_debts(PEOPLE), without=("name",)))
    steps.preview_and_submit(author)
    window.switch_user(users.approver)
    window.set_fault(users.on_page("fault.provider_down"))
    expect(window.page.locator("#fault-provider_down")).to_have_text(users.on_page("fault.on"))
    window.set_fault(users.on_page("fault.reset"))
    expect(window.page.locator("#fault-provider_down")).not_to_have_text(users.on_page("fault.on"))
    job.approve(window, users)
    job.wait_for_sending(window, users, PEOPLE)
