"""The form for a draft, its preview and its errors, and the buttons of a campaign's card."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.templates import TEMPLATES
from bot.services import campaigns, drafts
from bot.services.audience import render_message
from bot.slack.people import Membership
from bot.words import Words
from tests.commands.harness import (
    DANIEL,
    DESK,
    DIGEST,
    EMMA,
    EN,
    GENERAL,
    JA,
    MANAGER,
    STAFF,
    SUPERVISOR,
    CommandHarness,
    open_harness,
)
from tests.sandbox.slack.client import until
from tests.services.files import make_debts
from tests.services.harness import AUTHOR
from tests.services.steps import create_draft, get_fingerprint, import_list, start_campaign


def make_text(value: str) -> dict[str, Any]:
    return {"text": {"text": {"type": "plain_text_input", "value": value}}}


def open_form(harness: CommandHarness, user: str = STAFF) -> str:
    """Open the form after importing a list of three people. Returns its id."""
    import_list(harness.services, make_debts(3))
    harness.type_command("/sms-new", user)
    return str(harness.wait_for_view(user, "campaign_new")["id"])


def read_typed_text(view: dict[str, Any]) -> object:
    return next(block for block in view["blocks"] if block.get("block_id") == "text")["element"].get("initial_value")


def test_a_preview_shows_the_text_of_a_message_and_keeps_the_typed_text(harness: CommandHarness) -> None:
    view = open_form(harness)
    body = "{city}{desk}です。市税等の件でお電話ください。{phone} 心当たりない方は削除願います。送信専用 *大切*"
    assert harness.press_in_view(STAFF, view, "preview", block_id="preview", values=make_text(body))["ok"]
    shown = harness.wait_for_text(STAFF, JA("preview.header"))
    assert "三郷市収納管理課です。市税等の件でお電話ください。048-930-7722" in str(shown)
    assert "*大切*" in str(shown)
    assert shown["callback_id"] == "campaign_new"
    assert shown["state"]["values"]["text"]["text"]["value"] == body
    assert harness.services.column("SELECT id FROM campaigns") == []


def choose_template(harness: CommandHarness, user: str, view: str, intent: Intent, **values: Any) -> None:
    """Choose a template in the form, as a person does: the form hears of it at once."""
    answer = harness.press_in_view(user, view, "template", block_id="template", value=intent.value, values=values)
    assert answer["ok"], answer


def test_the_text_of_the_chosen_template_stands_in_its_field_at_once(harness: CommandHarness) -> None:
    view = open_form(harness)
    assert read_typed_text(harness.wait_for_view(STAFF, "campaign_new")) == TEMPLATES[Intent.CALL_BACK]
    choose_template(harness, STAFF, view, Intent.LETTER_POSTED)
    shown = harness.wait_for_text(STAFF, TEMPLATES[Intent.LETTER_POSTED])
    assert shown["state"]["values"]["template"]["template"]["selected_option"]["value"] == "letter_posted"
    assert shown["state"]["values"]["text"]["text"]["value"] == TEMPLATES[Intent.LETTER_POSTED]


def test_a_text_that_a_person_wrote_stays_when_they_choose_another_template(harness: CommandHarness) -> None:
    view = open_form(harness)
    choose_template(harness, STAFF, view, Intent.LETTER_POSTED, **make_text("{city}{desk} 自分の文 {phone}"))
    harness.wait_briefly()
    shown = harness.wait_for_view(STAFF, "campaign_new")
    assert shown["state"]["values"]["text"]["text"]["value"] == "{city}{desk} 自分の文 {phone}"


def test_the_template_of_another_intent_is_never_sent(harness: CommandHarness) -> None:
    """A program, or a lost click, can leave the first template's text in the field."""
    view = open_form(harness)
    option = {"text": {"type": "plain_text", "text": "x"}, "value": Intent.LETTER_POSTED.value}
    template = {"template": {"template": {"type": "static_select", "selected_option": option}}}
    values = {**template, **make_text(TEMPLATES[Intent.CALL_BACK])}
    harness.press_in_view(STAFF, view, "preview", block_id="preview", values=values)
    shown = harness.wait_for_text(STAFF, JA("preview.header"))
    assert "三郷市収納管理課です。ご案内を郵送しました" in str(shown)
    assert "三郷市収納管理課 市税等の件で" not in str(shown)


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_without_a_list_the_command_offers_the_upload_of_one(harness: CommandHarness, user: str, words: Words) -> None:
    harness.type_command("/sms-new", user)
    form = harness.wait_for_view(user, "list_upload")
    assert words("draft.no_lists") in str(form)
    assert harness.submit_file(user, form["id"], harness.write_list())["ok"]
    harness.wait_for_view(user, "list_result")
    harness.type_command("/sms-new", user)
    harness.wait_for_view(user, "campaign_new")


