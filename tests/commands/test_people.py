"""`/sms-find` in Slack: the form, the matches and the page, in the person's language."""

from datetime import date
from typing import Any

import pytest

from bot.model.access import Role
from bot.model.errors import Refusal
from bot.rules.message_text.refs import make_ref
from bot.screens import call_backs as record_screens
from bot.screens import ids
from bot.screens.call_backs import BUTTONS
from bot.slack.people import Membership
from bot.words import Words
from tests.commands.harness import EMMA, EN, JA, MANAGER, OPERATOR, OUTSIDER, STAFF, SUPERVISOR, CommandHarness
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


@pytest.fixture
def administrator(harness: CommandHarness) -> str:
    """A user who is an administrator alone; the sandbox's manager is a supervisor, too."""
    supervisors = Membership(None, frozenset({SUPERVISOR}))
    harness.context.people._roles = {**harness.context.people._roles, Role.SUPERVISOR: supervisors}
    return MANAGER


@pytest.mark.parametrize("command", ["/sms-find", "/sms-promise", "/sms-suppress"])
def test_an_administrator_alone_gets_no_form_about_a_person(
    harness: CommandHarness, administrator: str, command: str
) -> None:
    harness.type_command(command, administrator)
    assert JA("refusal.not_allowed") in str(harness.wait_for_view(administrator, "notice"))


def test_the_home_of_an_administrator_alone_offers_nothing_about_a_person(
    harness: CommandHarness, administrator: str
) -> None:
    harness.type_command("/sms", administrator)
    harness.wait_for_notice(administrator, JA("inbox.header"))
    answer = str(harness.slack.messages(administrator))
    assert ids.OPEN_STATUS in answer
    assert not [action for action in (ids.OPEN_FIND, ids.OPEN_PROMISE, ids.OPEN_SUPPRESS) if action in answer]


