"""`nofu pause`, `resume` and `stop`: as the buttons of a campaign's card, with neither Slack nor a provider."""

from collections.abc import Callable
from pathlib import Path

import click

from bot.model.access import Actor
from bot.services import campaigns
from bot.services.context import ServiceContext
from commands.cli import output
from commands.cli.output import DONE, CommandLine

One = Callable[[ServiceContext, Actor, int], None]
All = Callable[[ServiceContext, Actor], list[int]]


def make_commands() -> tuple[click.Command, ...]:
    """Make the three commands. A running bot obeys with its next message, since it judges each by current data."""
    return (
        _make_command("pause", campaigns.pause_campaign, campaigns.pause_all, "done.paused"),
        _make_command("resume", campaigns.resume_campaign, campaigns.resume_all, "done.resumed"),
        _make_command("stop", campaigns.stop_campaign, campaigns.stop_all, "done.stopped"),
    )


def _make_command(name: str, change_one: One, change_all: All, done: str) -> click.Command:
    @click.command(name)
    @click.argument("campaign", type=click.IntRange(1), required=False)
    @output.json_option
    @output.env_option
    @click.pass_obj
    def command(cli: CommandLine, campaign: int | None, *, as_json: bool, env: Path) -> int:
        """Change the state of the named campaign, or of all that run, and print which."""
        services = cli.open_services(env)
        if campaign is None:
            changed = change_all(services, output.ACTOR)
        else:
            change_one(services, output.ACTOR, campaign)
            changed = [campaign]
        if as_json:
            output.print_json({"campaigns": changed})
        else:
            lines = [cli.words("cli.campaign", campaign=one, done=cli.words(done)) for one in changed]
            click.echo("\n".join(lines) or cli.words("cli.no_campaign"))
        return DONE

    return command
