"""Parts that the commands share: the context object, option types, help texts, output and progress."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import click
from click.core import ParameterSource

from bot.model.access import Actor, Role
from bot.model.errors import Refusal, StoreRefused
from bot.model.health import CheckResult
from bot.rules.importing.dates import ReadDay, read_date
from bot.screens.text_reports import strip_markup
from bot.services.context import ServiceContext
from bot.services.imports.column_mappings import ColumnChoice, Progress, ignore_progress
from bot.services.imports.kinds import FILE_KINDS
from bot.services.text_lint import LintContext
from bot.words import Words

DONE, REFUSED, SETTINGS, SAME_FILE, NO_COLUMNS, NOT_WRITTEN = range(6)
"""Exit codes. SETTINGS is also that of a command line that cannot be read; after NOT_WRITTEN, the work is done."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""
ACTOR = Actor("terminal", frozenset({Role.MACHINE}), "ja")
"""The actor of every command that is given in a shell."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The context object of every command: the user's language, and functions that build the parts of nofu.

    A `Path` is the settings file. Each function raises an exception when the settings cannot be used.
    """

    words: Words
    open_services: Callable[[Path], ServiceContext]
    open_provider: Callable[[Path], ServiceContext]
    """the same, with the SMS provider"""
    open_city: Callable[[Path], ServiceContext]
    """the same, with the city and the office that texts name"""
    open_lint: Callable[[Path], LintContext]
    """what `nofu lint` needs: neither the database, Slack nor the provider's account"""
    check: Callable[[Path, bool], Iterator[CheckResult]]
    """with True: samples of all screens are checked, too"""
    run_bot: Callable[[Path, bool], int]
    """with True: another bot that runs on the same file is ended first"""
    run_sandbox: Callable[[int, Path | None, str, str], int]
    run_demo: Callable[[int, Path | None, str, str, bool], int]


def read_day(text: str) -> date:
    """Read a date in any form that a file may use: 2026-07-07, 2026/7/7, R8.7.7, 令和8年7月7日, … Raises ValueError."""
    found = read_date(text)
    if not isinstance(found, ReadDay):
        raise ValueError(text)
    return found.day


def read_columns(text: str | ColumnChoice) -> ColumnChoice:
    """Read `phone=電話,due_on=期限`: which heading is which column, for one file. Raises ValueError."""
    if isinstance(text, ColumnChoice):  # the default
        return text
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not pairs or not all(name.strip() and heading.strip() for name, _, heading in pairs):
        raise ValueError(text)
    return ColumnChoice({name.strip(): heading.strip() for name, _, heading in pairs})


class PathType(click.Path):
    """A path; an empty one is refused, since it would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Raises click.BadParameter."""
        if not str(value):
            self.fail("empty", param, ctx)
        return super().convert(value, param, ctx)


def make_folder(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Create the folder that a person named. Raises click.BadParameter also if nothing can be written in it."""
    try:
        if value is not None:
            value.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=value).close()
    except OSError as fault:
        raise click.BadParameter(str(value), ctx, param) from fault
    return value


def _refuse_missing_file(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """Refuse a settings file that was named and does not exist; `.env`, the default, may be absent."""
    if ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        value.stat()
    return value


env_option = click.option(
    "--env", type=PathType(path_type=Path), default=".env", metavar="FILE", callback=_refuse_missing_file
)
json_option = click.option("--json", "as_json", is_flag=True)


def find_env_file(arguments: list[str]) -> Path:
    """The file after `--env`. Read before click reads the rest, since it may set the language of click's errors."""
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if name == "--env":
            return Path(value if equals else following)
    return Path(".env")


class _HelpFormatter(click.HelpFormatter):
    """Writes help pages with headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _heading("usage") + " ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_heading(heading.split()[-1].lower()))  # Options, Positional arguments, Commands


def _heading(name: str) -> str:
    return str(click.get_current_context().obj.words(f"cli.heading.{name}"))


class _Context(click.Context):
    formatter_class = _HelpFormatter

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Name the command in an error of its command line; click leaves some without."""
        if isinstance(error, click.UsageError) and error.ctx is None:
            error.ctx = self
        super().__exit__(kind, error, trace)


def set_help(command: click.Command, name: str, words: Words) -> None:
    """Give a command, its parameters and its subcommands their help texts in one language."""
    command.context_class = _Context
    command.help = command.short_help = _describe_command(name, words)
    for parameter in command.params:
        parameter.help = words(f"cli.option.{parameter.name}")
    help_option = command.get_help_option(click.Context(command))
    if help_option is not None:
        help_option.help = words("cli.option.help")
    if isinstance(command, click.Group):
        for child_name, child in command.commands.items():
            set_help(child, child_name, words)


def _describe_command(name: str, words: Words) -> str:
    if name in FILE_KINDS:
        return words("cli.help.file_kind", kind=words(f"file_kind.{name}"))
    return words(f"cli.help.{name}")


def describe_usage_error(words: Words, error: click.UsageError) -> str:
    """What is wrong with a command line, and which command shows how to write it."""
    match error:
        case click.NoSuchOption():
            problem = words("cli.no_such_option", name=error.option_name)
        case click.NoSuchCommand():
            problem = words("cli.no_such_command", name=error.command_name)
        case click.BadOptionUsage():
            problem = words("cli.bad_option", name=error.option_name)
        case click.BadParameter(param=click.Parameter() as param):
            key = "cli.missing" if isinstance(error, click.MissingParameter) else "cli.bad_value"
            problem = words(key, name=param.get_error_hint(error.ctx), help=param.help or "")
        case _:
            problem = words("cli.bad_arguments")
    return words("cli.usage", problem=problem, command=error.ctx.command_path if error.ctx else "nofu")


def choose_exit_code(refusal: Refusal) -> int:
    """The exit code of a refused command."""
    if isinstance(refusal, StoreRefused):
        return SETTINGS
    if refusal.code == "same_file":
        return SAME_FILE
    return NO_COLUMNS if refusal.code == "no_heading" or refusal.code.endswith("_column") else REFUSED


def describe_path_error(words: Words, error: OSError) -> str:
    """Why a file or folder cannot be used."""
    keys = {FileNotFoundError: "cli.path_missing", FileExistsError: "cli.path_taken"}
    return words(keys.get(type(error), "cli.path_unusable"), path=str(error.filename), reason=error.strerror or "")


def print_text(text: str, *, err: bool = False) -> None:
    """Print for people what a screen has written, without Slack's markup."""
    click.echo(strip_markup(text), err=err)


def print_json(value: Mapping[str, object]) -> None:
    """Print one line for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, default=lambda day: day.isoformat()))


class OutputStream:
    """A stream whose failed writes stop nothing; what follows the first of them is discarded.

    `fault` is the first error. A closed pipe is none: its reader wants no more.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream or io.StringIO()
        self._is_open = True
        self.fault: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text and flush it, or discard it."""
        if self._is_open:
            try:
                self._stream.write(text)
                self._stream.flush()
            except OSError as fault:
                self._is_open = False
                self.fault = None if isinstance(fault, BrokenPipeError) else fault
                with suppress(OSError):  # Python flushes the stream when it ends, and would report the error again
                    os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        return len(text)

    def flush(self) -> None:
        """Do nothing: each text is flushed."""


@contextmanager
def show_progress(words: Words, *, silent: bool) -> Iterator[Progress]:
    """Show on one line of a terminal how many rows were read. Shows nothing to a program."""
    if silent or not sys.stderr.isatty():
        yield ignore_progress
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
