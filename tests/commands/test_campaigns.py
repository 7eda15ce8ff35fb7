"""Drafting and deciding: the form, its preview, what is wrong with it, and the buttons of a card."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import Draft, Intent
from bot.services import campaigns, drafts
from bot.slack import people
from bot.slack.people import Membership
from tests.commands.harness import DANIEL, DESK, DIGEST, EMMA, EN, GENERAL, JA, MANAGER, STAFF, SUPERVISOR, Bureau
from tests.sandbox.slack.client import until
from tests.services.files import make_debts
from tests.services.steps import get_fingerprint, import_list, start_campaign, submit


def text(value: str) -> dict[str, Any]:
    return {"text": {"text": {"type": "plain_text_input", "value": value}}}


def form(bureau: Bureau, user: str = STAFF) -> str:
    """An open form for a campaign to a list of three; its id."""
    import_list(bureau.services, make_debts(3))
    bureau.type("/sms-new", user)
    return str(bureau.view(user, "campaign_new")["id"])


def shows(bureau: Bureau, user: str, words: str) -> dict[str, Any]:
    def look() -> Any:
        views = bureau.hand.get("views", user=user)
        return views[-1] if views and words in str(views[-1]) else None

    found: dict[str, Any] = until(look)
    return found


def typed(view: dict[str, Any]) -> object:
    return next(block for block in view["blocks"] if block.get("block_id") == "text")["element"].get("initial_value")


def test_a_preview_shows_the_text_as_one_person_gets_it_and_keeps_what_was_typed(bureau: Bureau) -> None:
    view = form(bureau)
    body = "{city}{desk}です。市税等の件でお電話ください。{phone} 心当たりない方は削除願います。送信専用 *大切*"
    assert bureau.press_in(STAFF, view, "preview", block_id="preview", values=text(body))["ok"]
    shown = shows(bureau, STAFF, JA("preview.header"))
    assert "三郷市収納管理課です。市税等の件でお電話ください。048-930-7722" in str(shown)
    assert "*大切*" in str(shown)
    assert shown["callback_id"] == "campaign_new"
    assert shown["state"]["values"]["text"]["text"]["value"] == body
    assert bureau.services.column("SELECT id FROM campaigns") == []


def test_a_draft_is_kept_and_approval_asked_for_with_one_button(bureau: Bureau) -> None:
    answer = bureau.submit(STAFF, form(bureau))
    assert answer["ok"]
    created = bureau.view(STAFF, "campaign_created")
    assert bureau.state(1) == "draft"
    assert bureau.press_in(STAFF, created["id"], "campaign_submit")["ok"]
    shows(bureau, STAFF, JA("done.submitted"))
    assert bureau.state(1) == "pending"


def test_a_fault_of_the_text_is_told_under_its_field_at_once_and_in_the_persons_language(bureau: Bureau) -> None:
    view = form(bureau, EMMA)
    answer = bureau.submit(EMMA, view, **text("{city}{desk} {phone} http://bit.ly/x"))
    assert answer["errors"] == {"text": EN("lint.url", found="http://bit.ly/x")}
    assert bureau.hand.get("views", user=EMMA)[-1]["callback_id"] == "campaign_new"


def test_what_is_found_later_brings_the_form_back_with_all_that_was_filled_in(bureau: Bureau) -> None:
    view = form(bureau)
    body = "{city}{desk}です。{phone}へ。 心当たりない方は削除願います。送信専用"
    when = {"when": {"when": {"type": "datetimepicker", "selected_date_time": 1_700_000_000}}}
    assert bureau.submit(STAFF, view, **text(body), **when)["ok"]
    again = shows(bureau, STAFF, JA("refusal.time_is_past"))
    assert again["callback_id"] == "campaign_new"
    assert typed(again) == body
    assert "1700000000" in str(again)
    assert bureau.services.column("SELECT id FROM campaigns") == []


def test_a_text_with_somebodys_number_is_a_sentence_and_no_crash(bureau: Bureau) -> None:
    view = form(bureau)
    bureau.press_in(STAFF, view, "preview", block_id="preview", values=text("{city}{desk}{phone} 090-1234-5678"))
    shown = shows(bureau, STAFF, JA("notice.personal_data"))
    assert shown["callback_id"] == "campaign_new"
    answer = bureau.submit(STAFF, view, **text("{city}{desk}{phone} 090-1234-5678"))
    assert answer["errors"] == {"text": JA("lint.other_phone")}


def test_an_individual_number_in_a_text_keeps_no_draft_whose_card_could_not_be_shown(bureau: Bureau) -> None:
    view = form(bureau)
    body = "{city}{desk}です。{phone}へ。123456789018 心当たりない方は削除願います。送信専用"
    assert bureau.submit(STAFF, view, **text(body))["ok"]
    again = shows(bureau, STAFF, JA("notice.personal_data"))
    assert typed(again) is None or "123456789018" not in str(again)
    assert bureau.services.column("SELECT id FROM campaigns") == []


def test_a_supervisor_approves_and_a_second_click_is_told_that_it_is_done(bureau: Bureau) -> None:
    campaign_id = bureau.pending()
    ts = bureau.card(campaign_id)
    assert bureau.press(SUPERVISOR, ts, "campaign_approve")["ok"]
    bureau.becomes(campaign_id, "approved")
    assert bureau.press(SUPERVISOR, ts, "campaign_approve")["ok"]
    bureau.tells(SUPERVISOR, JA("refusal.campaign_approved"))
    assert bureau.press(DANIEL, ts, "campaign_approve")["ok"]
    bureau.tells(DANIEL, EN("refusal.campaign_approved"))
    assert bureau.state(campaign_id) == "approved"


def test_who_wrote_it_or_brought_the_list_does_not_decide_even_as_a_supervisor(bureau: Bureau) -> None:
    bureau.context.people._roles = {Role.SUPERVISOR: Membership(None, frozenset({STAFF, EMMA, MANAGER}))}
    emma, kenta = (Actor(user, frozenset({Role.STAFF}), "ja") for user in (EMMA, STAFF))
    list_id = import_list(bureau.services, make_debts(3), by=emma).target.id
    campaign_id = drafts.create_draft(bureau.services, kenta, Draft(list_id, Intent.CALL_BACK, "", None))
    campaigns.submit_campaign(bureau.services, kenta, campaign_id)
    ts = bureau.card(campaign_id)
    bureau.press(STAFF, ts, "campaign_approve")
    bureau.tells(STAFF, JA("refusal.author_cannot_approve"))
    bureau.press(EMMA, ts, "campaign_approve")
    bureau.tells(EMMA, EN("refusal.uploader_cannot_approve"))
    assert bureau.state(campaign_id) == "pending"
    bureau.press(MANAGER, ts, "campaign_approve")
    bureau.becomes(campaign_id, "approved")


def test_a_forged_or_outdated_button_decides_nothing(bureau: Bureau) -> None:
    campaign_id = bureau.pending()
    ts = bureau.card(campaign_id)
    for value, words in (
        (f"{campaign_id}:{'0' * 64}", JA("refusal.changed_meanwhile")),
        (f"{campaign_id}", JA("refusal.changed_meanwhile")),
        ("999:x", JA("refusal.campaign_gone")),
        ("nonsense", JA("refusal.campaign_gone")),
        ("", JA("refusal.campaign_gone")),
        ("１:x", JA("refusal.campaign_gone")),
    ):
        assert _told_next(bureau, SUPERVISOR, ts, value) == [words]
    assert bureau.state(campaign_id) == "pending"


def _told_next(bureau: Bureau, user: str, ts: str, value: str) -> list[str]:
    before = len(bureau.told(user))
    bureau.press(user, ts, "campaign_approve", value)
    return until(lambda: bureau.told(user)[before:])


def test_a_card_that_was_carried_into_another_channel_decides_nothing_there(bureau: Bureau) -> None:
    workspace = bureau.hand.workspace
    workspace.channels.by_id[GENERAL] = replace(
        workspace.channels.by_id[GENERAL], members=workspace.channels.by_id[GENERAL].members | {"U0NOFUBOT01"}
    )
    campaign_id = bureau.pending()
    ts = bureau.card(campaign_id, GENERAL)
    bureau.press(SUPERVISOR, ts, "campaign_approve", channel=GENERAL)
    bureau.tells(SUPERVISOR, JA("refusal.other_channel"), GENERAL)
    assert bureau.state(campaign_id) == "pending"
    bureau.press(SUPERVISOR, bureau.card(campaign_id, DIGEST), "campaign_approve", channel=DIGEST)
    bureau.becomes(campaign_id, "approved")


def test_reject_withdraw_pause_resume_and_stop_do_what_they_say(bureau: Bureau) -> None:
    for button, state in (("campaign_reject", "rejected"), ("campaign_withdraw", "withdrawn")):
        campaign_id = submit(bureau.services, import_list(bureau.services, make_debts(3), again=True).target.id)
        bureau.press(SUPERVISOR, bureau.card(campaign_id), button)
        bureau.becomes(campaign_id, state)
    campaign_id = start_campaign(bureau.services, 4)
    for button, state in (("campaign_pause", "paused"), ("campaign_resume", "sending"), ("campaign_stop", "stopped")):
        bureau.press(SUPERVISOR, bureau.card(campaign_id), button)
        bureau.becomes(campaign_id, state)
        assert bureau.told(SUPERVISOR) == [], "the card says it"


def test_a_decision_asks_slack_again_who_somebody_is(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_FRESH_SECONDS", 0.0)
    bureau.type("/sms", SUPERVISOR)
    bureau.tells(SUPERVISOR, JA("inbox.header"))
    campaign_id = bureau.pending()
    ts = bureau.card(campaign_id)
    methods: set[object] = set()
    faults = bureau.hand.workspace.faults  # asked at each call of a method, by its name
    take = faults.take

    def watch(fault: str, **call: Any) -> Any:
        methods.add(call.get("method"))
        return take(fault, **call)

    faults.take = watch  # type: ignore[method-assign,assignment]
    bureau.press(SUPERVISOR, ts, "campaign_approve")
    bureau.becomes(campaign_id, "approved")
    assert {"users.info", "usergroups.users.list"} <= methods
    assert get_fingerprint(bureau.services, campaign_id)
    assert DESK in bureau.context.channels
