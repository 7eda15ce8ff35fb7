"""A provider whose list is late: nothing is sent twice, and a supervisor decides within Slack."""

import pytest

from sandbox.walk import steps
from sandbox.walk.client import Json, find_buttons, to_text
from tests.process.campaigns import find_card, list_numbers, press, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 12
LOST = 4
"""Fewer than pause the campaign."""


@pytest.mark.fault("A8")
def test_with_a_late_list_nothing_is_sent_twice_and_a_supervisor_decides(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    system.set_carrier_fault("list_lags", seconds=3600)
    for number in list_numbers(LOST):
        system.set_carrier_fault("http_500_after_accept", to_suffix=number)
    steps.approve(system.session)
    wait_until(lambda: system.count_states().get("uncertain") == LOST, "the uncertain messages")
    wait_until(lambda: len(system.list_arrivals()) == PEOPLE, "every arrival")
    for _ in range(3):
        system.move_clock(advance_seconds=31)
        card = find_card(system, "送信要確認　4通", "送信事業者の一覧にない（遅れて載ることがあります）：4通")
    alert = wait_until(lambda: _find_alert(system), "the alert with its buttons")
    assert all(find_buttons(alert["blocks"], button) for button in ("doubt_sent", "doubt_again"))

    supervisor = system.session.supervisor
    press(system, supervisor, card, "doubt_sent")
    form = wait_until(lambda: _find_form(system, supervisor), "the form")
    option = {"value": "not_twice", "text": {"type": "plain_text", "text": "x"}}
    reason = {"reason": {"reason": {"type": "static_select", "selected_option": option}}}
    system.client.post("submit", user=supervisor, view=form["id"], values=reason)
    system.wait_for_campaign("finished")
    find_card(system, f"{PEOPLE}通のうち{PEOPLE}通を引き渡し", f"送信要確認の{LOST}通を送信済みとして扱う")
    wait_until(lambda: "送信要確認はなくなりました" in to_text(_list_desk(system)), "the end of the alert")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))


def _list_desk(system: System) -> list[Json]:
    return system.client.messages(system.session.desk, system.session.staff)


def _find_alert(system: System) -> Json | None:
    return next((message for message in _list_desk(system) if f"送信要確認 {LOST}通" in message["text"]), None)


def _find_form(system: System, user: str) -> Json | None:
    views = system.client.get("views", user=user)
    return next((view for view in views if view["callback_id"] == "doubt_decide"), None)
