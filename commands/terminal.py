"""The desk's verbs from a shell: import and digest. Words on stderr or stdout for people, JSON for programs."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from bot.desk import digests, lists, payments
from bot.desk.intake import Source
from bot.desk.presets import Choice
from bot.desk.tools import Tools
from bot.rules.access import Actor, Role
from bot.rules.cards import ListCard, PaymentsCard
from bot.rules.digests import Figures, Kind
from bot.rules.errors import Refusal
from bot.screens.digests import period
from bot.screens.plain import told
from bot.screens.refusals import sentence
from bot.words import Words
from commands.shell import columns_hint, telling

DONE, REFUSED, SETTINGS, SAME_FILE, NO_COLUMNS = range(5)
_COLUMN_CODES = frozenset({"no_heading", "no_such_column", "repeated_column"})


def import_targets(
    tools: Tools,
    words: Words,
    path: Path,
    *,
    name: str | None,
    person: str | None,
    again: bool,
    chosen: Mapping[str, str],
    as_json: bool,
) -> int:
    """`nofu import targets`: the exit code says what became of the file."""

    def work() -> int:
        with telling(words, silent=as_json) as progress:
            card = lists.import_targets(
                tools,
                machine(),
                path,
                name=name or path.name,
                source=Source("terminal", person),
                again=again,
                choice=Choice(chosen),
                progress=progress,
            )
        print(json_line(_targets(card)) if as_json else told(words, card))
        return DONE

    return answered(words, work, "targets")


def import_payments(
    tools: Tools, words: Words, path: Path, *, as_of: date | None, chosen: Mapping[str, str], as_json: bool
) -> int:
    """`nofu import payments`."""

    def work() -> int:
        with telling(words, silent=as_json) as progress:
            card = payments.import_payments(
                tools,
                machine(),
                path,
                name=path.name,
                source=Source("terminal", None),
                as_of=as_of,
                choice=Choice(chosen),
                progress=progress,
            )
        print(json_line(_payments(card)) if as_json else told(words, card))
        return DONE

    return answered(words, work, "payments")


def digest(tools: Tools, words: Words, kind: Kind, day: date | None, *, as_json: bool) -> int:
    """`nofu digest`: the figures as they would be posted; in JSON without suppression, for they stay on the machine."""
    figures = digests.compute(tools, machine(), kind, day)
    print(json_line(_figures(figures)) if as_json else _figures_text(words, figures))
    return DONE


def machine() -> Actor:
    """Who acts where a command is given."""
    return Actor("terminal", frozenset({Role.MACHINE}), "ja")


def answered(words: Words, work: Callable[[], int], kind: str | None = None) -> int:
    """The exit code of a piece of work; a refusal is told, and how to name the columns of a `kind` of file."""
    try:
        return work()
    except Refusal as refusal:
        print(sentence(words, refusal), file=sys.stderr)
        hint = columns_hint(words, kind, refusal) if kind else None
        if hint:
            print(hint, file=sys.stderr)
        if refusal.code == "same_file":
            print(words("cli.again"), file=sys.stderr)
            return SAME_FILE
        columns = refusal.code in _COLUMN_CODES or refusal.code.endswith("_column")
        return NO_COLUMNS if columns else REFUSED


def json_line(value: Mapping[str, object]) -> str:
    """A value for programs."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _targets(card: ListCard) -> dict[str, object]:
    counted = card.target.counts
    return {
        "rows": counted.rows,
        "recipients": counted.recipients,
        "accepted": counted.accepted,
        "corrected": counted.corrected,
        "excluded": counted.excluded,
        "rejected": counted.rejected,
        "unjudged": list(card.unjudged),
        "problems": list(card.target.exports.problems) if card.target.exports else [],
        "seconds": card.seconds,
        "list": str(card.target.id),
    }


def _payments(card: PaymentsCard) -> dict[str, object]:
    counted = card.counts
    return {
        "rows": counted.rows,
        "applied": counted.applied,
        "repeated": counted.repeated,
        "unmatched": counted.unmatched,
        "doubtful": counted.doubtful,
        "reversals": counted.reversals,
        "rejected": counted.rejected,
        "as_of": card.as_of,
        "seconds": card.seconds,
        "file": str(card.file_id),
    }


def _figures(figures: Figures) -> dict[str, object]:
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
        "promises": {
            "made": figures.promises_made,
            "kept": figures.promises_kept,
            "broken": figures.promises_broken,
        },
        "cost": {
            "units_estimated": figures.units_estimated,
            "units_billed": figures.units_billed,
            "yen": figures.yen,
        },
        "lying": {"files": len(figures.lying), "since": _since(figures)},
    }


def _since(figures: Figures) -> str | None:
    return figures.lying[0].since.isoformat() if figures.lying else None


def _figures_text(words: Words, figures: Figures) -> str:
    title = words(f"digest.{figures.kind.value}", period=period(words, figures))
    lines = [words("count.line", label=words(f"digest.{name}"), n=number) for name, number in figures.messages.items()]
    money = words("digest.payments_value", n=figures.payments_count, yen=figures.payments_yen)
    return "\n".join([title, *lines, words("cli.money", payments=money)])
