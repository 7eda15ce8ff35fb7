"""`nofu why`: each rule's answer on the person of a message, with its facts, when they were judged and now."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.rules.eligibility.replay import Judgement
from bot.screens.why import describe_why
from bot.services.why import explain_message
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("ref")
@output.json_option
@output.env_option
@click.pass_obj
def why(cli: CommandLine, ref: str, *, as_json: bool, env: Path) -> int:
    """Print why the person with a 受付番号 was, or was not, messaged."""
    found = explain_message(cli.open_services(env), output.ACTOR, ref)
    if as_json:
        output.print_json(
            {
                "ref": found.ref,
                "campaign": str(found.campaign_id),
                "state": found.state.value,
                "judgements": [_make_json(one) for one in found.judgements],
                "records": [asdict(one) for one in found.records],
            }
        )
    else:
        output.print_text(describe_why(cli.words, found))
    return DONE


def _make_json(one: Judgement) -> Mapping[str, Any]:
    head = {"step": one.step.value, "at": one.at, "held": one.recorded, "recorded": one.replay is not None}
    if one.replay is None or one.basis is None or one.facts is None:
        return {**head, "intent": None, "reason": None, "fits": None, "rows": [], "rules": [], "settings": {}}
    return {
        **head,
        "intent": one.basis.intent.value,
        "reason": one.replay.reason,
        "fits": one.fits,
        "rows": [asdict(row) for row in one.facts.instalments],
        "rules": [
            {"rule": rule.rule, "answer": rule.answer, "lines": rule.lines, "facts": dict(rule.evidence)}
            for rule in one.replay.rules
        ],
        "settings": asdict(one.basis.policy),
    }
