"""The command line, built with click: the group `nofu`, and how its errors are shown.

output.py   what the commands share: their context object, option types, help texts, progress
imports.py  nofu import targets|payments|calls|exclusions|decisions
digests.py  nofu digest
campaigns.py  nofu pause, resume, stop
followups.py  nofu followup
why.py      nofu why
publishing.py  nofu publish
text.py     nofu lint
renumbering.py  nofu renumber
people.py   nofu find
database.py  nofu backup, restore, reconcile, audit verify
admin.py    nofu run, check, sandbox, demo
"""

import sys
from contextlib import redirect_stderr, redirect_stdout

import click

from bot.clock import ClockUnavailable
from bot.model.errors import Refusal
from bot.screens.labels import describe_refusal
from bot.screens.text_reports import make_readable
from commands.cli import (
    admin,
    campaigns,
    database,
    digests,
    followups,
    imports,
    output,
    people,
    publishing,
    renumbering,
    text,
    why,
)
from commands.cli.admin import describe_check
from commands.cli.output import CommandLine, OutputStream, find_env_file

__all__ = ["CommandLine", "describe_check", "find_env_file", "nofu", "run"]


@click.group()
@click.version_option(package_name="nofu", message="%(prog)s %(version)s")
def nofu() -> None:
    """The command `nofu`; its help text and those of all others are in the catalogues."""


for _command in (
    *(admin.run, admin.check, imports.make_group(), digests.digest, why.why, renumbering.renumber, people.find),
    *campaigns.make_commands(),
    followups.followup,
    publishing.publish,
    text.lint,
    *(database.backup, database.restore, database.reconcile, database.audit),
    *(admin.sandbox, admin.demo),
):
    nofu.add_command(_command)


def run(arguments: list[str], cli: CommandLine) -> int:
    """Run a command. Returns its exit code; an error that a user can cause is one sentence on stderr.

    Output that cannot be written never stops a command, since its work may be committed. A closed pipe changes nothing
    (`nofu import … | head` exits like the import); after any other fault, such as a full disk, a command that was
    carried out says so on stderr and exits with NOT_WRITTEN.
    """
    output.set_help(nofu, "nofu", cli.words)
    written = OutputStream(sys.stdout)
    with redirect_stdout(written), redirect_stderr(OutputStream(sys.stderr)):
        code = _run_command(arguments, cli)
        if written.fault is not None and code == output.DONE:
            click.echo(cli.words("cli.not_written", reason=written.fault.strerror or ""), err=True)
            return output.NOT_WRITTEN
    return code


def _run_command(arguments: list[str], cli: CommandLine) -> int:
    try:
        result: int = nofu.main(arguments, prog_name="nofu", standalone_mode=False, obj=cli)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return output.SETTINGS
    except click.UsageError as error:
        message, code = output.describe_usage_error(cli.words, error), output.SETTINGS
    except click.Abort:
        message, code = cli.words("cli.interrupted"), output.INTERRUPTED
    except Refusal as refusal:
        message = "\n".join([make_readable(describe_refusal(cli.words, refusal)), *getattr(refusal, "__notes__", [])])
        code = output.choose_exit_code(refusal)
    except ClockUnavailable:
        message, code = cli.words("cli.clock_unavailable"), output.SETTINGS
    except OSError as error:
        if error.filename is None:
            raise
        message, code = output.describe_path_error(cli.words, error), output.SETTINGS
    else:
        return result
    click.echo(message, err=True)
    return code
