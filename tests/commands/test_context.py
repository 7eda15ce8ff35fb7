"""Who may do what in Slack, and how a refusal is shown."""

from typing import Any

import pytest
import yaml

from bot.screens.help import COMMANDS as HELPED
from bot.slack.health import MANIFEST_PATH
from sandbox.slack.people import GRID_PEOPLE
from sandbox.walk.client import to_text
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
    CommandHarness,
)
from tests.sandbox.slack.client import until

COMMANDS = ("/sms", "/sms-status", "/sms-list", "/sms-new", "/sms-payments", "/sms-followup", "/sms-stop")
PAGES = ("/sms-list", "/sms-new", "/sms-payments", "/sms-followup")
"""The commands that are answered in a page."""
FORMS = {"/sms-list": "list_upload", "/sms-new": "campaign_new", "/sms-payments": "payments_upload"}


def test_every_command_refuses_a_person_without_a_role(harness: CommandHarness) -> None:
    for command in COMMANDS:
        assert harness.type_command(command, OUTSIDER)["ok"]
        if command in PAGES:
            page = harness.wait_for_view(OUTSIDER, "notice")
            assert JA("refusal.not_a_member") in str(page["blocks"])
            harness.slack.post("close", user=OUTSIDER, view=page["id"])
    harness.wait_for_notice(OUTSIDER, JA("refusal.not_a_member"), times=len(COMMANDS) - len(PAGES))
    assert harness.services.column("SELECT id FROM target_lists") == []


def test_commands_answer_every_member_in_their_language(harness: CommandHarness) -> None:
    for user, header in ((OPERATOR, JA), (STAFF, JA), (EMMA, EN), (DANIEL, EN), (MANAGER, JA)):
        assert harness.type_command("/sms", user)["ok"]
        harness.wait_for_notice(user, header("inbox.header"))
        assert harness.type_command("/sms-status", user)["ok"]
        harness.wait_for_notice(user, header("status.header"))


@pytest.mark.parametrize("typed", ["help", " HELP ", "山田"])
def test_help_names_what_a_person_may_do_in_their_language_and_never_what_they_typed(
    harness: CommandHarness, typed: str
) -> None:
    for user, words, role, hidden in (
        (OPERATOR, JA, "operator", "/sms-new"),
        (STAFF, JA, "staff", "架電担当の方へ"),
        (EMMA, EN, "staff", "For supervisors"),
        (SUPERVISOR, JA, "supervisor", "担当者の方へ"),
    ):
        harness.slack.post("command", user=user, channel=DESK, command="/sms", text=typed)
        harness.wait_for_notice(user, words("help.header"))
        shown = to_text(
            [one["blocks"] for one in harness.slack.messages(user, DESK) if one["ephemeral_to"] == user][-1]
        )
        assert words(f"help.begin.{role}").splitlines()[0] in shown
        assert (words("help.unknown") in shown) == (typed == "山田")
        assert hidden not in shown
        assert "山田" not in shown


def test_help_names_every_command_of_the_manifest() -> None:
    declared = yaml.safe_load(MANIFEST_PATH.read_text("utf-8"))["features"]["slash_commands"]
    assert sorted(HELPED) == sorted(one["command"] for one in declared)


def test_forms_open_for_people_who_may_submit_them(harness: CommandHarness) -> None:
    harness.submit_campaign()
    for user in (STAFF, SUPERVISOR, MANAGER):
        for command, form in FORMS.items():
            assert harness.type_command(command, user)["ok"]
            harness.wait_for_view(user, form)


def test_an_operator_gets_no_form_that_they_may_not_submit(harness: CommandHarness) -> None:
    for command in PAGES:
        assert harness.type_command(command, OPERATOR)["ok"]
        page = harness.wait_for_view(OPERATOR, "notice")
        assert JA("refusal.not_allowed") in str(page["blocks"])
        harness.slack.post("close", user=OPERATOR, view=page["id"])
    assert harness.list_notices(OPERATOR) == []
    refused = [entry for entry in harness.services.list_audited() if entry[0] == OPERATOR]
    assert [outcome for _, _, outcome in refused] == ["not_allowed"] * len(PAGES)


def test_commands_are_answered_in_a_channel_without_the_bot(harness: CommandHarness) -> None:
    assert harness.type_command("/sms", STAFF, GENERAL)["ok"]
    harness.wait_for_notice(STAFF, JA("inbox.header"), GENERAL)
    assert harness.type_command("/sms", OUTSIDER, GENERAL)["ok"]
    harness.wait_for_notice(OUTSIDER, JA("refusal.not_a_member"), GENERAL)
    assert harness.type_command("/sms-list", STAFF, GENERAL)["ok"]
    harness.wait_for_view(STAFF, "list_upload")


