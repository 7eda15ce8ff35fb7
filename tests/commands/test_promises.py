"""`/sms-promise`, and the buttons on the morning's message on promises."""

from datetime import date, datetime
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.campaigns import Intent
from bot.model.mode import Mode
from bot.model.posts import EventKey
from bot.rules.message_text.refs import make_ref
from bot.screens import promises as screens
from bot.screens.blocks import Frame
from bot.services import call_backs, promise_lists
from bot.services.context import JST
from bot.slack import posts
from tests.commands.harness import DESK, EMMA, EN, JA, OPERATOR, STAFF, SUPERVISOR, CommandHarness
from tests.services.files import Debt, make_debts
from tests.services.harness import CLOCK
from tests.services.harness import OPERATOR as SERVICE_OPERATOR
from tests.services.steps import import_list, start_campaign

FORM = "promise_add"


def fill(ref: str, day: str = "2026-07-21", *, detail: str = "in_full", note: str = "") -> dict[str, Any]:
    """Make the values of the form."""
    option = {"text": {"type": "plain_text", "text": JA(f"record_detail.{detail}")}, "value": detail}
    tick = {"text": {"type": "plain_text", "text": JA("caller.verified_yes")}, "value": "1"}
    return {
        "ref": {"ref": {"type": "plain_text_input", "value": ref}},
        "verified": {"verified": {"type": "checkboxes", "selected_options": [tick]}},
        "day": {"day": {"type": "datepicker", "selected_date": day}},
        "detail": {"detail": {"type": "radio_buttons", "selected_option": option}},
        "note": {"note": {"type": "plain_text_input", "value": note}},
    }


def get_ref(harness: CommandHarness) -> str:
    return str(harness.services.value("SELECT ref FROM messages WHERE id = 1"))


@pytest.mark.parametrize(("user", "words"), [(OPERATOR, JA), (EMMA, EN), (SUPERVISOR, JA)])
def test_a_promise_is_recorded_by_the_ref_and_the_record_of_the_call_with_it(
    harness: CommandHarness, user: str, words: Any
) -> None:
    start_campaign(harness.services, 1)
    form = harness.open_form("/sms-promise", FORM, user)
    answer = harness.submit_form(user, form, **fill(get_ref(harness), detail="in_part"))
    assert answer["ok"], answer
    page = harness.wait_for_view(user, "person_page")
    assert words("record_result.promise") in str(page)
    services = harness.services
    assert services.column("SELECT promised_on || state FROM promises") == ["2026-07-21open"]
    assert services.column("SELECT result || detail FROM call_backs") == ["promisein_part"]


def test_a_promise_without_a_day_can_be_recorded_by_the_ref(harness: CommandHarness) -> None:
    start_campaign(harness.services, 1)
    form = harness.open_form("/sms-promise", FORM, OPERATOR)
    assert harness.submit_form(OPERATOR, form, **fill(get_ref(harness), "2026-07-20", detail="no_day"))["ok"]
    harness.wait_for_view(OPERATOR, "person_page")
    assert harness.services.column("SELECT reason FROM suppressions") == ["promise_no_day"]
    assert harness.services.column("SELECT detail FROM call_backs WHERE promised_on IS NULL") == ["no_day"]


