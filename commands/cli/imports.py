"""`nofu import`: one command for each kind of file, all made from one table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from bot.desk import calls, exclusions, lists, payments, shared
from bot.desk.intake import Source
from bot.desk.presets import NO_CHOICE
from bot.rules.asking import question_of
from bot.rules.cards import CallsCard, ExclusionsCard, ListCard, PaymentsCard, Taken
from bot.rules.errors import Refusal, StoreRefused
from bot.screens.labels import label
from bot.screens.plain import told
from bot.screens.reading import headings
from bot.screens.refusals import sentence
from bot.words import Words
from commands.cli import output
from commands.cli.output import DONE, NO_COLUMNS, REFUSED, SAME_FILE, CommandLine


@dataclass(frozen=True, slots=True)
class ImportCommand:
    """One kind of file. `options` have the names of the importer's arguments, besides `name` and `person`."""

    kind: str
    importer: Callable[..., Taken]
    to_json: Callable[[Any], Mapping[str, object]]
    options: tuple[click.Option, ...] = ()
    reports_progress: bool = False


def _list_json(card: ListCard) -> Mapping[str, object]:
    return {
        **asdict(card.target.counts),
        "unjudged": list(card.unjudged),
        "problems": list(card.target.exports.problems) if card.target.exports else [],
        "seconds": card.seconds,
        "list": str(card.target.id),
    }


def _payments_json(card: PaymentsCard) -> Mapping[str, object]:
    return {**asdict(card.counts), "as_of": card.as_of, "seconds": card.seconds, "file": str(card.file_id)}


def _file_json(card: CallsCard | ExclusionsCard) -> Mapping[str, object]:
    return {
        **asdict(card.counts),
        "asked": list(card.asked),
        "as_of": card.as_of,
        "seconds": card.seconds,
        "file": str(card.file_id),
    }


def _decisions_json(card: ListCard) -> Mapping[str, object]:
    counts, found = card.target.counts, card.shared
    return {
        "list": str(card.target.id),
        "numbers": found.numbers if found else 0,
        "people": found.people if found else 0,
        "sent": found.sent if found else 0,
        "rows": counts.rows,
        "recipients": counts.recipients,
        "accepted": counts.accepted,
        "excluded": counts.excluded,
        "rejected": counts.rejected,
    }


def _columns(example: str) -> click.Option:
    return click.Option(["--columns", "choice"], type=output.ColumnsType(), default=NO_CHOICE, metavar=example)


_AS_OF = click.Option(["--as-of"], type=output.DateType(), metavar="DATE")
IMPORTS = (
    ImportCommand(
        "targets",
        lists.import_targets,
        _list_json,
        (
            click.Option(["--name"], metavar="N"),
            click.Option(["--as", "person"], metavar="USER"),
            click.Option(["--again"], is_flag=True),
            _columns("phone=電話,…"),
        ),
        reports_progress=True,
    ),
    ImportCommand(
        "payments",
        payments.import_payments,
        _payments_json,
        (_AS_OF, _columns("paid_on=領収日,…")),
        reports_progress=True,
    ),
    ImportCommand("calls", calls.import_calls, _file_json),
    ImportCommand("exclusions", exclusions.import_exclusions, _file_json, (_AS_OF,)),
    ImportCommand("decisions", shared.import_decisions, _decisions_json),
)


def import_group() -> click.Group:
    """Build the group `import` with a command for each entry of the table."""
    return click.Group("import", commands=[_command(entry) for entry in IMPORTS])


def _command(entry: ImportCommand) -> click.Command:
    @click.pass_obj
    def run(cli: CommandLine, /, **values: Any) -> int:
        return _import(cli, entry, **values)

    command = click.Command(entry.kind, callback=run, params=list(entry.options))
    for add in (output.env_option, output.json_option):
        command = add(command)
    command.params.insert(0, click.Argument(["file"], type=click.Path(dir_okay=False, readable=False, path_type=Path)))
    return command


def _import(
    cli: CommandLine,
    entry: ImportCommand,
    *,
    file: Path,
    env: Path,
    as_json: bool,
    name: str | None = None,
    person: str | None = None,
    **options: Any,
) -> int:
    """Import a file and print its counts. Returns the exit code. Raises StoreRefused."""
    services = cli.open_services(env)
    try:
        with output.show_progress(cli.words, silent=as_json) as progress:
            if entry.reports_progress:
                options["progress"] = progress
            card = entry.importer(
                services,
                output.terminal_actor(),
                file,
                name=name or file.name,
                source=Source("terminal", person),
                **options,
            )
    except StoreRefused:
        raise
    except Refusal as refusal:
        return _print_refusal(cli.words, entry.kind, refusal)
    if as_json:
        output.print_json(entry.to_json(card))
    else:
        click.echo(told(cli.words, card))
    return DONE


def _print_refusal(words: Words, kind: str, refusal: Refusal) -> int:
    """Print why a file was refused, and which option helps. Returns the exit code."""
    click.echo(sentence(words, refusal), err=True)
    if hint := columns_hint(words, kind, refusal):
        click.echo(hint, err=True)
    if refusal.code == "same_file":
        click.echo(words("cli.again"), err=True)
        return SAME_FILE
    return NO_COLUMNS if refusal.code == "no_heading" or refusal.code.endswith("_column") else REFUSED


def columns_hint(words: Words, kind: str, refusal: Refusal) -> str | None:
    """The columns that a refused file lacks, its unknown headings, and how to assign them; None if that cannot help."""
    asked = question_of(kind, refusal.facts)
    if asked is None:
        return None
    missing = (f"{label(words, 'column', column.value)} ({column.value})" for column in asked.needed)
    pairs = zip(asked.needed, asked.headings, strict=False)
    return words(
        "cli.columns",
        missing=words("list.comma").join(missing),
        headings=headings(words, asked.headings),
        example=",".join(f"{column.value}={heading}" for column, heading in pairs),
    )
