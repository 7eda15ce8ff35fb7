"""`/sms-suppress`: the form, the list of those in force, and the form that ends one."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.imports import FileView, PaymentCounts
from bot.model.mode import Mode
from bot.model.suppressions import SuppressionReason
from bot.rules.message_text.refs import make_ref
from bot.screens import imports
from bot.screens.blocks import Frame
from bot.slack import posts
from tests.commands.harness import DESK, EMMA, EN, JA, OPERATOR, STAFF, SUPERVISOR, CommandHarness
from tests.services.files import Debt, Paid, make_debts
from tests.services.steps import import_list, import_paid, start_campaign

FORM = "suppression_add"


def fill(reason: str = "complaint", *, until: str | None = None, **texts: str) -> dict[str, Any]:
    """Make the values of the form."""
    option = {"text": {"type": "plain_text", "text": JA(f"suppression_reason.{reason}")}, "value": reason}
    return {
        "reason": {"reason": {"type": "static_select", "selected_option": option}},
        "until": {"until": {"type": "datepicker", "selected_date": until}},
        **{name: {name: {"type": "plain_text_input", "value": text}} for name, text in texts.items()},
    }


def get_ref(harness: CommandHarness) -> str:
    return str(harness.services.value("SELECT ref FROM messages WHERE id = 1"))


@pytest.mark.parametrize("user", [OPERATOR, STAFF, SUPERVISOR])
def test_a_person_is_suppressed_by_the_ref_and_then_in_the_list(harness: CommandHarness, user: str) -> None:
    start_campaign(harness.services, 1)
    ref = get_ref(harness)
    form = harness.open_form("/sms-suppress", FORM, user)
    answer = harness.submit_form(user, form, **fill("consulting", until="2026-07-31", ref=ref, note="8月に来庁"))
    assert answer["ok"], answer
    reason = JA("suppression_reason.consulting")
    page = harness.wait_for_text(user, JA("suppression.added_ref", ref=ref, reason=reason))
    harness.press_in_view(user, page["id"], "suppression_list")
    listed = harness.read_view(user, "suppression_page")
    for part in (ref, reason, "2026年7月31日", f"<@{user}>", "8月に来庁"):
        assert part in listed
    assert (JA("suppression.end") in listed) == (user != OPERATOR)


def test_an_id_or_a_number_that_was_typed_is_on_no_page(harness: CommandHarness) -> None:
    form = harness.open_form("/sms-suppress", FORM)
    assert harness.submit_form(STAFF, form, **fill(taxpayer="1234567", phone="090-1234-5601"))["ok"]
    reason = JA("suppression_reason.complaint")
    page = harness.wait_for_text(STAFF, JA("suppression.added", reason=reason))
    harness.press_in_view(STAFF, page["id"], "suppression_list")
    listed = harness.read_view(STAFF, "suppression_page")
    assert not any(part in str(page) + listed for part in ("1234567", "1234-5601", "12345601"))
    assert harness.services.count("suppressions") == 2


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        (fill(), "ref", "person_missing"),
        (fill(ref="0012"), "ref", "ref_mistyped"),
        (fill(ref=make_ref(1), phone="09012345601"), "ref", "person_twice"),
        (fill(phone="0901234"), "phone", "phone_unreadable"),
        (fill(taxpayer="123456789018"), "taxpayer", "personal_number_typed"),
        (fill("consulting", taxpayer="1001", until="2026-07-06"), "until", "suppression_end_past"),
        (fill("wrong_number", taxpayer="1001", until="2026-07-08"), "until", "suppression_without_end"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    harness: CommandHarness, values: dict[str, Any], field: str, code: str
) -> None:
    form = harness.open_form("/sms-suppress", FORM)
    answer = harness.submit_form(STAFF, form, **values)
    assert answer["errors"] == {field: JA(f"refusal.{code}")}
    assert harness.services.count("suppressions") == 0


def test_a_note_with_a_phone_number_is_refused_at_its_field(harness: CommandHarness) -> None:
    form = harness.open_form("/sms-suppress", FORM)
    answer = harness.submit_form(STAFF, form, **fill(taxpayer="1001", note="090-9999-8888へ"))
    assert answer["errors"] == {"note": JA("notice.personal_data")}
    assert harness.services.count("suppressions") == 0


def test_an_unknown_ref_leaves_the_form_with_what_was_filled_in(harness: CommandHarness) -> None:
    form = harness.open_form("/sms-suppress", FORM, EMMA)
    ref = make_ref(77)
    assert harness.submit_form(EMMA, form, **fill("consulting", ref=ref, until="2026-07-08"))["ok"]
    page = harness.wait_for_text(EMMA, EN("refusal.ref_unknown", ref=ref))
    assert page["callback_id"] == FORM
    assert f"'initial_value': '{ref}'" in str(page["blocks"])
    assert "'initial_date': '2026-07-08'" in str(page["blocks"])


def suppress(harness: CommandHarness) -> Any:
    """Suppress somebody, and return the page that lists them."""
    form = harness.open_form("/sms-suppress", FORM)
    harness.submit_form(STAFF, form, **fill(taxpayer="1001", until=None))
    page = harness.wait_for_view(STAFF, "suppression_added")
    harness.press_in_view(STAFF, page["id"], "suppression_list")
    return harness.wait_for_view(STAFF, "suppression_page")


def end(reason: str = "mistake") -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": JA(f"end_reason.{reason}")}, "value": reason}
    return {"reason": {"reason": {"type": "static_select", "selected_option": option}}}


def test_a_suppression_is_ended_with_a_reason_once(harness: CommandHarness) -> None:
    page = suppress(harness)
    harness.press_in_view(STAFF, page["id"], "suppression_end")
    form = harness.wait_for_view(STAFF, "suppression_end")
    assert harness.submit_form(STAFF, form["id"], **end())["ok"]
    done = harness.wait_for_text(STAFF, JA("suppression.ended"))
    assert JA("suppression.not_listed") in str(done)
    assert harness.services.column("SELECT ended_reason FROM suppressions") == ["mistake"]
    harness.press_in_view(STAFF, done["id"], "suppression_list")
    assert JA("suppression.none") in harness.read_view(STAFF, "suppression_page")


def test_an_operator_sees_the_list_without_the_buttons_that_end_one(harness: CommandHarness) -> None:
    suppress(harness)
    form = harness.open_form("/sms-suppress", FORM, OPERATOR)
    harness.press_in_view(OPERATOR, form, "suppression_list")
    page = harness.wait_for_view(OPERATOR, "suppression_page")
    assert "suppression_end" not in str(page["blocks"])
    assert JA("suppression_reason.complaint") in str(page["blocks"])


def test_one_that_somebody_else_has_ended_is_refused_with_a_sentence(harness: CommandHarness) -> None:
    page = suppress(harness)
    harness.services.execute("UPDATE suppressions SET ended_at = since")
    harness.press_in_view(STAFF, page["id"], "suppression_end")
    harness.wait_for_text(STAFF, JA("refusal.suppression_ended"))


def test_the_list_shows_one_reason_only_and_its_pages(harness: CommandHarness) -> None:
    form = harness.open_form("/sms-suppress", FORM)
    with harness.services.store.transaction() as db:
        for number in range(12):
            db.execute(
                """
                INSERT INTO suppressions (kind, key, reason, since, source)
                VALUES ('phone', :key, 'wrong_number', '2026-07-01T00:00:00.000000Z', 'calls:7')
                """,
                key=bytes([number]),
            )
        db.execute(
            """
            INSERT INTO suppressions (kind, key, reason, since, source)
            VALUES ('taxpayer', x'aa', 'deceased', '2026-07-01T00:00:00.000000Z', 'calls:8')
            """
        )
    harness.press_in_view(STAFF, form, "suppression_list")
    page = harness.wait_for_text(STAFF, JA("suppression.page", page=1, pages=2))
    assert JA("suppression.source_calls", id="8") in str(page)
    harness.press_in_view(STAFF, page["id"], "suppression_older")
    harness.wait_for_text(STAFF, JA("suppression.page", page=2, pages=2))
    option = {"text": {"type": "plain_text", "text": JA("suppression_reason.deceased")}, "value": "deceased:1"}
    harness.press_in_view(STAFF, page["id"], "suppression_filter", value=option["value"])
    only = harness.wait_for_top(STAFF, lambda view: JA("suppression.source_calls", id="7") not in str(view))
    assert JA("suppression.source_calls", id="8") in str(only)


def test_every_reason_that_a_person_may_choose_is_in_the_form(harness: CommandHarness) -> None:
    harness.open_form("/sms-suppress", FORM)
    form = harness.read_view(STAFF, FORM)
    by_programs = ("promise_no_day", "opted_out", "stop_calls", "payment_reversed")
    assert all((f"'{one.value}'" in form) == (one.value not in by_programs) for one in SuppressionReason)


def reverse(harness: CommandHarness) -> FileView[PaymentCounts]:
    """Let the payments of two people be taken back, and one of them be on a newer list."""
    services = harness.services
    import_list(services, make_debts(3))
    paid = Paid(paid="20260601", booked="20260602")
    rows = [replace(paid, taxpayer=one) for one in ("1001", "1002")]
    view = import_paid(services, [*rows, *(replace(row, booked="20260703", reversal="1") for row in rows)])
    services.clock.advance(minutes=1)
    import_list(services, [Debt(calls="3")])
    return view


def fill_decision(who: str) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "-"}, "value": who}
    return {"kind": {"kind": {"type": "radio_buttons", "selected_option": option}}, **end("checked")}


@pytest.mark.parametrize(("who", "left"), [("listed", 1), ("all", 0)])
def test_people_whose_payment_was_taken_back_are_decided_at_once(harness: CommandHarness, who: str, left: int) -> None:
    reverse(harness)
    form = harness.open_form("/sms-suppress", FORM)
    harness.press_in_view(STAFF, form, "suppression_list")
    page = harness.wait_for_view(STAFF, "suppression_page")
    harness.press_in_view(STAFF, page["id"], "suppression_decide")
    asked = harness.wait_for_view(STAFF, "suppression_decide")
    assert JA("reversed.listed", n=1) in str(asked)
    assert JA("reversed.all", n=2) in str(asked)
    assert harness.submit_form(STAFF, asked["id"], **fill_decision(who))["ok"]
    harness.wait_for_text(STAFF, JA("reversed.done", n=2 - left))
    assert harness.services.count("suppressions WHERE ended_at IS NULL") == left


def test_the_card_of_a_payment_file_opens_the_decision_for_staff_alone(harness: CommandHarness) -> None:
    card = imports.build_file_card(Frame(JA, Mode.SANDBOX), reverse(harness))
    ts = posts.post_message(harness.context.client, DESK, card.text, card.blocks).ts
    harness.press(OPERATOR, ts, "suppression_decide")
    harness.wait_for_view(OPERATOR, "notice")
    harness.press(STAFF, ts, "suppression_decide")
    harness.wait_for_view(STAFF, "suppression_decide")
