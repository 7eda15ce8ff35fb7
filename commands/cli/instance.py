"""`nofu reconcile`: lets a database send again that may not be the last one, once a person has looked."""

from pathlib import Path

import click

from bot.screens.labels import describe_lock
from bot.services import instance
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@output.json_option
@output.env_option
@click.pass_obj
def reconcile(cli: CommandLine, *, as_json: bool, env: Path) -> int:
    """End the lock of the sending, and print what was locked and what became uncertain."""
    done = instance.reconcile(cli.open_provider(env), output.ACTOR)
    if as_json:
        reason = None if done is None else done.reason.value
        output.print_json({"reason": reason, "uncertain": 0 if done is None else done.uncertain})
    elif done is None:
        click.echo(cli.words("cli.not_locked"))
    else:
        click.echo(describe_lock(cli.words, done.reason))
        click.echo(cli.words("cli.reconciled", n=done.uncertain))
    return DONE
