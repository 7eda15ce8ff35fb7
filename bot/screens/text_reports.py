"""What became of a file, as plain lines: for a terminal, and for the report beside a file of the inbox."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.model.errors import Refusal
from bot.model.imports import Problem
from bot.model.views import CallFileView, ExclusionFileView, ImportView, InboxResult, ListView, PaymentFileView
from bot.screens import shared_numbers
from bot.screens.blocks import make_single_line
from bot.screens.imports import quote_pairs
from bot.screens.labels import describe_refusal, list_counts, list_names, list_problem_rows, list_unclear_rows
from bot.screens.lists import describe_exports
from bot.words import Locale, Words, words

_MARKUP = re.compile(r":[a-z_]+:\s*|[*`]")


def write_summary(words: Words, taken: ImportView) -> str:
    """Counts, reasons, row numbers: never a name, a number or a word of the file."""
    return strip_markup("\n".join(_lines(words, taken)))


def strip_markup(marked: str) -> str:
    """A text as a text editor shows it: without what only Slack reads."""
    return html.unescape(_MARKUP.sub("", marked))


def _lines(words: Words, taken: ImportView) -> Iterator[str]:
    match taken:
        case ListView() as card:
            yield from _list(words, card)
        case PaymentFileView() as card:
            yield from _payments(words, card)
        case CallFileView() as card:
            yield from _calls(words, card)
        case ExclusionFileView() as card:
            yield from _exclusions(words, card)


def _list(words: Words, card: ListView) -> Iterator[str]:
    target, counted = card.target, card.target.counts
    people = counted.recipients
    yield words("cli.targets", list=str(target.id), rows=counted.rows, accepted=counted.accepted, recipients=people)
    if counted.excluded:
        yield from ("", words("list.excluded"), list_counts(words, "excluded", counted.excluded))
    yield from _unreadable_rows(words, "list.rejected", counted.rejected, card.problems)
    if counted.corrected:
        yield from ("", words("list.corrected"), list_counts(words, "corrected", counted.corrected))
    if target.hidden_rows:
        yield from ("", words("list.hidden_rows", n=target.hidden_rows))
    if card.unjudged:
        yield from ("", words("list.unjudged", rules=list_names(words, "excluded", card.unjudged)))
    if target.unclear:
        yield from ("", words("list.unclear", n=target.unclear))
    yield from _assignment_line(words, target.assigned)
    if target.exports is not None:
        yield from ("", describe_exports(words, target.exports))
    if card.shared is not None:
        found = words("shared.found", numbers=card.shared.numbers, people=card.shared.people)
        yield from ("", found, shared_numbers.describe_decision(words, card.shared))
    if target.uploader is None:
        yield from ("", words("report.adopt"))


def _payments(words: Words, card: PaymentFileView) -> Iterator[str]:
    yield from _count_line(
        words, "payments", ("applied", "repeated", "unmatched", "doubtful", "reversals"), card.counts
    )
    yield from _unreadable_rows(words, "payments.rejected", card.counts.rejected, card.problems)
    yield from _assignment_line(words, card.assigned)
    yield from _as_of(words, card.as_of)


def _calls(words: Words, card: CallFileView) -> Iterator[str]:
    kinds = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    yield from _count_line(words, "calls", kinds, card.counts)
    yield from _unreadable_rows(words, "calls.rejected", card.counts.rejected, card.problems)
    if card.counts.rejected.get("unknown_result"):
        yield from ("", words("calls.unknown_do"))
    if card.counts.unclear:
        yield from ("", words("calls.unclear", n=card.counts.unclear, rows=list_unclear_rows(words, card.asked)))
    yield from _as_of(words, card.as_of)


def _exclusions(words: Words, card: ExclusionFileView) -> Iterator[str]:
    yield from _count_line(words, "exclusions", ("excluded", "lifted", "clear", "repeated"), card.counts)
    yield from _unreadable_rows(words, "exclusions.rejected", card.counts.rejected, card.problems)
    if card.counts.unknown:
        yield from ("", words("exclusions.unknown", n=card.counts.unknown, rows=list_unclear_rows(words, card.asked)))
    yield from _as_of(words, card.as_of)


def _count_line(words: Words, family: str, kinds: Iterable[str], numbers: object) -> Iterator[str]:
    for kind in kinds:
        yield words("count.line", label=words(f"{family}.{kind}"), n=getattr(numbers, kind))


def _unreadable_rows(
    words: Words, title: str, rejected: Mapping[str, int], problems: Sequence[Problem]
) -> Iterator[str]:
    """The rows that could not be read, by reason, and where the first of them are."""
    if rejected:
        yield from ("", words(title), list_counts(words, "rejected", rejected), *list_problem_rows(words, problems))


def _assignment_line(words: Words, assigned: Mapping[str, str]) -> Iterator[str]:
    """Which headings were taken for a column because somebody said so."""
    if assigned:
        yield from ("", words("columns.assigned", columns=quote_pairs(words, assigned)))


def _as_of(words: Words, day: date | None) -> Iterator[str]:
    yield from ("", words("payments.as_of_line", day=words("payments.no_date") if day is None else words.day(day)))


_BETWEEN = "\n\n----------------------------------------\n\n"


def write_report(arrival: InboxResult) -> str:
    """What became of a file."""
    return _BETWEEN.join(_report_in_language(words(locale), arrival) for locale in Locale) + "\n"


def _report_in_language(say: Words, arrival: InboxResult) -> str:
    head = [
        say("report.well" if arrival.is_ok else "report.failed"),
        say("report.file", name=make_single_line(arrival.name), kind=say(f"file_kind.{arrival.kind}"), at=arrival.at),
        "",
    ]
    return strip_markup("\n".join([*head, *_report_body(say, arrival)]))


def _report_body(say: Words, arrival: InboxResult) -> Iterator[str]:
    if arrival.imported is not None:
        yield write_summary(say, arrival.imported)
    if arrival.refusal is not None:
        yield from _report_refusal(say, arrival.refusal)


def _report_refusal(say: Words, refusal: Refusal) -> Iterator[str]:
    yield describe_refusal(say, refusal)
    if refusal.code == "same_file":
        return
    if refusal.code.startswith("no_") and refusal.code.endswith("_column"):
        yield from ("", say("report.columns"))
    yield from ("", say("report.delete" if refusal.code == "personal_number" else "report.again"))
