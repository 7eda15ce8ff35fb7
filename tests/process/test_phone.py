"""Callers with the real bot: two operators on one person, and records while a campaign of another list is sent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sandbox.walk import steps
from sandbox.walk.client import Json
from tests.process.campaigns import start_sending, wait_until_all_left
from tests.process.system import System, wait_until
from tests.services.files import Debt, make_debts, write_target_list

pytestmark = pytest.mark.process

OPERATOR = "U0OPERATOR1"
PEOPLE = 4


def find_person(system: System, user: str, ref: str) -> Json:
    """Look a confirmed caller up; return the page."""
    client = system.client
    client.command(user, system.session.desk, "/sms-find")
    form = client.wait_for_view(user, "person_find")
    tick = {"text": {"type": "plain_text", "text": "x"}, "value": "1"}
    client.submit(
        user,
        form["id"],
        {
            "ref": {"ref": {"type": "plain_text_input", "value": ref}},
            "verified": {"verified": {"type": "checkboxes", "selected_options": [tick]}},
        },
    )
    return client.wait_for_view(user, "person_page")


def open_record(system: System, user: str, ref: str, button: str) -> str:
    """Open the form of a button on a person's page; return its id."""
    page = find_person(system, user, ref)
    system.client.post("click", user=user, view=page["id"], action_id=button)
    return str(system.client.wait_for_view(user, "call_back")["id"])


def record(system: System, user: str, ref: str, button: str) -> None:
    system.client.submit(user, open_record(system, user, ref, button), {})
    system.client.wait_for_view(user, "person_page")


def list_refs(system: System, campaign_id: int = 1) -> list[str]:
    return [
        str(ref) for (ref,) in system.query("SELECT ref FROM messages WHERE campaign_id = ? ORDER BY id", campaign_id)
    ]


def count(system: System, table: str) -> int:
    return int(system.query(f"SELECT COUNT(*) FROM {table}")[0][0])


def test_of_two_operators_on_one_person_one_records_and_the_other_is_asked_again(system: System) -> None:
    system.start()
    start_sending(system, PEOPLE)
    system.wait_for_campaign("finished")
    users, ref = (OPERATOR, system.session.staff), list_refs(system)[0]
    forms = {user: open_record(system, user, ref, "record_complaint") for user in users}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda user: system.client.submit(user, forms[user], {}), users))

    def find_ends() -> dict[str, str] | None:
        views = {user: system.client.top_view(user) for user in users}
        ends = {user: str(view["callback_id"]) for user, view in views.items() if view is not None}
        return ends if set(ends.values()) <= {"person_page", "call_back"} and len(ends) == len(users) else None

    wait_until(
        lambda: (found := find_ends()) and sorted(found.values()) == ["call_back", "person_page"], "both answers"
    )
    ends = find_ends() or {}
    assert count(system, "call_backs") == 1
    second = next(user for user, view in ends.items() if view == "call_back")
    form = system.client.wait_for_view(second, "call_back")
    assert "ほかの人が記録しました" in str(form) or "Somebody else has recorded" in str(form)
    system.client.submit(second, form["id"], {})
    system.client.wait_for_view(second, "person_page")
    assert count(system, "call_backs") == 2
    assert count(system, "suppressions") == 2  # the number and the person, once each


def send_second_list(system: System, debts: list[Debt]) -> None:
    """Send a campaign of a list of another tax, two weeks later."""
    system.move_clock(advance_seconds=14 * 24 * 3600)
    path = write_target_list(system.folder.parent / "second.csv", debts, without=("name",))
    steps.upload_list(system.session, path)
    steps.preview_and_submit(system.session)
    steps.approve(system.session)


def test_a_person_on_two_lists_with_two_numbers_and_on_a_shared_one_is_held_by_what_is_said_of_the_first(
    system: System,
) -> None:
    """1001 is on both lists, 1002 has another number on the second, and 1005 has the number of 1003 there.

    1001 complains and 1002 is under consultation; of 1003's number somebody says that it is wrong. Of the second
    campaign only 1003, at another number, and 1004 get a message.
    """
    system.start()
    start_sending(system, PEOPLE)
    system.wait_for_campaign("finished")
    refs = list_refs(system)
    record(system, OPERATOR, refs[0], "record_complaint")
    record(system, OPERATOR, refs[1], "record_consulting")
    record(system, OPERATOR, refs[2], "record_wrong_number")
    first, second, third, fourth = make_debts(PEOPLE, tax="市県民税")
    debts = [
        first,
        replace(second, phone="090-1234-5652"),
        replace(third, taxpayer="1005"),
        replace(fourth, phone="090-1234-5654"),
        Debt(taxpayer="1003", phone="090-1234-5653", tax="市県民税"),
    ]
    before = len(system.list_arrivals())
    send_second_list(system, debts)
    system.wait_for_campaign("finished", 2)
    assert sorted(system.list_arrivals()[before:]) == ["09012345653", "09012345654"]


def test_a_record_while_the_campaign_is_sent_holds_the_message_that_waits(system: System) -> None:
    """The rest waits until the first message has arrived: meanwhile the person of the last one calls."""
    system.start(FIRST_BATCH="1")
    start_sending(system, PEOPLE)
    wait_until(lambda: len(system.list_arrivals()) == 1, "the first message")
    record(system, OPERATOR, list_refs(system)[-1], "record_promise")
    assert len(system.list_arrivals()) == 1
    system.move_clock(advance_seconds=60)
    wait_until(lambda: system.count_states().get("held"), "the held message")
    wait_until_all_left(system)
    assert "09012345604" not in system.list_arrivals()
    assert len(system.list_arrivals()) == PEOPLE - 1
