"""What became of a file, as plain lines: for a terminal, and for the report beside a file of the inbox."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.rules.cards import CallsCard, ExclusionsCard, ListCard, PaymentsCard, Taken
from bot.rules.lists import Problem
from bot.screens import shared
from bot.screens.labels import asked_rows, counts, names, problem_rows
from bot.screens.lists import written
from bot.screens.reading import pairs
from bot.words import Words

_MARKUP = re.compile(r":[a-z_]+:\s*|[*`]")


def told(words: Words, taken: Taken) -> str:
    """Counts, reasons, row numbers: never a name, a number or a word of the file."""
    return without_markup("\n".join(_lines(words, taken)))


def without_markup(marked: str) -> str:
    """A text as a text editor shows it: without what only Slack reads."""
    return html.unescape(_MARKUP.sub("", marked))


def _lines(words: Words, taken: Taken) -> Iterator[str]:
    match taken:
        case ListCard() as card:
            yield from _list(words, card)
        case PaymentsCard() as card:
            yield from _payments(words, card)
        case CallsCard() as card:
            yield from _calls(words, card)
        case ExclusionsCard() as card:
            yield from _exclusions(words, card)


def _list(words: Words, card: ListCard) -> Iterator[str]:
    target, counted = card.target, card.target.counts
    people = counted.recipients
    yield words("cli.targets", list=str(target.id), rows=counted.rows, accepted=counted.accepted, recipients=people)
    if counted.excluded:
        yield from ("", words("list.excluded"), counts(words, "excluded", counted.excluded))
    yield from _unread(words, "list.rejected", counted.rejected, card.problems)
    if counted.corrected:
        yield from ("", words("list.corrected"), counts(words, "corrected", counted.corrected))
    if target.hidden_rows:
        yield from ("", words("list.hidden_rows", n=target.hidden_rows))
    if card.unjudged:
        yield from ("", words("list.unjudged", rules=names(words, "excluded", card.unjudged)))
    if target.unclear:
        yield from ("", words("list.unclear", n=target.unclear))
    yield from _assigned(words, target.assigned)
    if target.exports is not None:
        yield from ("", written(words, target.exports))
    if card.shared is not None:
        found = words("shared.found", numbers=card.shared.numbers, people=card.shared.people)
        yield from ("", found, shared.decided(words, card.shared))
    if target.uploader is None:
        yield from ("", words("report.adopt"))


def _payments(words: Words, card: PaymentsCard) -> Iterator[str]:
    yield from _counted(words, "payments", ("applied", "repeated", "unmatched", "doubtful", "reversals"), card.counts)
    yield from _unread(words, "payments.rejected", card.counts.rejected, card.problems)
    yield from _assigned(words, card.assigned)
    yield from _as_of(words, card.as_of)


def _calls(words: Words, card: CallsCard) -> Iterator[str]:
    kinds = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    yield from _counted(words, "calls", kinds, card.counts)
    yield from _unread(words, "calls.rejected", card.counts.rejected, card.problems)
    if card.counts.rejected.get("unknown_result"):
        yield from ("", words("calls.unknown_do"))
    if card.counts.unclear:
        yield from ("", words("calls.unclear", n=card.counts.unclear, rows=asked_rows(words, card.asked)))
    yield from _as_of(words, card.as_of)


def _exclusions(words: Words, card: ExclusionsCard) -> Iterator[str]:
    yield from _counted(words, "exclusions", ("excluded", "lifted", "clear", "repeated"), card.counts)
    yield from _unread(words, "exclusions.rejected", card.counts.rejected, card.problems)
    if card.counts.unknown:
        yield from ("", words("exclusions.unknown", n=card.counts.unknown, rows=asked_rows(words, card.asked)))
    yield from _as_of(words, card.as_of)


def _counted(words: Words, family: str, kinds: Iterable[str], numbers: object) -> Iterator[str]:
    for kind in kinds:
        yield words("count.line", label=words(f"{family}.{kind}"), n=getattr(numbers, kind))


def _unread(words: Words, title: str, rejected: Mapping[str, int], problems: Sequence[Problem]) -> Iterator[str]:
    """The rows that could not be read, by reason, and where the first of them are."""
    if rejected:
        yield from ("", words(title), counts(words, "rejected", rejected), *problem_rows(words, problems))


def _assigned(words: Words, assigned: Mapping[str, str]) -> Iterator[str]:
    """Which headings were taken for a column because somebody said so."""
    if assigned:
        yield from ("", words("columns.assigned", columns=pairs(words, assigned)))


def _as_of(words: Words, day: date | None) -> Iterator[str]:
    yield from ("", words("payments.as_of_line", day=words("payments.no_date") if day is None else words.day(day)))
