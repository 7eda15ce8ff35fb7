"""The buttons of test sends on a draft's card, and the form in which a supervisor waives one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.words import Words
from scheduler import jobs
from tests.commands.harness import (
    DANIEL,
    EMMA,
    EN,
    JA,
    OPERATOR,
    STAFF,
    SUPERVISOR,
    CommandHarness,
    open_harness,
)
from tests.sandbox.slack.client import until
from tests.services.files import make_debts
from tests.services.steps import create_draft, import_list

PHONES = ("07011110001", "08011110002")


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[CommandHarness]:
    with open_harness(tmp_path, test_phones=PHONES) as found:
        create_draft(found.services, import_list(found.services, make_debts(3)).target.id)
        yield found


def choose(reason: str, note: str = "") -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": reason}
    return {
        "reason": {"reason": {"type": "static_select", "selected_option": option}},
        "note": {"note": {"type": "plain_text_input", "value": note}},
    }


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_the_button_sends_one_message_a_phone_however_often_it_is_pressed(
    harness: CommandHarness, user: str, words: Words
) -> None:
    ts = harness.post_campaign_card(1)
    harness.press(user, ts, "campaign_test")
    until(lambda: harness.services.count("draft_tests") == 2)
    harness.press(user, ts, "campaign_test")
    harness.wait_for_notice(user, words("refusal.test_under_way"))
    jobs.SendTests(lambda: None)(harness.services)
    assert [message.to for message in harness.services.provider.arrived] == list(PHONES)
    assert not [number for number in PHONES if number[3:] in (harness.slack.folder / "slack.jsonl").read_text("utf-8")]


def test_an_operator_sends_no_test(harness: CommandHarness) -> None:
    harness.press(OPERATOR, harness.post_campaign_card(1), "campaign_test")
    until(lambda: harness.list_notices(OPERATOR))
    assert harness.services.count("draft_tests") == 0


@pytest.mark.parametrize(("user", "words"), [(SUPERVISOR, JA), (DANIEL, EN)])
def test_a_supervisor_waives_the_test_with_a_reason(harness: CommandHarness, user: str, words: Words) -> None:
    ts = harness.post_campaign_card(1)
    harness.press(STAFF, ts, "campaign_test_waive")
    harness.wait_for_text(STAFF, JA("campaign.test_waive"))
    until(lambda: "campaign_test_waive" not in {view["callback_id"] for view in harness.slack.get("views", user=STAFF)})
    harness.press(user, ts, "campaign_test_waive")
    form = harness.wait_for_view(user, "campaign_test_waive")
    assert words("test.waive_text") in str(form)
    answer = harness.submit_form(user, form["id"], **choose("phones", "090-1234-5601 が故障"))
    assert answer["errors"] == {"note": words("notice.personal_data")}
    assert harness.submit_form(user, form["id"], **choose("phones", "修理中"))["ok"]
    harness.wait_for_text(user, words("done.test_waived"))
    assert harness.services.column("SELECT reason || note || by FROM draft_test_statements") == [f"phones修理中{user}"]


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_where_no_receipts_come_a_person_confirms_that_it_arrived(
    harness: CommandHarness, user: str, words: Words
) -> None:
    provider = harness.services.provider
    provider.terms = replace(provider.terms, reports_receipts=False)
    harness.press(user, harness.post_campaign_card(1), "campaign_test")
    until(lambda: harness.services.count("draft_tests") == 2)
    jobs.SendTests(lambda: None)(harness.services)
    ts = harness.post_campaign_card(1)
    harness.press(user, ts, "campaign_test_seen")
    until(lambda: harness.services.column("SELECT kind FROM draft_test_statements") == ["arrived"])
    harness.press(user, ts, "campaign_test_seen")
    harness.wait_for_notice(user, words("refusal.test_not_everywhere"))
