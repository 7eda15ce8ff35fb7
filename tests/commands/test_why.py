"""`nofu why` on a real store, and the page that a supervisor opens in Slack."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.rules.message_text.refs import make_ref
from bot.screens.why import build_button
from tests.commands.harness import EN, JA, STAFF, SUPERVISOR, CommandHarness
from tests.commands.shell import Shell
from tests.services import steps
from tests.services.files import Debt, ExclusionRow, Paid
from tests.services.harness import HarnessContext


@pytest.fixture(params=[JA, EN], ids=["ja", "en"])
def shell(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shell]:
    found = Shell(tmp_path, request.param)
    yield found
    found.services.store.close()


def get_ref(services: HarnessContext) -> str:
    return str(services.value("SELECT ref FROM messages ORDER BY id"))


def hold_one(services: HarnessContext) -> None:
    """Hold the message of a person who has paid a part of one debt after the approval, and was excluded."""
    debts = [Debt(), Debt(instalment="2", due="R8.5.10", amount="8000")]
    steps.start_sending(services, steps.import_list(services, debts).target.id)
    steps.import_paid(services, [Paid(amount="10000")])
    steps.import_exclusions(services, ExclusionRow())
    steps.send_all(services)


def test_every_rule_is_printed_with_its_facts_and_no_name_or_number(shell: Shell) -> None:
    hold_one(shell.services)
    code, out, err = shell("why", get_ref(shell.services))
    say = shell.line.words
    assert (code, err) == (0, "")
    reason = say("excluded.excluded_flag")
    assert say("why.excluded", reason=reason) in out
    assert say("why.mark.excludes") in out
    assert say("why.fact.too_few_calls", calls=2) in out
    assert out.count(say("why.yen", n=10000)) == 2  # held and now; at the submission nothing was paid
    assert "1001" not in out
    assert "納税" not in out
    assert "5601" not in out
    assert say("why.differs") not in out
    assert say("why.records") in out


def test_the_json_has_every_judgement_with_rows_rules_and_settings(shell: Shell) -> None:
    hold_one(shell.services)
    code, out, _ = shell("why", get_ref(shell.services), "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["campaign"], found["state"]) == ("1", "held")
    submitted, held, now = found["judgements"]
    assert [one["step"] for one in (submitted, held, now)] == ["submitted", "held", "now"]
    assert (held["held"], held["reason"], held["fits"]) == ("excluded_flag", "excluded_flag", True)
    assert [row["paid_yen"] for row in held["rows"]] == [10000, 0]
    flags = {rule["rule"]: rule["answer"] for rule in held["rules"]}
    assert flags["excluded_flag"] == "excludes"
    assert flags["not_mobile"] == "passes"
    assert flags["below_amount"] == "not_checked"
    assert held["settings"]["min_calls"] == 2
    assert now["recorded"] is True
    assert [one["kind"] for one in found["records"]] == ["exclusion", "payment"]


def test_a_wrong_reference_is_refused_with_a_sentence(shell: Shell) -> None:
    steps.start_and_send(shell.services)
    say = shell.line.words
    assert shell("why", "0001") == (1, "", say("refusal.ref_mistyped") + "\n")
    assert shell("why", make_ref(999)) == (1, "", say("refusal.ref_unknown", ref=make_ref(999)) + "\n")
    code, _, err = shell("why")
    assert code == 2
    assert "nofu why --help" in err


def post_button(harness: CommandHarness) -> str:
    """Post a message with the button, as the page of a caller has it. Returns its ts."""
    frame = harness.context.get_frame(harness.context.people.actor(SUPERVISOR, "T0MISATONO1", ask_slack=False))
    button: Any = {"type": "actions", "block_id": "why", "elements": [build_button(frame, get_ref(harness.services))]}
    posted = harness.context.client.chat_postMessage(channel="C0DESK00001", text="x", blocks=[button])
    return str(posted["ts"])


def test_a_supervisor_sees_the_verdicts_without_a_ground_a_day_or_a_sum(harness: CommandHarness) -> None:
    hold_one(harness.services)
    harness.press(SUPERVISOR, post_button(harness), "person_why")
    shown = harness.read_view(SUPERVISOR, "why")
    assert JA("why.of_the_city") in shown
    assert JA("excluded.excluded_flag") not in shown
    assert JA("excluded.not_mobile") in shown
    for private in ("10,000", "8,000", "7月6日", "5月10日", "6月10日", "1001", "5601"):
        assert private not in shown
    assert harness.services.list_audited()[-1] == (SUPERVISOR, "person.why", "done")


def test_others_than_supervisors_are_refused(harness: CommandHarness) -> None:
    hold_one(harness.services)
    harness.press(STAFF, post_button(harness), "person_why")
    harness.wait_for_text(STAFF, JA("role.supervisor"))
