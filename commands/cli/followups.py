"""`nofu followup`: the lists of next steps of a campaign, as `/sms-followup` writes them."""

from pathlib import Path

import click

from bot.model.followups import FollowUps
from bot.rules.followups import DEFAULT_DAYS, MOST_DAYS
from bot.screens.followups import describe_followups
from bot.services import followups
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("campaign", type=click.IntRange(1))
@click.option("--days", "call_days", type=click.IntRange(0, MOST_DAYS), default=DEFAULT_DAYS, metavar="N")
@output.json_option
@output.env_option
@click.pass_obj
def followup(cli: CommandLine, campaign: int, call_days: int, *, as_json: bool, env: Path) -> int:
    """Write the lists, and print how many people are on each and why others are not."""
    services = cli.open_services(env)
    done = followups.write_followups(services, output.ACTOR, campaign, call_days)
    if as_json:
        output.print_json(make_values(done))
    else:
        click.echo("\n\n".join(describe_followups(cli.words, done, services.settings.policy)))
    return DONE


def make_values(done: FollowUps) -> dict[str, object]:
    """The lists as they are printed as JSON: people by result and by reason, and the files."""
    lists = {
        kind.value: {"people": found.people, "results": dict(found.results), "left_out": dict(found.left_out)}
        for kind, found in done.lists.items()
    }
    files = [{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in done.files]
    return {
        "campaign": done.campaign_id,
        "days": done.days,
        "as_of": done.as_of,
        **lists,
        "too_soon": done.too_soon,
        "files": files,
    }
