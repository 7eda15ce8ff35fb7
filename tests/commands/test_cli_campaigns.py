"""`nofu pause`, `resume` and `stop` on a real store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.health import CheckAdvice
from bot.services import campaigns, health
from bot.services import sending as services_sending
from tests.commands.harness import JA
from tests.commands.shell import Shell
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import CLOCK


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, JA)
    yield found
    found.services.store.close()


def list_states(shell: Shell) -> list[str]:
    return [str(state) for state in shell.services.column("SELECT state FROM campaigns ORDER BY id")]


def run(shell: Shell, *arguments: object) -> list[int]:
    """Run a command that succeeds; return the campaigns that it names."""
    code, out, err = shell(*arguments, "--json")
    assert (code, err) == (0, "")
    return list(json.loads(out)["campaigns"])


def test_all_that_run_are_paused_resumed_and_stopped(shell: Shell) -> None:
    services = shell.services
    first, second = (
        steps.start_campaign(services, 2),
        steps.submit(services, steps.import_list(services, make_debts(1)).target.id),
    )
    assert run(shell, "pause") == [first]
    assert services_sending.claim_message(services, CLOCK) is None
    assert run(shell, "pause") == [first]
    assert run(shell, "resume") == [first]
    assert list_states(shell) == ["sending", "pending"]
    steps.approve(services, second)
    assert run(shell, "stop") == [first, second]
    assert list_states(shell) == ["stopped", "stopped"]
    assert services_sending.claim_message(services, CLOCK) is None
    done = [entry for entry in services.list_audited() if entry[0] == "terminal"]
    assert [action for _, action, outcome in done if outcome == "done"] == [
        *("campaign.pause", "campaign.resume"),
        *("campaign.stop", "campaign.stop"),
    ]


def test_one_campaign_is_named(shell: Shell) -> None:
    campaign_id = steps.start_campaign(shell.services, 2)
    code, out, err = shell("pause", campaign_id)
    assert (code, err) == (0, "")
    counted = JA("cli.handed_over", done=0, under_way=0, to_send=2)
    assert out == JA("cli.campaign", campaign=campaign_id, done=JA("done.paused")) + f"\n{counted}\n"
    assert run(shell, "stop", campaign_id) == [campaign_id]
    assert shell("resume", campaign_id) == (1, "", JA("refusal.campaign_stopped") + "\n")
    assert shell("pause", 99) == (1, "", JA("refusal.campaign_gone") + "\n")
    assert shell("stop")[:2] == (0, JA("cli.no_campaign") + "\n")


def test_check_names_a_pause_of_all_sending_and_how_to_end_it(shell: Shell) -> None:
    services = shell.services

    def find_pause() -> tuple[bool, CheckAdvice | None]:
        (found,) = (one for one in health.run_checks(services) if one.name == "pause")
        return found.ok, found.advice

    assert find_pause() == (True, None)
    run(shell, "pause")
    assert find_pause() == (False, CheckAdvice.PAUSED)


def test_what_was_paused_for_a_fault_is_resumed_only_by_its_number(shell: Shell) -> None:
    campaign_id = steps.start_campaign(shell.services, 2)
    campaigns.pause_campaign(shell.services, CLOCK, campaign_id)
    with shell.services.store.transaction() as db:
        db.execute("UPDATE campaigns SET reason = 'same_id'")
    assert run(shell, "resume") == []
    assert list_states(shell) == ["paused"]
    assert run(shell, "resume", campaign_id) == [campaign_id]
    assert list_states(shell) == ["sending"]
