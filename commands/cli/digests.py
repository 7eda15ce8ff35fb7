"""`nofu digest`: the exact figures of a period, also small ones, since they stay on the machine."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.model.digests import DigestFigures, DigestKind
from bot.model.policy import Policy
from bot.screens.digests import describe_period
from bot.screens.labels import Unit, get_limits, list_counts
from bot.services import digests
from bot.words import Words
from commands.cli import output
from commands.cli.output import DONE, CommandLine


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in DigestKind]))
@click.option("--date", "day", type=output.read_day, metavar="D")
@output.json_option
@output.env_option
@click.pass_obj
def digest(cli: CommandLine, kind: str, day: date | None, *, as_json: bool, env: Path) -> int:
    """Print the figures of a day's digest, by default today's."""
    services = cli.open_services(env)
    figures = digests.compute_figures(services, output.ACTOR, DigestKind(kind), day)
    values = make_figure_values(figures)
    if as_json:
        output.print_json(values)
    else:
        title = cli.words(f"digest.{kind}", period=describe_period(cli.words, figures))
        output.print_text("\n".join([title, *list_digest_lines(cli.words, values, services.settings.policy)]))
    return DONE


def make_figure_values(figures: DigestFigures) -> dict[str, Any]:
    """The figures as they are printed, as JSON and as text alike."""
    return {
        "kind": figures.kind.value,
        "date": figures.period.last,
        "as_of": figures.as_of,
        "sent": figures.sent,
        "delivered": figures.delivered,
        "undelivered": figures.undelivered,
        "pending": figures.pending,
        "unknown": figures.unknown,
        "uncertain": figures.uncertain,
        "held": figures.held,
        "payments": {"count": figures.payments_count, "yen": figures.payments_yen},
        "paid_within": {str(days): people for days, people in figures.paid_within.items()},
        "promises": {"made": figures.promises_made, "kept": figures.promises_kept, "broken": figures.promises_broken},
        "cost": {"units_estimated": figures.units_estimated, "units_billed": figures.units_billed, "yen": figures.yen},
        "lying": {
            "files": len(figures.remaining_files),
            "since": figures.remaining_files[0].since if figures.remaining_files else None,
        },
    }


def list_digest_lines(words: Words, values: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """A line for each figure but `kind` and `date`, which the title names. `policy`: for the numbers in the reasons."""
    for name, value in values.items():
        if name in ("undelivered", "held"):
            yield _line(words, name, sum(value.values()))
            if value:
                yield list_counts(words, name, value, Unit.MESSAGES, **get_limits(policy))
        elif name == "paid_within":
            yield from (_line(words, name, people, days) for days, people in value.items())
        elif isinstance(value, Mapping):
            yield from (_line(words, f"{name}_{part}", figure) for part, figure in value.items())
        elif name not in ("kind", "date"):
            yield _line(words, name, value)


def _line(words: Words, name: str, value: Any, days: str = "") -> str:
    return words(f"digest.line.{name}", value="-" if value is None else value, days=days)
