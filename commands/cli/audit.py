"""`nofu audit verify`: whether the audit is whole."""

from pathlib import Path

import click

from bot.services import integrity
from commands.cli import output
from commands.cli.output import DONE, REFUSED, CommandLine


@click.group()
def audit() -> None:
    """The commands about the audit."""


@audit.command()
@output.json_option
@output.env_option
@click.pass_obj
def verify(cli: CommandLine, *, as_json: bool, env: Path) -> int:
    """Verify the whole chain. Returns 1 if an entry was changed, removed or inserted."""
    found = integrity.verify_audit(cli.open_services(env), output.ACTOR)
    if as_json:
        output.print_json({"ok": found.first_broken is None, "entries": found.entries, "broken": found.first_broken})
    elif found.first_broken is None:
        click.echo(cli.words("cli.audit_whole", n=found.entries, head=found.head[:12]))
    else:
        click.echo(cli.words("cli.audit_broken", entry=found.first_broken))
    return DONE if found.first_broken is None else REFUSED
