"""`nofu import`: one command for each kind of file, all made from one table."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.model.errors import Refusal
from bot.model.imports import FileCounts, FileView, ImportView
from bot.model.lists import ListView
from bot.rules.importing.column_questions import build_question_from_refusal, propose_headings
from bot.screens.imports import quote_headings
from bot.screens.labels import find_label
from bot.screens.text_reports import write_import_summary
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileKind, Source, import_file
from bot.services.shared_numbers import DECISIONS
from bot.words import Words
from commands.cli import output
from commands.cli.output import DONE, CommandLine


def _list_json(view: ListView) -> Mapping[str, object]:
    return {
        **asdict(view.target.counts),
        "questions": dict(view.target.questions),
        "unjudged": list(view.unjudged),
        "problems": list(view.target.exports.problem_files) if view.target.exports else [],
        "seconds": view.seconds,
        "list": str(view.target.id),
    }


def _file_json(view: FileView[FileCounts]) -> Mapping[str, object]:
    files = list(view.exports.problem_files) if view.exports else []
    source = {"as_of": view.as_of, "seconds": view.seconds, "file": str(view.file_id)}
    return {**asdict(view.counts), "asked": list(view.unclear_lines), "problems": files, **source}


def _decisions_json(view: ListView) -> Mapping[str, object]:
    counts, found = asdict(view.target.counts), view.shared
    del counts["corrected"]
    numbers, people, sent = (found.numbers, found.people, found.chosen_people) if found else (0, 0, 0)
    return {"list": str(view.target.id), "numbers": numbers, "people": people, "sent": sent, **counts}


def _make_json(kind: FileKind[Any], view: ImportView) -> Mapping[str, object]:
    if isinstance(view, FileView):
        return _file_json(view)
    return _decisions_json(view) if kind is DECISIONS else _list_json(view)


def _make_options(kind: FileKind[Any]) -> list[click.Parameter]:
    """Return the options of one kind, by the arguments of import_file that it takes."""
    offered = {
        "name": click.Option(["--name"], metavar="N"),
        "person": click.Option(["--as", "person"], metavar="USER"),
        "again": click.Option(["--again"], is_flag=True),
        "as_of": click.Option(["--as-of"], type=output.read_day, metavar="DATE"),
        "choice": click.Option(
            ["--columns", "choice"], type=output.read_columns, default=NO_CHOICE, metavar=kind.columns.example
        ),
    }
    file = click.Argument(["file"], type=output.PathType(dir_okay=False, readable=False, path_type=Path))
    return [file, *(option for name, option in offered.items() if name in kind.takes)]


def _command(kind: FileKind[Any]) -> click.Command:
    callback = click.pass_obj(partial(_import, kind))
    command = click.Command(kind.code, callback=callback, params=_make_options(kind))
    return output.env_option(output.json_option(command))


def _import(kind: FileKind[Any], cli: CommandLine, /, file: Path, env: Path, *, as_json: bool, **options: Any) -> int:
    """Import a file and print its counts. Raises Refusal, with a hint for the user as its note."""
    source = Source("terminal", options.pop("person", None))
    services = cli.open_services(env)
    with (
        explain_refusal(cli.words, kind, options.get("choice", NO_CHOICE)),
        output.show_progress(cli.words, silent=as_json) as progress,
    ):
        view = import_file(services, output.ACTOR, kind, file, source=source, progress=progress, **options)
    if as_json:
        output.print_json(_make_json(kind, view))
    else:
        click.echo(write_import_summary(cli.words, view))
    return DONE


@contextmanager
def explain_refusal(words: Words, kind: FileKind[Any], choice: ColumnChoice) -> Iterator[None]:
    """Add to a refusal a note with what the user can do."""
    try:
        yield
    except Refusal as refusal:
        if hint := find_hint(words, kind, refusal, choice):
            refusal.add_note(hint)
        raise


def find_hint(words: Words, kind: FileKind[Any], refusal: Refusal, choice: ColumnChoice) -> str | None:
    """What the user can do about a refusal. Of `--columns` it names what was typed, which belongs in no log or card."""
    if refusal.code == "same_file":
        return words("cli.again")
    if refusal.code == "repeated_column":
        return _hint_at_repeated(words, refusal)
    if refusal.code != "no_such_column":
        return columns_hint(words, kind.code, refusal)
    column = str(refusal.facts["column"])
    if column not in choice.columns:
        return None
    if column not in kind.columns.names:
        return words("cli.no_such_code", columns=words("list.comma").join(kind.columns.names))
    return words("cli.no_such_heading", heading=choice.columns[column], column=column)


def _hint_at_repeated(words: Words, refusal: Refusal) -> str | None:
    """The headings that mean the same column, and how to choose one; None if they are equal."""
    headings = str(refusal.facts["headings"]).split("\n")
    if len(headings) < 2:
        return None
    column = str(refusal.facts["meaning"])
    return words("cli.repeated_column", headings=quote_headings(words, headings), column=column, heading=headings[0])


def columns_hint(words: Words, kind: str, refusal: Refusal) -> str | None:
    """The columns that a refused file lacks, its unknown headings, and how to assign them; None if that cannot help."""
    question = build_question_from_refusal(kind, refusal.facts)
    if question is None:
        return None
    missing = (f"{find_label(words, 'column', column.value)} ({column.value})" for column in question.needed)
    proposed = propose_headings(kind, question.needed, question.headings)
    placeholder = words("cli.heading")
    return words(
        "cli.columns",
        missing=words("list.comma").join(missing),
        headings=quote_headings(words, question.headings),
        example=",".join(f"{column.value}={proposed.get(column, placeholder)}" for column in question.needed),
    )


def make_group() -> click.Group:
    """Make the group `import`, with a command for each kind of file in the table."""
    return click.Group("import", commands=[_command(kind) for kind in FILE_KINDS.values()])