def test_the_buttons_of_an_answer_work_in_a_channel_without_the_bot(harness: CommandHarness) -> None:
    harness.type_command("/sms", STAFF, GENERAL)
    harness.wait_for_notice(STAFF, JA("inbox.header"), GENERAL)
    answer = harness.slack.messages(STAFF, GENERAL)[-1]["ts"]
    assert harness.press(STAFF, answer, "open_list", channel=GENERAL)["ok"]
    harness.wait_for_view(STAFF, "list_upload")
    assert harness.press(STAFF, answer, "open_status", channel=GENERAL)["ok"]
    harness.wait_for_view(STAFF, "status")
    assert harness.press(STAFF, answer, "open_new", channel=GENERAL)["ok"]
    harness.wait_for_text(STAFF, JA("draft.no_lists"))


def test_a_button_refuses_a_person_without_a_role(harness: CommandHarness) -> None:
    ts = harness.post_campaign_card(harness.submit_campaign())
    assert harness.press(OUTSIDER, ts, "campaign_approve")["ok"]
    harness.wait_for_notice(OUTSIDER, JA("refusal.not_a_member"))


def test_in_an_organization_only_members_of_our_workspace_may_act(harness: CommandHarness) -> None:
    ours, other = (person.id for person in GRID_PEOPLE)
    for user, answer in ((ours, JA("inbox.header")), (other, JA("refusal.not_a_member"))):
        assert harness.type_command("/sms", user)["ok"]
        harness.wait_for_notice(user, answer)
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    for user, refusal in ((ours, "not_allowed"), (other, "not_a_member")):
        assert harness.press(user, ts, "campaign_approve")["ok"]
        harness.wait_for_notice(user, JA(f"refusal.{refusal}"))
    assert harness.get_state(campaign_id) == "pending"


def test_only_a_supervisor_may_decide(harness: CommandHarness) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    for user, words in ((OPERATOR, JA), (STAFF, JA), (EMMA, EN)):
        assert harness.press(user, ts, "campaign_approve")["ok"]
        harness.wait_for_notice(user, words("refusal.not_allowed"))
        assert harness.press(user, ts, "campaign_reject")["ok"]
        harness.wait_for_text(user, words("refusal.not_allowed"))
    assert harness.get_state(campaign_id) == "pending"


def test_the_app_home_shows_tasks_to_members_and_a_sentence_to_others(harness: CommandHarness) -> None:
    for user, text in (
        (STAFF, JA("inbox.open_list")),
        (EMMA, EN("inbox.open_list")),
        (OUTSIDER, JA("refusal.not_a_member")),
    ):
        view = _open_home(harness, user)
        assert text in str(view["blocks"])
        assert "【練習" in str(view["blocks"])


def test_an_app_home_opened_again_shows_new_tasks(harness: CommandHarness) -> None:
    assert JA("inbox.suggest_list") in str(_open_home(harness, SUPERVISOR)["blocks"])
    campaign_id = harness.submit_campaign()
    harness.slack.post("home", user=SUPERVISOR)
    until(lambda: f"*一斉送信 {campaign_id}*" in str(harness.slack.get("home", user=SUPERVISOR)))


def test_a_refusal_on_the_app_home_is_a_page(harness: CommandHarness) -> None:
    home = _open_home(harness, OPERATOR)
    assert harness.press_in_view(OPERATOR, home["id"], "open_status")["ok"]
    harness.wait_for_view(OPERATOR, "status")
    home_id = _open_home(harness, STAFF)["id"]
    harness.context.people._roles = {}  # everybody left the groups
    assert harness.press_in_view(STAFF, home_id, "open_list")["ok"]
    assert JA("refusal.not_a_member") in harness.read_view(STAFF, "notice")


def test_the_commands_make_no_request_that_slack_refuses(harness: CommandHarness) -> None:
    for user in (STAFF, OUTSIDER, OPERATOR):
        for command in COMMANDS:
            harness.type_command(command, user, DESK)
            harness.wait_briefly()  # a form that is closed by the next one cannot be filled
    requests = (harness.services.store.path.parent / "slack" / "slack.jsonl").read_text("utf-8")
    assert '"ok": false' not in requests


def _open_home(harness: CommandHarness, user: str) -> Any:
    harness.slack.post("home", user=user)
    return until(lambda: harness.slack.get("home", user=user))


@pytest.mark.parametrize("method", ["users.info", "usergroups.list"])
@pytest.mark.parametrize("fault", ["http_429", "http_500"])
def test_while_slack_cannot_be_asked_for_roles_nothing_is_decided_and_the_person_is_told_why(
    harness: CommandHarness, method: str, fault: str
) -> None:
    campaign_id = harness.submit_campaign()
    ts = harness.post_campaign_card(campaign_id)
    harness.slack.post("faults", fault=fault, method=method, seconds=1)
    harness.press(SUPERVISOR, ts, "campaign_approve")
    harness.wait_for_notice(SUPERVISOR, JA("refusal.slack_unreachable"))
    assert harness.get_state(campaign_id) == "pending"
    assert JA("refusal.not_a_member") not in harness.list_notices(SUPERVISOR)
