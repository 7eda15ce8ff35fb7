"""`nofu reconcile`: lets a database send again that may not be the last one, once a person has looked."""

from dataclasses import asdict
from pathlib import Path

import click

from bot.screens.labels import describe_lock, describe_reconciled
from bot.services import reconciling
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@output.json_option
@output.env_option
@click.pass_obj
def reconcile(cli: CommandLine, *, as_json: bool, env: Path) -> int:
    """End the lock of the sending, and print what was locked and what became of the messages."""
    done = reconciling.reconcile(cli.open_provider(env), output.ACTOR)
    if as_json:
        nothing = {"reason": None, "accepted": 0, "uncertain": 0, "unknown": 0}
        output.print_json(nothing if done is None else asdict(done))
    elif done is None:
        click.echo(cli.words("cli.not_locked"))
    else:
        click.echo("\n".join((describe_lock(cli.words, done.reason), describe_reconciled(cli.words, done))))
    return DONE
