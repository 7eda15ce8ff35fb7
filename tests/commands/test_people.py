"""`/sms-find` in Slack: the form, the matches and the page, in the person's language."""

from typing import Any

import pytest

from bot.rules.message_text.refs import make_ref
from bot.words import Words
from tests.commands.harness import EMMA, EN, JA, OPERATOR, OUTSIDER, STAFF, SUPERVISOR, CommandHarness
from tests.services.files import make_debts
from tests.services.steps import import_list, send_all, start_and_send, start_sending

REF = "0013"


def fill(ref: str = "", digits: str = "", day: str | None = None, *, verified: bool = False) -> dict[str, Any]:
    """Make the values of the form."""
    tick = [{"text": {"type": "plain_text", "text": "-"}, "value": "1"}] if verified else []
    days = {} if day is None else {"day": {"day": {"type": "datepicker", "selected_date": day}}}
    return {
        "ref": {"ref": {"type": "plain_text_input", "value": ref}},
        "digits": {"digits": {"type": "plain_text_input", "value": digits}},
        "verified": {"verified": {"type": "checkboxes", "selected_options": tick}},
        **days,
    }


def find(harness: CommandHarness, user: str = OPERATOR, **values: Any) -> Any:
    """Fill in the form and submit it; return Slack's answer."""
    view = harness.open_form("/sms-find", "person_find", user)
    return harness.submit_form(user, view, **fill(**values))


@pytest.mark.parametrize(("user", "words"), [(OPERATOR, JA), (STAFF, JA), (EMMA, EN), (SUPERVISOR, JA)])
def test_the_desk_finds_a_person_by_the_reference(harness: CommandHarness, user: str, words: Words) -> None:
    start_and_send(harness.services)
    assert find(harness, user, ref=REF, verified=True)["ok"]
    page = harness.read_view(user, "person_page")
    assert words("caller.header", ref=REF) in page
    assert words("message.accepted") in page
    assert words("script.header") in page


def test_a_stranger_hears_only_that_the_message_is_the_citys(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    find(harness, ref=REF)
    page = harness.read_view(OPERATOR, "person_page")
    assert JA("caller.not_verified") in page
    assert JA("caller.messages") not in page
    assert "納期限" not in page
    assert "048-930-7722" in page


def test_a_caller_can_be_verified_on_the_page(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    find(harness, ref=REF)
    page = harness.wait_for_view(OPERATOR, "person_page")
    harness.press_in_view(OPERATOR, page["id"], "person_verify")
    harness.wait_for_text(OPERATOR, JA("caller.header", ref=REF))


@pytest.mark.parametrize("ref", ["0023", "0031", "1003"])
def test_a_mistyped_reference_is_said_at_its_field(harness: CommandHarness, ref: str) -> None:
    start_and_send(harness.services)
    answer = find(harness, ref=ref)
    assert answer["errors"] == {"ref": JA("refusal.ref_mistyped")}
    assert harness.services.count("audit WHERE action = 'person.look'") == 0


def test_an_unknown_reference_is_said_above_the_form_and_what_was_typed_is_kept(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    find(harness, ref="5724", verified=True)
    form = harness.wait_for_text(OPERATOR, JA("refusal.ref_unknown", ref="5724"))
    assert form["callback_id"] == "person_find"
    assert harness.submit_form(OPERATOR, form["id"], ref={"ref": {"type": "plain_text_input", "value": REF}})["ok"]
    assert JA("caller.header", ref=REF) in harness.read_view(OPERATOR, "person_page")


def test_matches_of_the_digits_are_listed_and_opened(harness: CommandHarness) -> None:
    services = harness.services
    start_sending(services, import_list(services, make_debts(2)).target.id)
    send_all(services)
    find(harness, digits="5602", day="2026-07-07", verified=True)
    page = harness.wait_for_view(OPERATOR, "person_matches")
    assert JA("caller.matches", n=1, day=services.clock.now().date()) in str(page)
    assert "5602" not in str(page)
    harness.press_in_view(OPERATOR, page["id"], "person_open")
    harness.wait_for_text(OPERATOR, JA("caller.header", ref=make_ref(2)))


def test_digits_that_match_nobody_are_said_and_not_shown_again(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    find(harness, digits="9876")
    form = harness.wait_for_text(OPERATOR, JA("refusal.digits_unknown", day=harness.services.clock.now().date()))
    assert "9876" not in str(form)


def test_an_outsider_gets_no_form(harness: CommandHarness) -> None:
    harness.type_command("/sms-find", OUTSIDER)
    harness.wait_for_view(OUTSIDER, "notice")


@pytest.mark.parametrize("value", ["", "1", "x:1", "1:2", "9:1"])
def test_a_forged_button_opens_nobody(harness: CommandHarness, value: str) -> None:
    start_and_send(harness.services)
    find(harness, ref=REF)
    page = harness.wait_for_view(OPERATOR, "person_page")
    harness.press_in_view(OPERATOR, page["id"], "person_verify", value=value or "-")
    harness.wait_for_text(OPERATOR, JA("refusal.message_gone"))


def test_nothing_of_a_look_up_is_posted(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    before = harness.slack.messages(OPERATOR)
    find(harness, ref=REF, verified=True)
    harness.wait_for_view(OPERATOR, "person_page")
    assert harness.slack.messages(OPERATOR) == before
