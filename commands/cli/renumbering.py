"""`nofu renumber`: people get the new taxpayer ids of a file, or what that would change is counted."""

from dataclasses import asdict
from pathlib import Path

import click

from bot.screens.labels import describe_refusal
from bot.screens.text_reports import make_readable, write_import_summary
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice
from bot.services.renumbering import RENUMBERING, apply_renumbering, find_obstacle, preview_renumbering
from commands.cli import output
from commands.cli.imports import explain_refusal
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("file", type=output.PathType(dir_okay=False, readable=False, path_type=Path))
@click.option("--apply", "applied", is_flag=True)
@click.option("--columns", "choice", type=output.read_columns, default=NO_CHOICE, metavar=RENUMBERING.columns.example)
@output.json_option
@output.env_option
@click.pass_obj
def renumber(cli: CommandLine, file: Path, *, applied: bool, choice: ColumnChoice, as_json: bool, env: Path) -> int:
    """Print what a file of old and new ids changes. Without `--apply` it changes nothing."""
    services = cli.open_services(env)
    run = apply_renumbering if applied else preview_renumbering
    with (
        explain_refusal(cli.words, RENUMBERING, choice),
        output.show_progress(cli.words, silent=as_json) as progress,
    ):
        view = run(services, output.ACTOR, file, choice, progress)
    obstacle = None if applied else find_obstacle(services, output.ACTOR)
    if as_json:
        refused = obstacle and obstacle.code
        output.print_json({**asdict(view.counts), "applied": applied, "refused": refused, "seconds": view.seconds})
    else:
        click.echo(write_import_summary(cli.words, view))
        click.echo(cli.words("renumber.applied" if applied else "renumber.nothing_changed"))
        if obstacle is not None:
            click.echo(
                cli.words("renumber.would_be_refused", reason=make_readable(describe_refusal(cli.words, obstacle)))
            )
    return DONE