def test_without_a_list_and_without_uploads_the_command_names_the_inbox(tmp_path: Path) -> None:
    with open_harness(tmp_path, uploads_allowed=False) as harness:
        harness.type_command("/sms-new")
        harness.wait_for_text(STAFF, JA("draft.no_lists_inbox"))


def test_a_draft_is_saved_and_submitted_with_one_button(harness: CommandHarness) -> None:
    answer = harness.submit_form(STAFF, open_form(harness))
    assert answer["ok"]
    created = harness.wait_for_view(STAFF, "campaign_created")
    assert harness.get_state(1) == "draft"
    assert harness.press_in_view(STAFF, created["id"], "campaign_submit")["ok"]
    harness.wait_for_text(STAFF, JA("done.submitted"))
    assert harness.get_state(1) == "pending"


def test_an_error_of_the_text_is_shown_under_its_field_in_the_persons_language(harness: CommandHarness) -> None:
    view = open_form(harness, EMMA)
    answer = harness.submit_form(EMMA, view, **make_text("{city}{desk} {phone} http://bit.ly/x"))
    assert answer["errors"] == {"text": EN("lint.url", found="http://bit.ly/x")}
    assert harness.slack.get("views", user=EMMA)[-1]["callback_id"] == "campaign_new"


def test_a_later_refusal_shows_the_form_again_with_all_its_values(harness: CommandHarness) -> None:
    view = open_form(harness)
    body = "{city}{desk}です。{phone}へ。 心当たりない方は削除願います。送信専用"
    when = {"when": {"when": {"type": "datetimepicker", "selected_date_time": 1_700_000_000}}}
    assert harness.submit_form(STAFF, view, **make_text(body), **when)["ok"]
    again = harness.wait_for_text(STAFF, JA("refusal.time_is_past"))
    assert again["callback_id"] == "campaign_new"
    assert read_typed_text(again) == body
    assert "1700000000" in str(again)
    assert harness.services.column("SELECT id FROM campaigns") == []


def test_a_text_with_a_persons_phone_number_is_refused_with_a_sentence(harness: CommandHarness) -> None:
    view, text = open_form(harness), make_text("{city}{desk}{phone} 090-1234-5678")
    harness.press_in_view(STAFF, view, "preview", block_id="preview", values=text)
    shown = harness.wait_for_text(STAFF, JA("notice.personal_data"))
    assert shown["callback_id"] == "campaign_new"
    answer = harness.submit_form(STAFF, view, **text)
    assert answer["errors"] == {"text": JA("lint.other_phone")}


def test_a_text_with_an_individual_number_is_not_saved(harness: CommandHarness) -> None:
    view = open_form(harness)
    body = "{city}{desk}です。{phone}へ。123456789018 心当たりない方は削除願います。送信専用"
    assert harness.submit_form(STAFF, view, **make_text(body))["ok"]
    again = harness.wait_for_text(STAFF, JA("notice.personal_data"))
    assert read_typed_text(again) is None or "123456789018" not in str(again)
    assert harness.services.column("SELECT id FROM campaigns") == []


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_a_draft_is_edited_in_its_own_form_and_submitted_from_there(
    harness: CommandHarness, user: str, words: Words
) -> None:
    campaign_id = create_draft(harness.services, import_list(harness.services, make_debts(3)).target.id)
    ts = harness.post_campaign_card(campaign_id)
    harness.press(user, ts, "campaign_edit")
    form = harness.wait_for_view(user, "campaign_edit")
    assert words("draft.edit_title") in str(form["title"])
    assert read_typed_text(form) == TEMPLATES[Intent.CALL_BACK]
    body = "{city}{desk}です。市税の件でお電話ください。{phone} 受付番号{ref} 心当たりない方は削除願います。送信専用"
    assert harness.press_in_view(user, form["id"], "preview", block_id="preview", values=make_text(body))["ok"]
    shown = harness.wait_for_text(user, words("preview.header"))
    assert shown["callback_id"] == "campaign_edit"
    assert harness.submit_form(user, form["id"], **make_text(body))["ok"]
    saved = harness.wait_for_view(user, "campaign_created")
    assert harness.services.column("SELECT body FROM campaign_texts") == [body]
    assert harness.press_in_view(user, saved["id"], "campaign_submit")["ok"]
    harness.wait_for_text(user, words("done.submitted"))
    assert harness.get_state(campaign_id) == "pending"


