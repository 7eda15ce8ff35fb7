"""Who may do what from Slack, and in which words somebody is told that they may not."""

from typing import Any

from tests.commands.harness import (
    DANIEL,
    DESK,
    EMMA,
    EN,
    GENERAL,
    JA,
    MANAGER,
    OPERATOR,
    OUTSIDER,
    STAFF,
    SUPERVISOR,
    Bureau,
)
from tests.sandbox.slack.client import until

COMMANDS = ("/sms", "/sms-status", "/sms-list", "/sms-new", "/sms-payments")
FORMS = {"/sms-list": "list_upload", "/sms-new": "campaign_new", "/sms-payments": "payments_upload"}


def test_a_stranger_is_told_by_every_command_that_they_have_no_part(bureau: Bureau) -> None:
    for command in COMMANDS:
        assert bureau.type(command, OUTSIDER)["ok"]
    bureau.tells(OUTSIDER, JA("refusal.not_a_member"), times=len(COMMANDS))
    assert bureau.hand.get("views", user=OUTSIDER) == []
    assert bureau.services.column("SELECT id FROM target_lists") == []


def test_the_desk_answers_everybody_who_has_a_part_each_in_their_language(bureau: Bureau) -> None:
    for user, header in ((OPERATOR, JA), (STAFF, JA), (EMMA, EN), (DANIEL, EN), (MANAGER, JA)):
        assert bureau.type("/sms", user)["ok"]
        bureau.tells(user, header("inbox.header"))
        assert bureau.type("/sms-status", user)["ok"]
        bureau.tells(user, header("status.header"))


def test_forms_open_for_who_may_fill_them_in(bureau: Bureau) -> None:
    bureau.pending()
    for user in (STAFF, SUPERVISOR, MANAGER):
        for command, form in FORMS.items():
            assert bureau.type(command, user)["ok"]
            bureau.view(user, form)


def test_an_operator_is_not_asked_for_a_file_that_they_may_not_bring(bureau: Bureau) -> None:
    for command in FORMS:
        assert bureau.type(command, OPERATOR)["ok"]
    bureau.tells(OPERATOR, JA("refusal.not_allowed"), times=3)
    assert bureau.hand.get("views", user=OPERATOR) == []
    refused = [entry for entry in bureau.services.audited() if entry[0] == OPERATOR]
    assert [outcome for _, _, outcome in refused] == ["not_allowed"] * 3


def test_the_desk_answers_in_a_channel_where_the_bot_is_not(bureau: Bureau) -> None:
    assert bureau.type("/sms", STAFF, GENERAL)["ok"]
    bureau.tells(STAFF, JA("inbox.header"), GENERAL)
    assert bureau.type("/sms", OUTSIDER, GENERAL)["ok"]
    bureau.tells(OUTSIDER, JA("refusal.not_a_member"), GENERAL)
    assert bureau.type("/sms-list", STAFF, GENERAL)["ok"]
    bureau.view(STAFF, "list_upload")


def test_the_desks_buttons_work_where_the_bot_is_not_and_refuse_in_the_same_place(bureau: Bureau) -> None:
    bureau.type("/sms", STAFF, GENERAL)
    bureau.tells(STAFF, JA("inbox.header"), GENERAL)
    desk = bureau.hand.messages(STAFF, GENERAL)[-1]["ts"]
    assert bureau.press(STAFF, desk, "open_list", channel=GENERAL)["ok"]
    bureau.view(STAFF, "list_upload")
    assert bureau.press(STAFF, desk, "open_status", channel=GENERAL)["ok"]
    bureau.view(STAFF, "status")
    assert bureau.press(STAFF, desk, "open_new", channel=GENERAL)["ok"]
    bureau.view(STAFF, "notice")


def test_who_lost_their_part_presses_a_button_and_is_told(bureau: Bureau) -> None:
    ts = bureau.card(bureau.pending())
    assert bureau.press(OUTSIDER, ts, "campaign_approve")["ok"]
    bureau.tells(OUTSIDER, JA("refusal.not_a_member"))


def test_only_a_supervisor_decides(bureau: Bureau) -> None:
    campaign_id = bureau.pending()
    ts = bureau.card(campaign_id)
    for user, words in ((OPERATOR, JA), (STAFF, JA), (EMMA, EN)):
        for button in ("campaign_approve", "campaign_reject"):
            assert bureau.press(user, ts, button)["ok"]
        bureau.tells(user, words("refusal.not_allowed"), times=2)
    assert bureau.state(campaign_id) == "pending"


def test_the_home_shows_the_desk_to_who_has_a_part_and_a_sentence_to_others(bureau: Bureau) -> None:
    for user, text in (
        (STAFF, JA("inbox.open_list")),
        (EMMA, EN("inbox.open_list")),
        (OUTSIDER, JA("refusal.not_a_member")),
    ):
        bureau.hand.post("home", user=user)
        shown = _home(bureau, user)
        assert text in str(shown["blocks"])
        assert "【練習" in str(shown["blocks"])


def test_a_home_opened_again_shows_what_has_come_since(bureau: Bureau) -> None:
    bureau.hand.post("home", user=SUPERVISOR)
    assert JA("inbox.nothing") in str(_home(bureau, SUPERVISOR)["blocks"])
    campaign_id = bureau.pending()
    bureau.hand.post("home", user=SUPERVISOR)
    _until_home(bureau, SUPERVISOR, f"*一斉送信 {campaign_id}*")


def test_a_refusal_on_the_home_is_a_page(bureau: Bureau) -> None:
    bureau.hand.post("home", user=OPERATOR)
    home = _home(bureau, OPERATOR)
    assert bureau.press_in(OPERATOR, home["id"], "open_status")["ok"]
    bureau.view(OPERATOR, "status")
    bureau.hand.post("home", user=STAFF)
    drawn = _home(bureau, STAFF)["id"]
    bureau.context.people._roles = {}  # everybody has left the groups
    assert bureau.press_in(STAFF, drawn, "open_list")["ok"]
    assert JA("refusal.not_a_member") in str(bureau.view(STAFF, "notice")["blocks"])


def test_nothing_that_slack_refuses_was_asked_of_it(bureau: Bureau) -> None:
    for user in (STAFF, OUTSIDER, OPERATOR):
        for command in COMMANDS:
            bureau.type(command, user, DESK)
    bureau.a_moment_later()
    kept = (bureau.services.store.path.parent / "slack" / "slack.jsonl").read_text("utf-8")
    assert '"ok": false' not in kept


def _home(bureau: Bureau, user: str) -> dict[str, Any]:
    found: dict[str, Any] = until(lambda: bureau.hand.get("home", user=user))
    return found


def _until_home(bureau: Bureau, user: str, text: str) -> None:
    until(lambda: text in str(bureau.hand.get("home", user=user)))
