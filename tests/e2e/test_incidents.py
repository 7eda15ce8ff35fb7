"""An incident (誤送信) in a real browser, in both languages: from the button on the card to the law's clock."""

import pytest
from playwright.sync_api import expect

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.campaigns import start_sending, wait_for_arrivals
from tests.process.system import System

pytestmark = pytest.mark.e2e

PEOPLE = 150
"""At five a second: so many that the campaign is not sent before it is reported, also on a busy machine."""


@pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_a_supervisor_reports_an_incident_which_stops_the_campaign(
    window: Window, system: System, users: Users
) -> None:
    system.start(NOFU_LOCALE=users.language, SMS_RATE="5")
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 3)
    window.switch_user(users.approver)
    window.open_channel(job.DESK)
    window.press(users.words("incident.report"), job.find_card(window, users))
    form = window.wait_for_form(users.words("incident.kind"))
    form.locator('select[data-key$="/kind"]').select_option("wrong_text")
    window.press(users.words("incident.report_yes"), form)
    window.wait_for_form(users.words("incident.done", incident="1"))
    window.close_form(users.words("form.close"))

    expect(job.find_card(window, users)).to_contain_text(job.state_word(users, "stopped"))
    header = users.words("incident.header", incident="1", campaign="1").split(":")[-1].strip()
    card = window.find_message(header)
    expect(card).to_contain_text("incident-1-affected.xlsx")
    expect(card.get_by_role("button", name=users.words("incident.close"), exact=True)).to_be_visible()
    assert len(system.list_arrivals()) < PEOPLE