def test_the_second_editor_reads_what_the_first_saved_and_may_replace_it(harness: CommandHarness) -> None:
    campaign_id = create_draft(harness.services, import_list(harness.services, make_debts(3)).target.id)
    ts = harness.post_campaign_card(campaign_id)
    texts = {
        STAFF: "{city}{desk}です。一人目の文です。{phone} 心当たりない方は削除願います。送信専用",
        EMMA: "{city}{desk}です。二人目の文です。{phone} 心当たりない方は削除願います。送信専用",
    }
    forms = {}
    for user in texts:
        harness.press(user, ts, "campaign_edit")
        forms[user] = harness.wait_for_view(user, "campaign_edit")["id"]
    for user, body in texts.items():
        assert harness.submit_form(user, forms[user], **make_text(body))["ok"]
        if user == STAFF:
            harness.wait_for_view(STAFF, "campaign_created")
    again = harness.wait_for_text(EMMA, EN("refusal.draft_changed", who=f"<@{STAFF}>"))
    assert "一人目の文" in str(again)
    assert read_typed_text(again) == texts[EMMA]
    assert harness.submit_form(EMMA, again["id"], **make_text(texts[EMMA]))["ok"]
    harness.wait_for_view(EMMA, "campaign_created")
    assert harness.services.column("SELECT body FROM campaign_texts") == [texts[EMMA]]


def test_a_form_that_is_older_than_its_draft_gets_a_sentence(harness: CommandHarness) -> None:
    campaign_id = create_draft(harness.services, import_list(harness.services, make_debts(3)).target.id)
    harness.press(STAFF, harness.post_campaign_card(campaign_id), "campaign_edit")
    form = harness.wait_for_view(STAFF, "campaign_edit")["id"]
    campaigns.submit_campaign(harness.services, AUTHOR, campaign_id)
    assert harness.submit_form(STAFF, form)["ok"]
    harness.wait_for_text(STAFF, JA("refusal.campaign_pending"))


