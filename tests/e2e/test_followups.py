"""The lists of next steps in a real browser, in both languages: from the button on the card to the files."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.campaigns import finish_campaign, list_numbers, start_sending
from tests.process.system import System, wait_until

pytestmark = pytest.mark.e2e

PEOPLE = 3
WEEK = 7 * 24 * 60 * 60


@pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_a_supervisor_makes_the_call_list_of_a_finished_campaign(window: Window, system: System, users: Users) -> None:
    system.start(NOFU_LOCALE=users.language)
    start_sending(system, PEOPLE)
    finish_campaign(system, PEOPLE)
    system.move_clock(advance_seconds=WEEK)
    window.switch_user(users.approver)
    window.open_channel(job.DESK)
    window.press(users.words("followup.open"), job.find_card(window, users))
    form = window.wait_for_form(users.words("followup.days"))
    window.press(users.words("followup.yes"), form)
    page = window.wait_for_form(users.say("followup.call", n=PEOPLE))
    shown = page.inner_text()
    assert users.say("followup.file", name="followup-1-call.xlsx", n=PEOPLE) in shown
    assert not [number for number in list_numbers(PEOPLE) if number in shown or number[-4:] in shown]
    window.close_form(users.words("form.close"))

    exports = Path(system.read_setting("NOFU_EXPORTS"))
    sheet = CalamineWorkbook.from_path(str(exports / "followup-1-call.xlsx")).get_sheet_by_index(0)
    assert [row[2] for row in sheet.to_python()[1:]] == list_numbers(PEOPLE)
    records = exports / "records-2026-07-07.csv"
    wait_until(records.exists, "the file of the day for the city's system")
    assert len(records.read_text("cp932").splitlines()) == 1 + 2 * PEOPLE


@pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_the_command_says_why_there_is_nothing_to_follow_up(window: Window, system: System, users: Users) -> None:
    system.start(NOFU_LOCALE=users.language)
    window.switch_user(users.author)
    window.command("/sms-followup")
    window.wait_for_form(users.words("refusal.nothing_to_follow_up"))
    window.close_form(users.words("form.close"))
