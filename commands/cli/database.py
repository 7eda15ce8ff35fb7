"""Care of the database: `nofu backup`, `nofu restore`, `nofu reconcile`, `nofu audit verify`."""

from dataclasses import asdict
from pathlib import Path

import click

from bot.screens.labels import describe_backup, describe_lock, describe_reconciled, describe_restored
from bot.services import backups, integrity, reconciling, restoring, sent_lists
from commands.cli import output
from commands.cli.output import DONE, REFUSED, CommandLine


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


@click.command()
@click.option("--list", "list_file", type=output.PathType(dir_okay=False, path_type=Path), metavar="FILE")
@output.json_option
@output.env_option
@click.pass_obj
def reconcile(cli: CommandLine, *, list_file: Path | None, as_json: bool, env: Path) -> int:
    """End the lock of the sending, and print what was locked and what became of the messages."""
    services = cli.open_provider(env)
    # Read first: of a file that is refused, nothing is changed, neither the lock nor a message.
    sent_list = None if list_file is None else sent_lists.read_list(services, output.ACTOR, list_file)
    done = reconciling.reconcile(services, output.ACTOR)
    settled = None if sent_list is None else sent_lists.settle_by_list(services, output.ACTOR, sent_list)
    if as_json:
        nothing: dict[str, object] = {"reason": None, "accepted": 0, "uncertain": 0, "unknown": 0}
        found = {**nothing, "paused": False, "needs_list": False} if done is None else asdict(done)
        output.print_json(found if settled is None else {**found, "list": asdict(settled)})
        return DONE
    lines = (
        [cli.words("cli.not_locked")]
        if done is None
        else [describe_lock(cli.words, done.reason), describe_reconciled(cli.words, done)]
    )
    if settled is not None:
        lines.append(cli.words("cli.settled_by_list", **asdict(settled)))
        if settled.left and not settled.settled:
            lines.append(cli.words("cli.list_has_none"))
    click.echo("\n".join(lines))
    return DONE


@click.group()
def audit() -> None:
    """The commands about the audit."""


@audit.command()
@output.json_option
@output.env_option
@click.pass_obj
def verify(cli: CommandLine, *, as_json: bool, env: Path) -> int:
    """Verify the chain and the seals. Returns 1 if an entry or rows of a table were changed, removed or inserted."""
    found = integrity.verify_audit(cli.open_services(env), output.ACTOR)
    if as_json:
        facts = {"entries": found.entries, "broken": found.first_broken, "changed": found.changed_table}
        output.print_json({"ok": found.is_whole, **facts})
    elif found.first_broken is not None:
        click.echo(cli.words("cli.audit_broken", entry=found.first_broken))
    elif found.changed_table is not None:
        click.echo(cli.words("cli.rows_changed", table=found.changed_table))
    else:
        click.echo(cli.words("cli.audit_whole", n=found.entries, head=found.head[:12]))
    return DONE if found.is_whole else REFUSED