def test_a_campaign_that_is_over_is_copied_into_the_form_of_a_new_one(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    campaigns.withdraw_campaign(harness.services, AUTHOR, campaign_id)
    harness.press(EMMA, harness.post_campaign_card(campaign_id), "campaign_copy")
    form = harness.wait_for_view(EMMA, "campaign_new")
    assert read_typed_text(form) == TEMPLATES[Intent.CALL_BACK]
    assert harness.submit_form(EMMA, form["id"])["ok"]
    harness.wait_for_view(EMMA, "campaign_created")
    assert harness.get_state(campaign_id + 1) == "draft"


def test_a_supervisor_approves_and_a_second_click_is_refused(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    assert harness.press(SUPERVISOR, ts, "campaign_approve")["ok"]
    harness.wait_for_state(campaign_id, "approved")
    assert harness.press(SUPERVISOR, ts, "campaign_approve")["ok"]
    harness.wait_for_notice(SUPERVISOR, JA("refusal.campaign_approved"))
    assert harness.press(DANIEL, ts, "campaign_approve")["ok"]
    harness.wait_for_notice(DANIEL, EN("refusal.campaign_approved"))
    assert harness.get_state(campaign_id) == "approved"


def test_the_author_and_the_uploader_may_not_approve_even_as_supervisors(harness: CommandHarness) -> None:
    harness.context.people._roles = {Role.SUPERVISOR: Membership(None, frozenset({STAFF, EMMA, MANAGER}))}
    emma, kenta = (Actor(user, frozenset({Role.STAFF}), "ja") for user in (EMMA, STAFF))
    list_id = import_list(harness.services, make_debts(3), by=emma).target.id
    campaign_id = drafts.create_draft(harness.services, kenta, Draft(list_id, Intent.CALL_BACK, "", None))
    campaigns.submit_campaign(harness.services, kenta, campaign_id)
    ts = harness.post_campaign_card(campaign_id)
    harness.press(STAFF, ts, "campaign_approve")
    harness.wait_for_notice(STAFF, JA("refusal.author_cannot_approve"))
    harness.press(EMMA, ts, "campaign_approve")
    harness.wait_for_notice(EMMA, EN("refusal.uploader_cannot_approve"))
    assert harness.get_state(campaign_id) == "pending"
    harness.press(MANAGER, ts, "campaign_approve")
    harness.wait_for_state(campaign_id, "approved")


def test_a_forged_or_outdated_button_changes_nothing(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    for value, words in (
        (f"{campaign_id}:{'0' * 64}", JA("refusal.changed_meanwhile")),
        (f"{campaign_id}", JA("refusal.changed_meanwhile")),
        ("999:x", JA("refusal.campaign_gone")),
        ("nonsense", JA("refusal.campaign_gone")),
        ("", JA("refusal.campaign_gone")),
        ("１:x", JA("refusal.campaign_gone")),
    ):
        assert _press_for_notices(harness, SUPERVISOR, ts, value) == [f"{JA('mode.sandbox.brief')} {words}"]
    assert harness.get_state(campaign_id) == "pending"


def _press_for_notices(harness: CommandHarness, user: str, ts: str, value: str) -> list[str]:
    before = len(harness.list_notices(user))
    harness.press(user, ts, "campaign_approve", value)
    return until(lambda: harness.list_notices(user)[before:])


def test_a_card_in_another_channel_changes_nothing(harness: CommandHarness) -> None:
    channels = harness.slack.workspace.channels.by_id
    channels[GENERAL] = replace(channels[GENERAL], members=channels[GENERAL].members | {"U0NOFUBOT01"})
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id, GENERAL)
    harness.press(SUPERVISOR, ts, "campaign_approve", channel=GENERAL)
    harness.wait_for_notice(SUPERVISOR, JA("refusal.other_channel"), GENERAL)
    assert harness.get_state(campaign_id) == "pending"
    harness.press(SUPERVISOR, harness.post_campaign_card(campaign_id, DIGEST), "campaign_approve", channel=DIGEST)
    harness.wait_for_state(campaign_id, "approved")


def choose_reason(code: str, note: str = "") -> dict[str, Any]:
    """Make the values of the form that asks for a reason."""
    option = {"text": {"type": "plain_text", "text": JA(f"decision_reason.{code}")}, "value": code}
    return {
        "reason": {"reason": {"type": "static_select", "selected_option": option}},
        "note": {"note": {"type": "plain_text_input", "value": note or None}},
    }


def test_reject_asks_for_a_reason_first(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    harness.press(SUPERVISOR, ts, "campaign_reject")
    form = harness.wait_for_view(SUPERVISOR, "campaign_reject")
    assert harness.get_state(campaign_id) == "pending"
    assert harness.submit_form(SUPERVISOR, form["id"], **choose_reason("time", "月曜に"))["ok"]
    harness.wait_for_text(SUPERVISOR, JA("done.rejected"))
    assert harness.get_state(campaign_id) == "rejected"
    assert harness.services.column("SELECT reason || note FROM campaigns") == ["time月曜に"]
    requests = (harness.slack.folder / "slack.jsonl").read_text("utf-8")
    assert JA("notice.working") in requests
    assert "取り込" not in JA("notice.working"), "nothing is imported"


@pytest.mark.parametrize(("user", "words"), [(SUPERVISOR, JA), (DANIEL, EN)])
def test_a_campaign_is_sent_back_with_a_reason_and_submitted_again(
    harness: CommandHarness, user: str, words: Words
) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    harness.press(user, ts, "campaign_send_back")
    form = harness.wait_for_view(user, "campaign_send_back")
    assert words("confirm.send_back.text") in str(form)
    assert harness.submit_form(user, form["id"], **choose_reason("text", "電話の時間を"))["ok"]
    harness.wait_for_text(user, words("done.sent_back"))
    assert harness.get_state(campaign_id) == "draft"
    harness.press(user, ts, "campaign_approve")
    harness.wait_for_notice(user, words("refusal.campaign_sent_back"))
    campaigns.submit_campaign(harness.services, AUTHOR, campaign_id)
    harness.press(user, ts, "campaign_approve")
    harness.wait_for_notice(user, words("refusal.changed_meanwhile"))
    assert harness.get_state(campaign_id) == "pending"


def test_a_note_with_a_phone_number_is_refused_at_its_field_and_can_be_corrected(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    harness.press(SUPERVISOR, harness.post_campaign_card(campaign_id), "campaign_reject")
    form = harness.wait_for_view(SUPERVISOR, "campaign_reject")
    answer = harness.submit_form(SUPERVISOR, form["id"], **choose_reason("other", "090-1234-5601 の人"))
    assert answer["errors"] == {"note": JA("notice.personal_data")}
    assert harness.get_state(campaign_id) == "pending"
    assert harness.submit_form(SUPERVISOR, form["id"], **choose_reason("other", "担当の人"))["ok"]
    harness.wait_for_state(campaign_id, "rejected")
    assert harness.services.column("SELECT note FROM campaigns") == ["担当の人"]


def test_withdraw_pause_resume_and_stop_change_the_state(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    harness.press(SUPERVISOR, harness.post_campaign_card(campaign_id), "campaign_withdraw")
    harness.wait_for_state(campaign_id, "withdrawn")
    campaign_id = start_campaign(harness.services, 4)
    for button, state in (("campaign_pause", "paused"), ("campaign_resume", "sending"), ("campaign_stop", "stopped")):
        harness.press(SUPERVISOR, harness.post_campaign_card(campaign_id), button)
        harness.wait_for_state(campaign_id, state)
        assert harness.list_notices(SUPERVISOR) == [], "the card shows it"


def test_a_decision_asks_slack_again_for_the_persons_roles(
    harness: CommandHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.type_command("/sms", SUPERVISOR)
    harness.wait_for_notice(SUPERVISOR, JA("inbox.header"))
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    methods: set[object] = set()
    faults = harness.slack.workspace.faults  # called for every method
    take = faults.take

    def watch(fault: str, **call: Any) -> Any:
        methods.add(call.get("method"))
        return take(fault, **call)

    monkeypatch.setattr(faults, "take", watch)
    harness.press(SUPERVISOR, ts, "campaign_approve")
    harness.wait_for_state(campaign_id, "approved")
    assert {"users.info", "usergroups.list"} <= methods
    assert get_fingerprint(harness.services, campaign_id)
    assert DESK in harness.context.channels


@pytest.mark.parametrize(("user", "language"), [(STAFF, JA), (EMMA, EN)])
def test_the_button_of_full_phones_holds_all_sending_and_the_second_press_says_until_when(
    tmp_path: Path, user: str, language: Words
) -> None:
    with open_harness(tmp_path, operators=3) as harness:
        campaign_id = start_campaign(harness.services, 3)
        ts = harness.post_campaign_card(campaign_id)
        harness.press(user, ts, "campaign_phones")
        until(lambda: harness.services.column("SELECT until FROM phone_holds"))
        harness.press(user, ts, "campaign_phones")
        at = harness.services.clock.now().replace(minute=30)
        harness.wait_for_notice(user, language("refusal.phones_held", until=language.moment(at)))
        assert len(harness.services.column("SELECT until FROM phone_holds")) == 1


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_a_form_says_from_the_start_how_long_its_text_is(harness: CommandHarness, user: str, words: Words) -> None:
    view = open_form(harness, user)
    longest = render_message(harness.services, TEMPLATES[Intent.CALL_BACK], make_ref(10**6))
    line = words("draft.length", n=len(longest), units=1)
    assert line in str(harness.wait_for_text(user, line))
    assert harness.press_in_view(user, view, "preview", block_id="preview", values=make_text(longest))["ok"]
    assert line not in str(harness.wait_for_text(user, words("preview.header")))


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_the_day_of_the_letters_is_asked_for_with_its_intent_and_its_fault_stands_at_the_field(
    harness: CommandHarness, user: str, words: Words
) -> None:
    view = open_form(harness, user)
    assert "letter_on" not in [block.get("block_id") for block in harness.wait_for_view(user, "campaign_new")["blocks"]]
    choose_template(harness, user, view, Intent.LETTER_POSTED)
    harness.wait_for_text(user, words("draft.letter_on"))
    body = "{city}{desk}です。{letter_date}にご案内を郵送しました。{phone} 行き違いはご容赦ください。送信専用"
    answer = harness.submit_form(user, view, **make_text(body))
    assert answer["errors"] == {"letter_on": words("refusal.letter_date_missing")}
    choose_template(harness, user, view, Intent.CALL_BACK, **make_text(body))
    harness.wait_for_top(user, lambda shown: body in str(shown) and words("draft.letter_on") not in str(shown))


def test_a_text_of_its_own_stays_when_the_field_for_the_letters_comes(harness: CommandHarness) -> None:
    view = open_form(harness)
    choose_template(harness, STAFF, view, Intent.LETTER_POSTED, **make_text("{city}{desk} 自分の文 {phone}"))
    shown = harness.wait_for_text(STAFF, JA("draft.letter_on"))
    assert shown["state"]["values"]["text"]["text"]["value"] == "{city}{desk} 自分の文 {phone}"


def test_a_draft_of_an_older_template_says_so_in_its_form(harness: CommandHarness) -> None:
    campaign_id = create_draft(harness.services, import_list(harness.services, make_debts(3)).target.id)
    harness.services.execute("UPDATE campaigns SET template_version = 0")
    harness.press(EMMA, harness.post_campaign_card(campaign_id), "campaign_edit")
    harness.wait_for_text(EMMA, EN("draft.newer_template"))
