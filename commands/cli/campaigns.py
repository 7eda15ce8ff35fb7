"""`nofu pause`, `resume` and `stop`: as the buttons of a campaign's card, with neither Slack nor a provider."""

from collections.abc import Callable
from pathlib import Path

import click

from bot.model.access import Actor
from bot.services import campaign_views, pausing
from bot.services.context import ServiceContext
from commands.cli import output
from commands.cli.output import DONE, REFUSED, CommandLine

Work = Callable[[ServiceContext, Actor, int | None], list[int] | None]


def make_commands() -> tuple[click.Command, ...]:
    """Make the three commands. A running bot obeys with its next message, since it judges each by current data."""
    return (
        _make_command("pause", pausing.pause, "done.paused"),
        _make_command("resume", pausing.resume, "done.resumed"),
        _make_command("stop", pausing.stop, "done.stopped"),
    )


def _make_command(name: str, work: Work, done: str) -> click.Command:
    @click.command(name)
    @click.argument("campaign", type=click.IntRange(1), required=False)
    @output.json_option
    @output.env_option
    @click.pass_obj
    def command(cli: CommandLine, campaign: int | None, *, as_json: bool, env: Path) -> int:
        """Change the state of the named campaign, or of all that run, and print which."""
        services = cli.open_services(env)
        changed = work(services, output.ACTOR, campaign)
        if changed is None:
            path = str(services.pause_mark.path)
            click.echo(cli.words(f"cli.not_recorded.{name}", path=path), err=True)
        if as_json:
            output.print_json({"campaigns": changed or [], "recorded": changed is not None})
        elif changed is not None:
            lines = [cli.words("cli.campaign", campaign=one, done=cli.words(done)) for one in changed]
            if changed and name != "resume":
                counted = campaign_views.get_handed_over(services, output.ACTOR, changed)
                facts = {"done": counted.done, "under_way": counted.under_way, "to_send": counted.to_send}
                lines.append(cli.words("cli.handed_over", **facts))
            click.echo("\n".join(lines) or cli.words("cli.no_campaign"))
        return DONE if changed is not None or name == "pause" else REFUSED

    return command
