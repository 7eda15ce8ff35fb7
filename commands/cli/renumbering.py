"""`nofu renumber`: what a file of old and new taxpayer ids would change."""

from dataclasses import asdict
from pathlib import Path

import click

from bot.screens.text_reports import write_import_summary
from bot.services.renumbering import preview_renumbering
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("file", type=output.PathType(dir_okay=False, readable=False, path_type=Path))
@output.json_option
@output.env_option
@click.pass_obj
def renumber(cli: CommandLine, file: Path, *, as_json: bool, env: Path) -> int:
    """Print what a file of old and new ids would change. It changes nothing."""
    services = cli.open_services(env)
    with output.show_progress(cli.words, silent=as_json) as progress:
        view = preview_renumbering(services, output.ACTOR, file, progress)
    if as_json:
        output.print_json({**asdict(view.counts), "applied": False, "seconds": view.seconds})
    else:
        click.echo(write_import_summary(cli.words, view))
        click.echo(cli.words("renumber.nothing_changed"))
    return DONE
