"""`nofu backup` and `nofu restore`."""

from pathlib import Path

import click

from bot.screens.labels import describe_backup, describe_restored
from bot.services import backups, restoring
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("backup_file", type=output.PathType(path_type=Path), metavar="FILE")
@output.env_option
@click.pass_obj
def backup(cli: CommandLine, backup_file: Path, env: Path) -> int:
    """Write a backup of the database into a new file, also while the bot runs."""
    made = backups.make_backup(cli.open_services(env), output.ACTOR, backup_file)
    click.echo(describe_backup(cli.words, made))
    return DONE


@click.command()
@click.argument("restored_file", type=output.PathType(dir_okay=False, path_type=Path), metavar="FILE")
@output.env_option
@click.pass_obj
def restore(cli: CommandLine, restored_file: Path, env: Path) -> int:
    """Put a backup in the place of the database, and say what to do next."""
    done = restoring.restore(cli.open_services(env), output.ACTOR, restored_file)
    click.echo(describe_restored(cli.words, done))
    return DONE
