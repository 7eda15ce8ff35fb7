"""`nofu publish`: the public page by which people can tell whether a message is really the city's."""

from pathlib import Path

import click

from bot.screens.public_page import MARK, build_page
from bot.services import publishing
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("page_folder", type=output.PathType(file_okay=False, path_type=Path), metavar="DIR")
@output.json_option
@output.env_option
@click.pass_obj
def publish(cli: CommandLine, page_folder: Path, *, as_json: bool, env: Path) -> int:
    """Write the page into a folder, in place of an earlier one."""
    services = cli.open_city(env)
    page = publishing.collect_page(services, output.ACTOR)
    path = publishing.write_page(services, output.ACTOR, page_folder, build_page(page), MARK)
    if as_json:
        output.print_json({"path": str(path), "texts": len(page.texts), "senders": len(page.senders)})
    else:
        click.echo(cli.words("cli.published", path=str(path), n=len(page.texts)))
    if not page.senders:
        click.echo(cli.words("cli.no_senders"), err=True)
    return DONE
