"""The buttons of a list: adopting, confirming, and deciding on shared numbers."""

from pathlib import Path

import pytest

from bot.services.imports import targets
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from sandbox.walk.client import find_buttons
from tests.commands.harness import DANIEL, DESK, EMMA, EN, JA, OPERATOR, STAFF, SUPERVISOR, CommandHarness
from tests.sandbox.slack.client import until
from tests.services.files import Debt, make_debts, write_target_list
from tests.services.harness import CLOCK, UPLOADER
from tests.services.steps import import_list
from tests.tables import list_cases

SHARED = [Debt(taxpayer="1001"), Debt(taxpayer="1002"), Debt(taxpayer="1003", phone="090-9999-0003")]


def import_from_inbox(harness: CommandHarness) -> int:
    """Import a list from the inbox folder. Returns its id."""
    path = write_target_list(Path(harness.services.store.path).with_name("came.csv"), make_debts(3))
    return import_file(harness.services, CLOCK, TARGETS, path, name="受け箱", source=Source("inbox", None)).target.id


def get_uploader(harness: CommandHarness) -> object:
    return harness.services.value("SELECT uploader FROM target_lists")


def get_confirmer(harness: CommandHarness) -> object:
    return harness.services.value("SELECT confirmed_by FROM target_lists")


def test_the_first_click_adopts_a_list_and_the_next_is_told_who_did(harness: CommandHarness) -> None:
    ts = harness.post_list_card(import_from_inbox(harness))
    assert harness.press(EMMA, ts, "list_adopt")["ok"]
    until(lambda: get_uploader(harness) == EMMA)
    assert harness.press(STAFF, ts, "list_adopt")["ok"]
    harness.wait_for_notice(STAFF, JA("refusal.list_adopted", who=f"<@{EMMA}>"))
    harness.press(DANIEL, ts, "list_adopt")
    harness.wait_for_notice(DANIEL, EN("refusal.list_adopted", who=f"<@{EMMA}>"))
    assert harness.list_notices(EMMA) == [], "the card shows it"
    assert get_uploader(harness) == EMMA


def test_an_operator_may_not_adopt_a_list(harness: CommandHarness) -> None:
    ts = harness.post_list_card(import_from_inbox(harness))
    harness.press(OPERATOR, ts, "list_adopt")
    harness.wait_for_notice(OPERATOR, JA("refusal.not_allowed"))
    assert get_uploader(harness) is None


def test_a_list_is_adopted_from_the_answer_to_sms(harness: CommandHarness) -> None:
    list_id = import_from_inbox(harness)
    harness.type_command("/sms", SUPERVISOR)
    answer = until(lambda: [one for one in harness.slack.messages(SUPERVISOR, DESK) if one["ephemeral_to"]])[0]
    assert [one["value"] for one in find_buttons(answer["blocks"], "list_adopt")] == [str(list_id)]
    harness.press(SUPERVISOR, answer["ts"], "list_adopt")
    harness.wait_for_notice(SUPERVISOR, JA("done.adopted"))
    assert get_uploader(harness) == SUPERVISOR


def test_a_list_is_adopted_from_the_app_home(harness: CommandHarness) -> None:
    import_from_inbox(harness)
    harness.slack.post("home", user=STAFF)
    home = until(lambda: harness.slack.get("home", user=STAFF))
    assert harness.press_in_view(STAFF, home["id"], "list_adopt")["ok"]
    harness.wait_for_text(STAFF, JA("done.adopted"))
    until(lambda: "list_adopt" not in str(harness.slack.get("home", user=STAFF)))
    assert get_uploader(harness) == STAFF


def test_a_list_is_confirmed_on_the_page_with_its_result(harness: CommandHarness) -> None:
    harness.upload_list(name={"name": {"type": "plain_text_input", "value": None}})
    result = harness.wait_for_view(STAFF, "list_result")
    assert harness.press_in_view(STAFF, result["id"], "list_confirm")["ok"]
    harness.wait_for_text(STAFF, JA("done.confirmed"))
    assert get_confirmer(harness) == STAFF


def test_a_list_is_confirmed_only_as_its_card_shows_it(harness: CommandHarness) -> None:
    target = import_list(harness.services, make_debts(3), confirmed=False).target
    ts = harness.post_list_card(target.id)
    forged_values = list_cases(
        ("refusal.changed_meanwhile", f"{target.id}:{'0' * 16}", str(target.id)), ("refusal.list_gone", "x:y", "")
    )
    for refusal, forged in forged_values:
        harness.press(SUPERVISOR, ts, "list_confirm", forged)
        harness.wait_for_notice(SUPERVISOR, JA(refusal))
    assert get_confirmer(harness) is None
    harness.press(EMMA, ts, "list_confirm")
    until(lambda: get_confirmer(harness) == EMMA)
    harness.press(STAFF, ts, "list_confirm")
    harness.wait_for_notice(STAFF, JA("refusal.list_confirmed", who=f"<@{EMMA}>"))


