"""`nofu import`: one command for each kind of file, all made from one table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.model.errors import Refusal
from bot.model.views import CallFileView, ExclusionFileView, ImportView, ListView, PaymentFileView
from bot.rules.importing.column_questions import build_question_from_refusal
from bot.screens.imports import quote_headings
from bot.screens.labels import find_label
from bot.screens.text_reports import write_import_summary
from bot.services import shared_numbers
from bot.services.imports import calls, exclusions, payments, targets
from bot.services.imports.column_mappings import NO_CHOICE
from bot.services.imports.pipeline import Source
from bot.words import Words
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@dataclass(frozen=True, slots=True)
class ImportCommand:
    """One kind of file. `options` have the names of the importer's arguments, besides `name` and `person`."""

    kind: str
    importer: Callable[..., ImportView]
    to_json: Callable[[Any], Mapping[str, object]]
    options: tuple[click.Option, ...] = ()
    reports_progress: bool = False


def _list_json(view: ListView) -> Mapping[str, object]:
    return {
        **asdict(view.target.counts),
        "unjudged": list(view.unjudged),
        "problems": list(view.target.exports.problem_files) if view.target.exports else [],
        "seconds": view.seconds,
        "list": str(view.target.id),
    }


def _file_json(view: PaymentFileView | CallFileView | ExclusionFileView) -> Mapping[str, object]:
    asked = {} if isinstance(view, PaymentFileView) else {"asked": list(view.asked)}
    source = {"as_of": view.as_of, "seconds": view.seconds, "file": str(view.file_id)}
    return {**asdict(view.counts), **asked, **source}


def _decisions_json(view: ListView) -> Mapping[str, object]:
    counts, found = asdict(view.target.counts), view.shared
    del counts["corrected"]
    decided = {name: getattr(found, name) if found else 0 for name in ("numbers", "people", "sent")}
    return {"list": str(view.target.id), **decided, **counts}


def _columns(example: str) -> click.Option:
    return click.Option(["--columns", "choice"], type=output.read_columns, default=NO_CHOICE, metavar=example)


_FILE = click.Argument(["file"], type=click.Path(dir_okay=False, readable=False, path_type=Path))
_AS_OF = click.Option(["--as-of"], type=output.read_day, metavar="DATE")
_LIST_OPTIONS = (
    click.Option(["--name"], metavar="N"),
    click.Option(["--as", "person"], metavar="USER"),
    click.Option(["--again"], is_flag=True),
    _columns("phone=電話,…"),
)
_PAYMENT_OPTIONS = (_AS_OF, _columns("paid_on=領収日,…"))
IMPORTS = (
    ImportCommand("targets", targets.import_targets, _list_json, _LIST_OPTIONS, reports_progress=True),
    ImportCommand("payments", payments.import_payments, _file_json, _PAYMENT_OPTIONS, reports_progress=True),
    ImportCommand("calls", calls.import_calls, _file_json),
    ImportCommand("exclusions", exclusions.import_exclusions, _file_json, (_AS_OF,)),
    ImportCommand("decisions", shared_numbers.import_decisions, _decisions_json),
)


def _command(entry: ImportCommand) -> click.Command:
    callback = click.pass_obj(partial(_import, entry))
    command = click.Command(entry.kind, callback=callback, params=[_FILE, *entry.options])
    return output.env_option(output.json_option(command))


def _import(entry: ImportCommand, cli: CommandLine, /, file: Path, env: Path, *, as_json: bool, **options: Any) -> int:
    """Import a file and print its counts. Raises Refusal, with a hint for the user as its note."""
    name, source = options.pop("name", None) or file.name, Source("terminal", options.pop("person", None))
    services = cli.open_services(env)
    try:
        with output.show_progress(cli.words, silent=as_json) as progress:
            if entry.reports_progress:
                options["progress"] = progress
            view = entry.importer(services, output.ACTOR, file, name=name, source=source, **options)
    except Refusal as refusal:
        hint = cli.words("cli.again") if refusal.code == "same_file" else columns_hint(cli.words, entry.kind, refusal)
        if hint:
            refusal.add_note(hint)
        raise
    if as_json:
        output.print_json(entry.to_json(view))
    else:
        click.echo(write_import_summary(cli.words, view))
    return DONE


def columns_hint(words: Words, kind: str, refusal: Refusal) -> str | None:
    """The columns that a refused file lacks, its unknown headings, and how to assign them; None if that cannot help."""
    question = build_question_from_refusal(kind, refusal.facts)
    if question is None:
        return None
    missing = (f"{find_label(words, 'column', column.value)} ({column.value})" for column in question.needed)
    pairs = zip(question.needed, question.headings, strict=False)
    return words(
        "cli.columns",
        missing=words("list.comma").join(missing),
        headings=quote_headings(words, question.headings),
        example=",".join(f"{column.value}={heading}" for column, heading in pairs),
    )


import_group = click.Group("import", commands=[_command(entry) for entry in IMPORTS])
