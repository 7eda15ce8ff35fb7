"""The caller in the browser, in both languages: found by reference or digits, and every button by clicks."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e import job
from tests.e2e.browser import Window, open_window
from tests.e2e.job import Users
from tests.process.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PEOPLE = 13
BUTTONS = {
    "promise": "in_full",
    "paid_said": "at_shop",
    "called_back": "asked_slip",
    "consulting": "at_desk",
    "stop_wished": "own_wish",
    "complaint": "wording",
    "wrong_number": "new_holder",
}
"""Each button of the page, and a choice in its form."""
CLICKS = """
    window.clicks = 0;
    document.addEventListener("click", (event) => { window.clicks += event.isTrusted ? 1 : 0; }, true);
"""


@pytest.fixture(scope="module")
def sent(shared_system: System, users: Users) -> list[str]:
    """The 受付番号 of the messages of a campaign that was sent."""
    return job.send_campaign(shared_system, users, PEOPLE)


@pytest.fixture
def phone(browser: Browser, shared_system: System, users: Users, sent: list[str]) -> Iterator[Window]:
    """The page of somebody at the phone, with nothing open over it."""
    assert sent
    job.close_views(shared_system, users.author)
    with open_window(browser, shared_system.base) as window:
        window.switch_user(users.author)
        window.page.evaluate(CLICKS)
        yield window
        assert window.errors == []


def open_form(window: Window, users: Users) -> Locator:
    window.command("/sms-find")
    return window.wait_for_form(users.words("caller.ref_hint"))


def find(window: Window, users: Users, ref: str, *, verified: bool = True) -> Locator:
    """Find a person by the reference; return the page about them."""
    form = open_form(window, users)
    form.get_by_label(users.words("caller.ref")).first.fill(ref)
    if verified:
        form.get_by_label(users.words("caller.verified_yes")).check()
    window.press(users.words("caller.search"), form)
    return window.wait_for_form(users.say("script.header"))


def press_record(window: Window, users: Users, result: str) -> Locator:
    window.press(users.words(f"record_result.{result}"), window.form)
    return window.wait_for_form(users.words(f"record_question.{result}"))


def wait_for_record(window: Window, users: Users, result: str) -> None:
    """Wait for the page that says what was recorded."""
    window.wait_for_form(users.say("record.done", result=users.words(f"record_result.{result}"), effect="").strip())


def count_clicks(window: Window) -> int:
    return int(window.page.evaluate("window.clicks"))


def list_results(system: System, ref: str) -> list[str]:
    sql = (
        f"SELECT b.result FROM call_backs b JOIN messages m ON m.id = b.message_id WHERE m.ref = '{ref}' ORDER BY b.id"
    )
    return [str(result) for (result,) in system.query(sql)]


def test_from_the_reference_to_the_recorded_promise_it_takes_four_clicks(
    phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    page = find(phone, users, sent[0])
    expect(page).to_contain_text(users.say("caller.header", ref=sent[0]))
    expect(page).to_contain_text(users.words("message.accepted"))
    assert count_clicks(phone) <= 3  # the tick and the button
    press_record(phone, users, "promise")
    phone.press(users.words("record.submit"), phone.form)
    wait_for_record(phone, users, "promise")
    assert count_clicks(phone) == 4
    assert list_results(shared_system, sent[0]) == ["promise"]
    expect(phone.form).to_contain_text(users.words("promise_state.open"))


@pytest.mark.parametrize("result", BUTTONS)
def test_every_button_of_the_page_records_what_was_chosen(
    phone: Window, shared_system: System, users: Users, sent: list[str], result: str
) -> None:
    ref = sent[list(BUTTONS).index(result) + 1]
    find(phone, users, ref)
    form = press_record(phone, users, result)
    form.get_by_label(users.words(f"record_detail.{BUTTONS[result]}")).check()
    form.get_by_label(users.words("record.note")).fill("memo")
    phone.press(users.words("record.submit"), form)
    wait_for_record(phone, users, result)
    expect(phone.form).to_contain_text("memo")
    expect(phone.form).to_contain_text(users.words(f"record_detail.{BUTTONS[result]}"))
    assert list_results(shared_system, ref) == [result]


def test_a_wish_for_instalments_is_handed_over(
    phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    find(phone, users, sent[8])
    form = press_record(phone, users, "promise")
    form.get_by_label(users.words("record_detail.by_instalments")).check()
    phone.press(users.words("record.submit"), form)
    wait_for_record(phone, users, "plan_wished")
    assert list_results(shared_system, sent[8]) == ["plan_wished"]


def test_a_promise_without_a_day_is_recorded_and_taken_back(
    phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    find(phone, users, sent[12])
    form = press_record(phone, users, "promise")
    form.get_by_label(users.words("record_detail.no_day")).check()
    form.get_by_label(users.words("record.day")).fill("")
    phone.press(users.words("record.submit"), form)
    wait_for_record(phone, users, "promise")
    expect(phone.form).to_contain_text(users.say("caller.kept_back").split("。")[0].split(". ")[0].strip())
    expect(phone.form).to_contain_text(users.words("record_detail.no_day"))
    phone.press(users.words("correction.open"), phone.form)
    form = phone.wait_for_form(users.words("correction.record"))
    form.locator("select").select_option(index=1)
    form.get_by_label(users.words("correction_reason.wrong_person")).check()
    form.get_by_label(users.words("correction.undo")).check()
    phone.press(users.words("correction.submit"), form)
    phone.wait_for_form(users.say("correction.undone"))
    expect(phone.form).to_contain_text(users.words("correction_reason.wrong_person"))
    assert shared_system.query("SELECT 1 FROM suppressions WHERE reason = 'promise_no_day' AND ended_at IS NOT NULL")


def test_a_stranger_is_told_nothing_until_the_person_is_confirmed(phone: Window, users: Users, sent: list[str]) -> None:
    page = find(phone, users, sent[9], verified=False)
    expect(page).to_contain_text(users.say("caller.not_verified"))
    expect(page).not_to_contain_text(users.say("caller.messages"))
    expect(page.get_by_role("button", name=users.words("record_result.promise"))).to_have_count(0)
    phone.press(users.words("caller.verify"), page)
    phone.wait_for_form(users.say("caller.messages"))


def test_a_mistyped_reference_and_a_holiday_are_said_at_their_fields(
    phone: Window, users: Users, sent: list[str]
) -> None:
    form = open_form(phone, users)
    wrong = f"{sent[9][:-1]}{(int(sent[9][-1]) + 1) % 10}"
    field = form.get_by_label(users.words("caller.ref")).first
    field.fill(wrong)
    form.get_by_label(users.words("caller.verified_yes")).check()
    phone.press(users.words("caller.search"), form)
    expect(form).to_contain_text(users.words("refusal.ref_mistyped"))
    field.fill(sent[9])
    phone.press(users.words("caller.search"), form)
    phone.wait_for_form(users.say("script.header"))
    form = press_record(phone, users, "promise")
    form.get_by_label(users.words("record.day")).fill("2026/7/20")
    phone.press(users.words("record.submit"), form)
    facts = {"day": users.words.day(date(2026, 7, 20)), "next": users.words.day(date(2026, 7, 21))}
    expect(form).to_contain_text(users.words("refusal.promise_on_holiday", **facts))
    phone.press(users.words("record.back"), form)
    phone.wait_for_form(users.say("script.header"))


def test_the_last_digits_list_the_message_and_open_it(phone: Window, users: Users, sent: list[str]) -> None:
    form = open_form(phone, users)
    form.get_by_label(users.words("caller.digits")).fill("5611")
    form.get_by_label(users.words("caller.verified_yes")).check()
    phone.press(users.words("caller.search"), form)
    phone.wait_for_form(sent[10])
    phone.press(users.words("caller.open"), phone.form)
    phone.wait_for_form(users.say("caller.header", ref=sent[10]))


def test_everything_is_written_to_a_file_whose_name_alone_is_shown(
    phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    find(phone, users, sent[11])
    phone.press(users.words("sheet.open"), phone.form)
    form = phone.wait_for_form(users.words("sheet.reason"))
    form.get_by_label(users.words("sheet_reason.check")).check()
    phone.press(users.words("sheet.submit"), form)
    phone.wait_for_form(f"person-{sent[11]}")
    assert shared_system.query("SELECT 1 FROM audit WHERE action = 'person.export' AND outcome = 'done'")


def test_a_supervisor_sees_why_the_person_was_messaged(
    browser: Browser, phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    expect(find(phone, users, sent[11]).get_by_role("button", name=users.words("why.button"))).to_have_count(0)
    with open_window(browser, shared_system.base) as window:
        window.switch_user(users.approver)
        find(window, users, sent[11])
        window.press(users.words("why.button"), window.form)
        window.wait_for_form(users.words("why.title"))
        window.close_form(users.words("form.close"))


def test_the_second_of_two_operators_sees_what_the_first_recorded(
    browser: Browser, phone: Window, shared_system: System, users: Users, sent: list[str]
) -> None:
    """Both have the form open; the first records, the second is asked again and then records deliberately."""
    ref = sent[11]
    with open_window(browser, shared_system.base) as other:
        other.switch_user(users.approver)
        for window in (phone, other):
            find(window, users, ref)
            press_record(window, users, "called_back")
        phone.form.get_by_label(users.words("record.note")).fill("first call")
        phone.press(users.words("record.submit"), phone.form)
        wait_for_record(phone, users, "called_back")
        other.press(users.words("record.submit"), other.form)
        form = other.wait_for_form(users.words("refusal.recorded_meanwhile"))
        expect(form).to_contain_text("first call")
        assert list_results(shared_system, ref) == ["called_back"]
        other.press(users.words("record.submit"), form)
        wait_for_record(other, users, "called_back")
        assert list_results(shared_system, ref) == ["called_back", "called_back"]
        other.close_form(users.words("form.close"))
