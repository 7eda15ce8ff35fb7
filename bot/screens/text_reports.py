"""The outcome of an import as plain lines: for a terminal, and for the report beside a file in the inbox folder."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.model.errors import Refusal
from bot.model.imports import FileCounts, FileView, ImportView, InboxResult
from bot.model.lists import ListView
from bot.model.reasons import Problem
from bot.model.renumberings import RenumberingCounts
from bot.screens.blocks import make_single_line
from bot.screens.imports import describe_as_of, describe_exports, list_notes, list_shown_counts, quote_pairs
from bot.screens.labels import (
    Unit,
    describe_refusal,
    list_counts,
    list_exclusions,
    list_names,
    list_problem_rows,
)
from bot.screens.shared_numbers import describe_shared_numbers
from bot.words import Locale, Words, words

_MARKUP = re.compile(r":[a-z_]+:\s*|[*`]")
_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
_SEPARATOR = "\n\n----------------------------------------\n\n"


def write_import_summary(words: Words, view: ImportView) -> str:
    """Write counts, reasons and row numbers: never a name, a phone number or a word of the file."""
    match view:
        case ListView():
            lines = _list_target_lines(words, view)
        case FileView():
            lines = _list_file_lines(words, view)
    return strip_markup("\n".join(lines))


def strip_markup(text: str) -> str:
    """Remove Slack's markup from a text, and make the rest readable."""
    return make_readable(_MARKUP.sub("", text))


def make_readable(text: str) -> str:
    """Write mentions, links and escaped letters as people read them: `@U0STAFF0001`, a link's text and address."""
    return html.unescape(_LINK.sub(r"\2 (\1)", _MENTION.sub(r"@\1", text)))


def _list_target_lines(words: Words, view: ListView) -> Iterator[str]:
    target, counts = view.target, view.target.counts
    people = counts.recipients
    yield words("cli.targets", list=str(target.id), rows=counts.rows, accepted=counts.accepted, recipients=people)
    if counts.excluded:
        yield from ("", words("list.excluded"), list_exclusions(words, counts.excluded, view.policy, Unit.ROWS))
    yield from _list_rejected_rows(words, words("list.rejected"), counts.rejected, view.problems)
    if counts.corrected:
        yield from ("", words("list.corrected"), list_counts(words, "corrected", counts.corrected, Unit.PLACES))
    if target.hidden_rows:
        yield from ("", words("list.hidden_rows", n=target.hidden_rows))
    if view.unjudged:
        yield from ("", words("list.unjudged", rules=list_names(words, "unjudged", view.unjudged)))
    for code, rows in target.questions.items():
        yield from ("", words(f"list.question.{code}", n=rows))
    yield from _list_assignment(words, target.assigned)
    if target.exports is not None:
        yield from ("", describe_exports(words, target.exports))
    if view.shared is not None:
        yield from ("", describe_shared_numbers(words, view.shared, view.in_use))
    if target.uploader is None:
        yield from ("", words("report.adopt"))


def _list_file_lines(words: Words, view: FileView[FileCounts]) -> Iterator[str]:
    for label, count in list_shown_counts(words, view.counts):
        yield words("count.line", label=label, count=count)
    yield from _list_rejected_rows(words, words("list.rejected"), view.counts.rejected, view.problems)
    yield from _list_assignment(words, view.assigned)
    for note in list_notes(words, view):
        yield from ("", note)
    if not isinstance(view.counts, RenumberingCounts):  # new ids are of no day
        yield from ("", describe_as_of(words, view.as_of))


def _list_rejected_rows(
    words: Words, label: str, rejected: Mapping[str, int], problems: Sequence[Problem]
) -> Iterator[str]:
    """The rows that could not be read: counts by reason, and the first of the rows."""
    if rejected:
        yield from ("", label, list_counts(words, "rejected", rejected, Unit.ROWS), *list_problem_rows(words, problems))


def _list_assignment(words: Words, assigned: Mapping[str, str]) -> Iterator[str]:
    if assigned:
        yield from ("", words("columns.assigned", columns=quote_pairs(words, assigned)))


def write_report(result: InboxResult) -> str:
    """Write the report on a file of the inbox folder, once in each language."""
    return _SEPARATOR.join(_write_report_in(words(locale), result) for locale in Locale) + "\n"


def _write_report_in(words: Words, result: InboxResult) -> str:
    lines = [
        words("report.well" if result.is_ok else "report.failed"),
        words("report.file", name=make_single_line(result.name), kind=words(f"file_kind.{result.kind}"), at=result.at),
        "",
    ]
    if result.imported is not None:
        lines.append(write_import_summary(words, result.imported))
        if result.kind == RenumberingCounts.kind:
            lines += ["", words("renumber.waits")]
    if result.refusal is not None:
        lines += _list_refusal_lines(words, result.refusal)
    return strip_markup("\n".join(lines))


def _list_refusal_lines(words: Words, refusal: Refusal) -> Iterator[str]:
    yield describe_refusal(words, refusal)
    if refusal.code == "same_file":
        return
    if refusal.code.startswith("no_") and refusal.code.endswith("_column"):
        yield from ("", words("report.columns"))
    yield from ("", words("report.delete" if refusal.code == "personal_number" else "report.again"))
