"""What the commands share: the object that each is given, option types, help texts, output and progress."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from bot.desk.presets import Choice, Progress, nothing
from bot.desk.tools import Tools
from bot.rules.access import Actor, Role
from bot.rules.dates import Day, read_date
from bot.rules.health import Finding
from bot.words import Words

DONE, REFUSED, SETTINGS, SAME_FILE, NO_COLUMNS = range(5)
"""Exit codes. SETTINGS also stands for a command line that cannot be read."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""

_HEADINGS = {"Options": "options", "Positional arguments": "arguments", "Commands": "commands"}
"""Click's headings of a help page, and the last part of the key of each."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The context object of every command: the user's language, and functions that build the parts of nofu.

    A `Path` is the settings file. Each function raises an exception when the settings cannot be used.
    """

    words: Words
    open_services: Callable[[Path], Tools]
    check: Callable[[Path], Iterator[Finding]]
    run_bot: Callable[[Path], int]
    run_sandbox: Callable[[int, Path | None], int]
    run_demo: Callable[[int, Path | None, bool], int]


class UsageFault(click.UsageError):
    """A command line that nofu refuses; `key` is that of its sentence in the catalogues."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


class DateType(click.ParamType[date]):
    """A date in every form that a file may use: 2026-07-07, 2026/7/7, R8.7.7, 令和8年7月7日, …"""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date. Raises BadParameter."""
        found = read_date(value)
        return found.day if isinstance(found, Day) else self.fail(value, param, ctx)


class ColumnsType(click.ParamType[Choice]):
    """`phone=電話,due_on=期限`: which heading is which column, for one file."""

    name = "columns"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Choice:
        """Read the pairs. Raises BadParameter."""
        if isinstance(value, Choice):  # the default
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        if not pairs or not all(name.strip() and heading.strip() for name, _, heading in pairs):
            self.fail(value, param, ctx)
        return Choice({name.strip(): heading.strip() for name, _, heading in pairs})


def _refuse_missing_file(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """Refuse a settings file that was named and does not exist; `.env`, the default, may be absent."""
    if ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE and not value.exists():
        raise UsageFault("cli.env_missing", file=str(value))
    return value


env_option = click.option(
    "--env", type=click.Path(path_type=Path), default=".env", metavar="FILE", callback=_refuse_missing_file
)
json_option = click.option("--json", "as_json", is_flag=True)


def env_file(arguments: list[str]) -> Path:
    """The file after `--env`. Read before click reads the rest, since it may set the language of click's errors."""
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if name == "--env":
            return Path(value if equals else following)
    return Path(".env")


class HelpFormatter(click.HelpFormatter):
    """Help pages with headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        super().write_usage(prog, args, prefix or click.get_current_context().obj.words("cli.heading.usage") + " ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a part."""
        super().write_heading(click.get_current_context().obj.words(f"cli.heading.{_HEADINGS[heading]}"))


class _Context(click.Context):
    formatter_class = HelpFormatter


def set_help(command: click.Command, name: str, words: Words) -> None:
    """Give a command, its parameters and its subcommands their help texts in one language."""
    command.context_class = _Context
    command.help = command.short_help = words(f"cli.help.{name}")
    for parameter in command.params:
        parameter.help = words(f"cli.option.{parameter.name}")
    help_option = command.get_help_option(click.Context(command))
    if help_option is not None:
        help_option.help = words("cli.option.help")
    if isinstance(command, click.Group):
        for child_name, child in command.commands.items():
            set_help(child, child_name, words)


def usage_sentence(words: Words, error: click.UsageError) -> str:
    """What is wrong with a command line, and which command shows how to write it."""
    problem = _problem(words, error)
    return words("cli.usage", problem=problem, command=error.ctx.command_path if error.ctx else "nofu")


def _problem(words: Words, error: click.UsageError) -> str:
    match error:
        case UsageFault():
            return words(error.key, **error.facts)
        case click.NoSuchOption():
            return words("cli.no_such_option", name=error.option_name)
        case click.NoSuchCommand():
            return words("cli.no_such_command", name=error.command_name)
        case click.BadOptionUsage():
            return words("cli.bad_option", name=error.option_name)
        case click.MissingParameter(param=click.Parameter() as param):
            return words("cli.missing", name=_name(param), help=param.help or "")
        case click.BadParameter(param=click.Parameter() as param):
            return words("cli.bad_value", name=_name(param), help=param.help or "")
    return words("cli.bad_arguments")


def _name(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def terminal_actor() -> Actor:
    """The actor of every command that is given in a shell."""
    return Actor("terminal", frozenset({Role.MACHINE}), "ja")


def print_json(value: Mapping[str, object]) -> None:
    """Print one line for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_to_json))


def _to_json(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def show_progress(words: Words, *, silent: bool) -> Iterator[Progress]:
    """Show on one line of a terminal how many rows were read. Shows nothing to a program."""
    if silent or not sys.stderr.isatty():
        yield nothing
        return
    written = False

    def show(rows: int) -> None:
        nonlocal written
        written = True
        click.echo(f"\r{words('cli.progress', rows=rows)}", nl=False, err=True)

    try:
        yield show
    finally:
        if written:
            click.echo(err=True)