@pytest.mark.parametrize(
    ("values", "field", "code", "facts"),
    [
        (fill("0012"), "ref", "ref_mistyped", {}),
        (fill(make_ref(1), "2026-07-06"), "day", "promise_past", {}),
        (fill(make_ref(1), "2027-06-01"), "day", "promise_beyond_year", {"limit": "2027-05-31"}),
        (fill(make_ref(1), "2026-07-20"), "day", "promise_on_holiday", {"day": "2026-07-20", "next": "2026-07-21"}),
        (fill(make_ref(1), note="090-1234-5601"), "note", "", {}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    harness: CommandHarness, values: dict[str, Any], field: str, code: str, facts: dict[str, str]
) -> None:
    form = harness.open_form("/sms-promise", FORM)
    answer = harness.submit_form(STAFF, form, **values)
    assert list(answer["errors"]) == [field]
    if not facts:
        assert answer["errors"][field] == JA(f"refusal.{code}" if code else "notice.personal_data")
    assert harness.services.count("promises") == 0


def test_an_unknown_ref_leaves_the_form_with_what_was_filled_in(harness: CommandHarness) -> None:
    form = harness.open_form("/sms-promise", FORM)
    ref = make_ref(77)
    assert harness.submit_form(STAFF, form, **fill(ref))["ok"]
    page = harness.wait_for_text(STAFF, JA("refusal.ref_unknown", ref=ref))
    assert page["callback_id"] == FORM
    for part in (f"'initial_value': '{ref}'", "'initial_date': '2026-07-21'", "'initial_options'"):
        assert part in str(page["blocks"])


def test_a_form_that_slack_delivers_twice_is_recorded_once(harness: CommandHarness) -> None:
    services = harness.services
    start_campaign(services, 1)
    form = harness.open_form("/sms-promise", FORM, OPERATOR)
    promise = CallBackEntry(1, True, CallBackResult.PROMISE, CallBackDetail.IN_FULL, date(2026, 7, 21), "", 0)
    same = Actor(OPERATOR, frozenset({Role.OPERATOR}), "ja")
    call_backs.record_call_back(services, same, promise)  # the first delivery
    harness.submit_form(OPERATOR, form, **fill(get_ref(harness)))
    harness.wait_for_view(OPERATOR, "person_page")
    assert services.column("SELECT result FROM call_backs") == ["promise"]
    assert services.count("promises") == 1


def test_what_a_colleague_recorded_since_the_form_opened_is_shown_and_it_is_asked_again(
    harness: CommandHarness,
) -> None:
    services = harness.services
    start_campaign(services, 2)
    form = harness.open_form("/sms-promise", FORM, EMMA)
    other = CallBackEntry(2, True, CallBackResult.CALLED_BACK, CallBackDetail.ASKED_SLIP, None, "", 0)
    call_backs.record_call_back(services, SERVICE_OPERATOR, other)
    complaint = CallBackEntry(1, True, CallBackResult.COMPLAINT, CallBackDetail.WORDING, None, "夕方は不在", 0)
    call_backs.record_call_back(services, SERVICE_OPERATOR, complaint)
    harness.submit_form(EMMA, form, **fill(get_ref(harness), detail="in_part", note="half"))
    again = harness.wait_for_text(EMMA, EN("refusal.recorded_meanwhile"))
    for part in ("夕方は不在", EN("record_result.complaint"), "half"):
        assert part in str(again)
    assert services.count("promises") == 0
    harness.submit_form(EMMA, again["id"])
    harness.wait_for_view(EMMA, "person_page")
    assert services.column("SELECT promised_on FROM promises") == ["2026-07-21"]


def test_what_a_colleague_recorded_of_somebody_else_is_not_asked_about(harness: CommandHarness) -> None:
    services = harness.services
    start_campaign(services, 2)
    form = harness.open_form("/sms-promise", FORM)
    other = CallBackEntry(2, True, CallBackResult.CALLED_BACK, CallBackDetail.ASKED_SLIP, None, "", 0)
    call_backs.record_call_back(services, SERVICE_OPERATOR, other)
    harness.submit_form(STAFF, form, **fill(get_ref(harness)))
    harness.wait_for_view(STAFF, "person_page")
    assert services.count("promises") == 1


def post_report(harness: CommandHarness) -> str:
    """Post the message of 8 July on a list with a near promise and a promise without a day; return its ts."""
    services = harness.services
    promise_lists.report_promises(services, CLOCK)
    import_list(
        services, [Debt(promise="R8.7.10"), *make_debts(3)[1:2], Debt("1003", "090-1234-5603", promise="約束あり")]
    )
    services.clock.set(datetime(2026, 7, 8, 9, 0, tzinfo=JST))
    promise_lists.report_promises(services, CLOCK)
    (key,) = services.post_keys("promises")
    report = promise_lists.get_report(services, CLOCK, EventKey.decode(key))
    card = screens.build_report(Frame(JA, Mode.SANDBOX), report)
    return posts.post_message(harness.context.client, DESK, card.text, card.blocks).ts


def test_the_lists_are_written_by_a_button_and_slack_shows_only_their_names(harness: CommandHarness) -> None:
    ts = post_report(harness)
    harness.press(STAFF, ts, "promises_write")
    harness.wait_for_notice(STAFF, "promises-20260707-no_day.xlsx")
    assert [path.name for path in harness.services.settings.exports.iterdir()] == ["promises-20260707-no_day.xlsx"]


def test_an_operator_is_told_the_role_that_the_lists_need(harness: CommandHarness) -> None:
    ts = post_report(harness)
    harness.press(OPERATOR, ts, "promises_write")
    harness.wait_for_notice(OPERATOR, JA("role.staff"))
    assert not harness.services.settings.exports.exists()


def test_the_draft_of_a_reminder_has_the_list_and_the_intent_chosen(harness: CommandHarness) -> None:
    ts = post_report(harness)
    harness.press(STAFF, ts, "promises_draft")
    form = harness.wait_for_view(STAFF, "campaign_new")
    chosen = [
        block["element"]["initial_option"]["value"]
        for block in form["blocks"]
        if block.get("block_id") in ("list", "template")
    ]
    assert chosen == ["1", Intent.PROMISE_NEAR.value]
