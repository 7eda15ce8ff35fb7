"""The form for lists of next steps, from the command and from a card, and `nofu followup`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.services import campaigns, receipts, sending
from tests.commands.harness import EMMA, EN, JA, OPERATOR, STAFF, SUPERVISOR, CommandHarness
from tests.commands.shell import Shell
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CLOCK, HarnessContext, make_receipt


def finish_one(services: HarnessContext) -> int:
    """Finish a campaign to one person, delivered seven days ago; return its id."""
    campaign_id = steps.start_and_send(services, 1)
    receipts.record_receipts(services, CLOCK, [make_receipt("p1")])
    sending.finish_done_campaigns(services, CLOCK)
    services.clock.advance(days=7)
    return campaign_id


def choose(campaign_id: int, days: int) -> dict[str, Any]:
    def select(value: int) -> dict[str, Any]:
        option = {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
        return {"type": "static_select", "selected_option": option}

    return {"campaign": {"campaign": select(campaign_id)}, "days": {"days": select(days)}}


@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (SUPERVISOR, JA), (EMMA, EN)])
def test_the_command_opens_the_form_and_shows_counts_and_names_of_files(
    harness: CommandHarness, user: str, words: Any
) -> None:
    campaign_id = finish_one(harness.services)
    form = harness.open_form("/sms-followup", "followup", user)
    assert harness.submit_form(user, form, **choose(campaign_id, 7))["ok"]
    page = harness.read_view(user, "followup_done")
    assert words("followup.call", n=1) in page
    assert words("followup.no_payments") in page
    assert "followup-1-call.xlsx" in page
    assert "1001" not in page
    assert "納税" not in page


def test_the_button_of_a_card_names_its_campaign(harness: CommandHarness) -> None:
    campaign_id = finish_one(harness.services)
    harness.press(STAFF, harness.post_campaign_card(campaign_id), "followup_open")
    form = harness.wait_for_view(STAFF, "followup")
    (campaign,) = [block["element"] for block in form["blocks"] if block["block_id"] == "campaign"]
    assert campaign["initial_option"]["value"] == str(campaign_id)


def test_an_operator_gets_no_form(harness: CommandHarness) -> None:
    campaign_id = finish_one(harness.services)
    harness.press(OPERATOR, harness.post_campaign_card(campaign_id), "followup_open")
    harness.wait_for_text(OPERATOR, JA("refusal.not_allowed"))


def test_a_campaign_that_has_not_begun_is_refused_in_the_page(harness: CommandHarness) -> None:
    card = harness.post_campaign_card(finish_one(harness.services))
    waiting = steps.submit(harness.services, 1)
    harness.press(STAFF, card, "followup_open", str(waiting))
    harness.wait_for_text(STAFF, JA("refusal.not_begun", campaign=str(waiting)))


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, JA)
    yield found
    found.services.store.close()


def test_the_shell_writes_the_same_lists(shell: Shell) -> None:
    campaign_id = finish_one(shell.services)
    code, out, err = shell("followup", campaign_id, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["campaign"], found["days"], found["as_of"]) == (campaign_id, 7, None)
    assert found["call"] == {"people": 1, "results": {"delivered": 1}, "left_out": {}}
    assert found["write"]["people"] == found["research"]["people"] == found["too_soon"] == 0
    assert [(file["name"], file["rows"]) for file in found["files"]] == [
        ("followup-1-call.xlsx", 1),
        ("followup-1-call.csv", 1),
    ]
    assert found["written_before"] is None
    assert json.loads(shell("followup", campaign_id, "--json")[1])["written_before"]["by"] == "terminal"
    again = shell("followup", campaign_id)[1]
    at = shell.services.clock.now()
    assert JA("followup.written_before", who=JA("actor.terminal"), at=at) in again
    assert "*" not in again
    code, out, err = shell("followup", campaign_id, "--days", 8)
    assert (code, err) == (0, "")
    assert JA("followup.too_soon", n=1, days=8) in out
    assert JA("followup.no_files") in out


def test_the_shell_refuses_what_the_form_refuses(shell: Shell) -> None:
    assert shell("followup", 9) == (1, "", JA("refusal.campaign_gone") + "\n")
    assert shell("followup", "x")[0] == 2
    draft = steps.submit(shell.services, steps.import_list(shell.services, make_debts(1)).target.id)
    campaigns.withdraw_campaign(shell.services, AUTHOR, draft)
    assert shell("followup", draft) == (1, "", JA("refusal.not_begun", campaign=str(draft)) + "\n")


def test_the_shell_writes_the_days_that_are_over_once_and_one_day_again(shell: Shell) -> None:
    finish_one(shell.services)
    code, out, err = shell("followup", "--records", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["rows"], len(found["days"])) == (2, 1)
    assert found["days"][0]["day"] == "2026-07-07"
    assert [file["name"] for file in found["days"][0]["files"]] == ["records-2026-07-07.csv"]
    assert json.loads(shell("followup", "--records", "--json")[1]) == {"rows": 0, "days": []}
    assert shell("followup", "--records") == (0, JA("cli.no_records") + "\n", "")
    code, out, _ = shell("followup", "--records", "--date", "2026-07-07")
    assert (code, out) == (0, JA("cli.records", day=date(2026, 7, 7), n=2, names="records-2026-07-07-2.csv") + "\n")
    code, out, _ = shell("followup", "--records", "--date", "2026-07-08")
    assert (code, out) == (0, JA("cli.records_empty", day=date(2026, 7, 8)) + "\n")


def test_a_day_that_is_not_over_and_a_command_line_without_sense_are_refused(shell: Shell) -> None:
    assert shell("followup", "--records", "--date", "2026-07-07")[0] == 1
    for arguments in ((), ("1", "--records"), ("1", "--date", "2026-07-07")):
        assert shell("followup", *arguments)[0] == 2