def test_an_administrator_who_is_a_supervisor_too_finds_people(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    find(harness, MANAGER, ref=REF, verified=True)
    assert JA("caller.header", ref=REF) in harness.read_view(MANAGER, "person_page")


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


def open_page(harness: CommandHarness, user: str = OPERATOR, *, verified: bool = True, number: int = 1) -> Any:
    """Find a person; return the page about them."""
    find(harness, user, ref=make_ref(number), verified=verified)
    return harness.wait_for_view(user, "person_page")


def open_record(harness: CommandHarness, button: str, user: str = OPERATOR, **choice: Any) -> Any:
    """Find a person and press a button of the page; return the form."""
    harness.press_in_view(user, open_page(harness, user, **choice)["id"], button)
    return harness.wait_for_view(user, "call_back")


def fill_record(detail: str | None = None, day: str | None = None, note: str | None = None) -> dict[str, Any]:
    """Make the values of a record's form; what is not named stays as it is proposed."""
    option = {"text": {"type": "plain_text", "text": "-"}, "value": detail}
    values: dict[str, Any] = {}
    if detail:
        values["detail"] = {"detail": {"type": "radio_buttons", "selected_option": option}}
    if day:
        values["day"] = {"day": {"type": "datepicker", "selected_date": day}}
    if note:
        values["note"] = {"note": {"type": "plain_text_input", "value": note}}
    return values


def list_results(harness: CommandHarness) -> list[object]:
    return harness.services.column("SELECT result FROM call_backs ORDER BY id")


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize(("user", "words"), [(OPERATOR, JA), (EMMA, EN)])
def test_each_button_records_in_two_clicks(harness: CommandHarness, button: str, user: str, words: Words) -> None:
    start_and_send(harness.services)
    form = open_record(harness, button, user)
    assert words(f"record_effect.{BUTTONS[button]}", days=14) in str(form)
    assert harness.submit_form(user, form["id"])["ok"]
    page = harness.wait_for_view(user, "person_page")
    assert words(f"record_effect.{BUTTONS[button]}", days=14) in str(page)
    assert words("record.header") in str(page)
    assert list_results(harness) == [BUTTONS[button]]


def test_a_caller_who_is_not_confirmed_has_only_the_buttons_that_need_no_person(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    page = str(open_page(harness, verified=False))
    assert {button for button in BUTTONS if f"'{button}'" in page} == {
        *("record_call", "record_stop", "record_complaint", "record_wrong_number")
    }


def test_a_wrong_number_of_a_stranger_is_recorded_without_a_look_at_the_person(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_wrong_number", verified=False)
    assert JA("record.no_others") in str(form)
    harness.submit_form(OPERATOR, form["id"], **fill_record("new_holder"))
    page = str(harness.wait_for_view(OPERATOR, "person_page"))
    assert JA("caller.messages") not in page
    assert harness.services.column("SELECT verified FROM call_backs") == [0]
    assert harness.services.column("SELECT kind FROM suppressions") == ["phone"]


def test_a_wish_for_instalments_is_a_choice_of_the_promise_and_needs_no_day(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_promise")
    harness.submit_form(OPERATOR, form["id"], **fill_record("by_instalments"))
    harness.wait_for_text(OPERATOR, JA("record_effect.plan_wished"))
    assert list_results(harness) == ["plan_wished"]
    assert harness.services.count("promises") == 0


@pytest.mark.parametrize(("user", "words"), [(OPERATOR, JA), (EMMA, EN)])
def test_a_promise_without_a_day_leaves_the_proposed_day_out(harness: CommandHarness, user: str, words: Words) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_promise", user)
    assert harness.submit_form(user, form["id"], **fill_record("no_day", "2026-07-20"))["ok"]
    page = harness.wait_for_view(user, "person_page")
    assert words("record_detail.no_day") in str(page)
    assert words("caller.kept_back") in str(page)
    assert harness.services.column("SELECT detail FROM call_backs WHERE promised_on IS NULL") == ["no_day"]
    assert harness.services.count("promises") == 0


@pytest.mark.parametrize(
    ("day", "key", "facts"),
    [
        ("2026-07-06", "promise_past", {}),
        ("2027-06-01", "promise_beyond_year", {"limit": date(2027, 5, 31)}),
        ("2026-07-20", "promise_on_holiday", {"day": date(2026, 7, 20), "next": date(2026, 7, 21)}),
    ],
)
def test_a_day_that_cannot_be_promised_is_said_at_its_field(
    harness: CommandHarness, day: str, key: str, facts: dict[str, date]
) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_promise")
    answer = harness.submit_form(OPERATOR, form["id"], **fill_record(day=day))
    assert answer["errors"] == {"day": JA(f"refusal.{key}", **facts)}
    assert list_results(harness) == []
    harness.submit_form(OPERATOR, form["id"], **fill_record(day="2026-07-21"))
    harness.wait_for_text(OPERATOR, JA("record_effect.promise", days=14))


@pytest.mark.parametrize("note", ["090-1234-5678 に電話", "番号は０９０１２３４５６７８", "個人番号 123456789018"])
def test_a_note_with_a_number_is_refused_at_its_field(harness: CommandHarness, note: str) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_call")
    answer = harness.submit_form(OPERATOR, form["id"], **fill_record(note=note))
    assert answer["errors"] == {"note": JA("notice.personal_data")}
    assert list_results(harness) == []


def test_a_note_is_shown_with_its_record_and_its_field_says_no_names(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_call")
    assert JA("record.note_hint") in str(form)
    harness.submit_form(OPERATOR, form["id"], **fill_record("asked_slip", note="<b> & 夕方に電話"))
    harness.wait_for_text(OPERATOR, "&lt;b&gt; &amp; 夕方に電話")


def test_back_leads_to_the_person_and_records_nothing(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_complaint")
    harness.press_in_view(OPERATOR, form["id"], "person_open")
    harness.wait_for_view(OPERATOR, "person_page")
    assert list_results(harness) == []


def test_the_second_operator_sees_what_the_first_recorded_and_is_asked_again(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    first, second = (open_record(harness, "record_promise", user) for user in (OPERATOR, EMMA))
    harness.submit_form(OPERATOR, first["id"], **fill_record(note="夕方に払う"))
    harness.wait_for_view(OPERATOR, "person_page")
    harness.submit_form(EMMA, second["id"], **fill_record("in_part", "2026-07-09", "half"))
    form = harness.wait_for_text(EMMA, EN("refusal.recorded_meanwhile"))
    shown = str(form)
    assert "夕方に払う" in shown
    assert OPERATOR in shown
    assert "half" in shown
    assert list_results(harness) == ["promise"]
    harness.submit_form(EMMA, form["id"])
    harness.wait_for_view(EMMA, "person_page")
    assert harness.services.column("SELECT detail FROM call_backs ORDER BY id") == ["in_full", "in_part"]
    assert harness.services.column("SELECT promised_on FROM promises ORDER BY id") == ["2026-07-14", "2026-07-09"]


@pytest.mark.parametrize("value", ["x", "1:2", "9:1"])
def test_a_forged_record_button_is_refused(harness: CommandHarness, value: str) -> None:
    start_and_send(harness.services)
    page = open_page(harness)
    harness.press_in_view(OPERATOR, page["id"], "record_paid", value=value)
    harness.wait_for_text(OPERATOR, JA("refusal.message_gone"))


def test_a_promise_of_a_caller_who_is_not_confirmed_is_refused_however_the_form_was_opened(
    harness: CommandHarness,
) -> None:
    start_and_send(harness.services)
    page = open_page(harness)
    harness.press_in_view(OPERATOR, page["id"], "record_promise", value="1:0")
    form = harness.wait_for_view(OPERATOR, "call_back")
    harness.submit_form(OPERATOR, form["id"])
    harness.wait_for_text(OPERATOR, JA("refusal.caller_not_verified"))
    assert list_results(harness) == []


def test_staff_write_everything_to_a_file_with_a_reason_and_slack_shows_its_name_only(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    harness.press_in_view(STAFF, open_page(harness, STAFF)["id"], "person_export")
    form = harness.wait_for_view(STAFF, "person_sheet")
    option = {"text": {"type": "plain_text", "text": "-"}, "value": "check"}
    harness.submit_form(STAFF, form["id"], reason={"reason": {"type": "radio_buttons", "selected_option": option}})
    page = str(harness.wait_for_view(STAFF, "person_page"))
    (file,) = harness.services.settings.exports.iterdir()
    assert JA("sheet.done", name=file.name) in page
    assert "納税" not in page


def test_operators_have_no_button_for_the_file(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    assert "person_export" not in str(open_page(harness))


def test_a_supervisor_opens_why_the_message_was_sent_from_the_page_and_nobody_else_has_the_button(
    harness: CommandHarness,
) -> None:
    start_and_send(harness.services)
    for user in (OPERATOR, STAFF):
        assert "person_why" not in str(open_page(harness, user))
    harness.press_in_view(SUPERVISOR, open_page(harness, SUPERVISOR)["id"], "person_why")
    assert JA("why.head", ref=make_ref(1), campaign="1", state=JA("message.accepted")) in harness.read_view(
        SUPERVISOR, "why"
    )


def fill_correction(record: str = "1", effect: str = "1", reason: str | None = "wrong_result") -> dict[str, Any]:
    """Make the values of the form that takes a record back."""
    chosen = {"record": record, "effect": effect, "reason": reason}
    kinds = {"record": "static_select", "effect": "radio_buttons", "reason": "radio_buttons"}
    text = {"type": "plain_text", "text": "-"}
    return {
        name: {name: {"type": kinds[name], "selected_option": {"text": text, "value": value} if value else None}}
        for name, value in chosen.items()
    }


def open_correction(harness: CommandHarness, user: str) -> Any:
    """Record a consultation, find the person and open the form that takes the record back."""
    start_and_send(harness.services)
    form = open_record(harness, "record_consulting", user)
    harness.submit_form(user, form["id"])
    page = harness.wait_for_text(user, "record_correct")
    harness.press_in_view(user, page["id"], "record_correct")
    return harness.wait_for_view(user, "record_correct")


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (SUPERVISOR, JA)])
@pytest.mark.parametrize(("effect", "held"), [("1", False), ("0", True)])
def test_a_record_is_taken_back_and_what_it_led_to_is_undone_if_that_was_chosen(
    harness: CommandHarness, user: str, words: Words, effect: str, held: bool
) -> None:
    form = open_correction(harness, user)
    assert words("correction.undo") in str(form)
    assert harness.submit_form(user, form["id"], **fill_correction(effect=effect))["ok"]
    page = str(harness.wait_for_text(user, words("correction.done")))
    assert (words("correction.undone") in page) is not held
    assert (words("caller.kept_back") in page) is held
    assert words("correction_reason.wrong_result") in page
    assert "record_correct" not in page, "nothing is left to correct"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (fill_correction(reason=None), "reason_missing"),
        (fill_correction(reason="x"), "reason_missing"),
        (fill_correction(""), "record_missing"),
        (fill_correction("x"), "message_gone"),
    ],
)
def test_what_was_not_chosen_or_is_forged_corrects_nothing(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        record_screens.read_correction("1:1", values)


def test_an_operator_corrects_nothing(harness: CommandHarness) -> None:
    start_and_send(harness.services)
    form = open_record(harness, "record_consulting")
    harness.submit_form(OPERATOR, form["id"])
    page = harness.wait_for_view(OPERATOR, "person_page")
    assert "record_correct" not in str(page)