def test_submitting_a_campaign_confirms_its_list_as_the_dialog_shows_it(harness: CommandHarness) -> None:
    import_list(harness.services, make_debts(3), confirmed=False)
    harness.type_command("/sms-new")
    form = harness.wait_for_view(STAFF, "campaign_new")
    assert "未確認" in str(form)
    harness.submit_form(STAFF, form["id"])
    created = harness.wait_for_view(STAFF, "campaign_created")
    (button,) = find_buttons(created["blocks"], "campaign_submit")
    assert "除外 0行" in button["confirm"]["text"]["text"]
    harness.press_in_view(STAFF, created["id"], "campaign_submit")
    harness.wait_for_state(1, "pending")
    assert get_confirmer(harness) == STAFF


def test_submitting_without_the_mark_of_the_list_is_refused(harness: CommandHarness) -> None:
    list_id = import_list(harness.services, make_debts(3), confirmed=False).target.id
    harness.type_command("/sms-new")
    harness.submit_form(STAFF, harness.wait_for_view(STAFF, "campaign_new")["id"])
    created = harness.wait_for_view(STAFF, "campaign_created")
    harness.press_in_view(STAFF, created["id"], "campaign_submit", value="1")
    refusal = JA("refusal.list_not_confirmed", list=str(list_id))
    harness.wait_for_text(STAFF, refusal)
    assert harness.get_state(1) == "draft"


def list_decisions(harness: CommandHarness) -> list[object]:
    return harness.services.column("SELECT shared_decision FROM recipients ORDER BY id")


def press_in_page(harness: CommandHarness, user: str, ts: str, action_id: str) -> None:
    """Press a button on the page about shared numbers that a list's card opens."""
    harness.press(user, ts, "shared_decide")
    page = harness.wait_for_view(user, "list_shared")
    harness.press_in_view(user, page["id"], action_id)


def test_the_details_of_a_list_open_from_its_card_in_the_language_of_the_person(harness: CommandHarness) -> None:
    ts = harness.post_list_card(import_list(harness.services, SHARED, confirmed=False).target.id)
    for user, words in ((OPERATOR, JA), (EMMA, EN)):
        harness.press(user, ts, "list_details")
        details = harness.wait_for_view(user, "list_details")
        assert words("excluded.shared_phone") in str(details)
    harness.press_in_view(EMMA, details["id"], "list_confirm")
    harness.wait_for_text(EMMA, EN("done.confirmed"))
    harness.press(STAFF, ts, "list_details", "99")
    harness.wait_for_text(STAFF, JA("refusal.list_gone"))


@pytest.mark.parametrize(("button", "page"), [("list_details", "list_details"), ("shared_decide", "list_shared")])
def test_who_may_not_decide_on_a_list_gets_its_pages_without_buttons(
    harness: CommandHarness, button: str, page: str
) -> None:
    ts = harness.post_list_card(import_list(harness.services, SHARED, confirmed=False).target.id)
    for user, may_decide in ((OPERATOR, False), (STAFF, True)):
        harness.press(user, ts, button)
        blocks = harness.wait_for_view(user, page)["blocks"]
        assert any(block["type"] == "actions" for block in blocks) == may_decide
        assert (JA("list.for_staff") in str(blocks)) != may_decide


def test_staff_decide_on_shared_numbers_with_a_button_and_the_counts_change(harness: CommandHarness) -> None:
    ts = harness.post_list_card(import_list(harness.services, SHARED).target.id)
    press_in_page(harness, STAFF, ts, "shared_one")
    until(lambda: list_decisions(harness) == ["send", "leave", None])
    assert harness.services.list_audited()[-1] == (STAFF, "list.decide", "done")
    press_in_page(harness, STAFF, ts, "shared_leave")
    until(lambda: list_decisions(harness) == ["leave", "leave", None])
    assert targets.get_list_view(harness.services, UPLOADER, 1).target.counts.recipients == 1


def test_a_file_of_decisions_is_uploaded_through_the_form_that_the_card_opens(harness: CommandHarness) -> None:
    ts = harness.post_list_card(import_list(harness.services, SHARED).target.id)
    press_in_page(harness, STAFF, ts, "shared_open")
    view = harness.wait_for_view(STAFF, "shared_upload")["id"]
    content = "リスト番号,宛名番号,電話番号,判断\r\n1,1002,090-1234-5601,{}\r\n"
    assert harness.submit_file(STAFF, view, content.format("送る").encode("cp932"))["ok"]
    until(lambda: JA("refusal.decisions_unknown_word", rows="2") in harness.read_view(STAFF, "shared_upload"))
    view = harness.wait_for_view(STAFF, "shared_upload")["id"]
    assert harness.submit_file(STAFF, view, content.format("○").encode("cp932"))["ok"]
    assert "<@" + STAFF in harness.read_view(STAFF, "shared_result")
    assert list_decisions(harness) == [None, "send", None]
