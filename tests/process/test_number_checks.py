"""Checks of numbers with the real processes: a number with another holder gets no message."""

import pytest

from sandbox.walk import steps
from tests.process.campaigns import find_approve_button, find_card, find_cards, press, press_approve
from tests.process.system import System, wait_until
from tests.services.files import Debt, make_debts, write_target_list

pytestmark = pytest.mark.process

OTHERS, ELSEWHERE = "09012345693", "09012345694"
"""The local carrier says of these: another holder, and not in its database."""


def test_a_number_with_another_holder_is_found_on_the_draft_and_gets_no_message(system: System) -> None:
    system.start(SMS_PROVIDER="zettai", ZETTAI_NUMBER_CHECKS="10")
    session, client, staff = system.session, system.client, system.session.staff
    debts = [
        *make_debts(3, obtained="R5.4.1"),
        Debt(taxpayer="1093", phone=OTHERS, obtained="R5.4.1"),
        Debt(taxpayer="1094", phone=ELSEWHERE, obtained="R5.4.1"),
    ]
    path = write_target_list(system.folder.parent / "targets.csv", debts, without=("name",))
    steps.upload_list(session, path)
    client.command(staff, session.desk, "/sms-new")
    form = client.wait_for_view(staff, "campaign_new")
    client.submit(staff, form["id"], {})
    client.wait_for_view(staff, "campaign_created")
    wait_until(lambda: find_cards(system), "the card of the draft")
    press(system, staff, find_card(system, "campaign_check"), "campaign_check")
    wait_until(lambda: system.query("SELECT 1 FROM number_checks WHERE result = 'other'"), "the answer")
    wait_until(lambda: system.query("SELECT COUNT(*) FROM number_checks WHERE result IS NULL") == [(0,)], "all answers")
    results = system.query("SELECT result, COUNT(*) FROM number_checks GROUP BY result ORDER BY result")
    assert results == [("other", 1), ("same", 3), ("unknown", 1)]
    press(system, staff, find_card(system, "campaign_submit"), "campaign_submit")
    ts, _ = find_approve_button(system)
    press_approve(system, session.supervisor, ts)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(
        debt.phone.replace("-", "") for debt in debts if debt.phone != OTHERS
    )
    evidence = (system.folder / "slack.jsonl").read_text("utf-8") + (system.folder / "bot.log").read_text("utf-8")
    assert OTHERS not in evidence
