"""The report beside a file of the inbox: a text file, in Japanese, then in English; counts and row numbers alone."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.rules.cards import Arrival, CallsCard, ExclusionsCard, ListCard, PaymentsCard
from bot.rules.errors import Refusal
from bot.rules.lists import Problem
from bot.screens.kit import tidy
from bot.screens.labels import asked_rows, counts, names, problem_rows
from bot.screens.refusals import sentence
from bot.words import Locale, Words, words

_MARKUP = re.compile(r":[a-z_]+:\s*|[*`]")
_BETWEEN = "\n\n----------------------------------------\n\n"


def text(arrival: Arrival) -> str:
    """What became of a file."""
    return _BETWEEN.join(_in_one_language(words(locale), arrival) for locale in Locale) + "\n"


def _in_one_language(say: Words, arrival: Arrival) -> str:
    head = [
        say("report.well" if arrival.well else "report.failed"),
        say("report.file", name=tidy(arrival.name), kind=say(f"file_kind.{arrival.kind}"), at=arrival.at),
        "",
    ]
    return _plain("\n".join([*head, *_body(say, arrival)]))


def _body(say: Words, arrival: Arrival) -> Iterator[str]:
    match arrival.taken:
        case ListCard() as card:
            yield from _list(say, card)
        case PaymentsCard() as card:
            yield from _payments(say, card)
        case CallsCard() as card:
            yield from _calls(say, card)
        case ExclusionsCard() as card:
            yield from _exclusions(say, card)
    if arrival.refusal is not None:
        yield from _refused(say, arrival.refusal)


def _list(say: Words, card: ListCard) -> Iterator[str]:
    counted = card.target.counts
    yield say(
        "cli.targets",
        list=str(card.target.id),
        rows=counted.rows,
        accepted=counted.accepted,
        recipients=counted.recipients,
    )
    if counted.excluded:
        yield from ("", say("list.excluded"), counts(say, "excluded", counted.excluded))
    yield from _unread(say, "list.rejected", counted.rejected, card.problems)
    if counted.corrected:
        yield from ("", say("list.corrected"), counts(say, "corrected", counted.corrected))
    if card.target.hidden_rows:
        yield from ("", say("list.hidden_rows", n=card.target.hidden_rows))
    if card.unjudged:
        yield from ("", say("list.unjudged", rules=names(say, "excluded", card.unjudged)))
    yield from ("", say("report.adopt"))


def _payments(say: Words, card: PaymentsCard) -> Iterator[str]:
    yield from _counted(say, "payments", ("applied", "repeated", "unmatched", "doubtful", "reversals"), card.counts)
    yield from _unread(say, "payments.rejected", card.counts.rejected, card.problems)
    yield from _as_of(say, card.as_of)


def _calls(say: Words, card: CallsCard) -> Iterator[str]:
    kinds = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    yield from _counted(say, "calls", kinds, card.counts)
    yield from _unread(say, "calls.rejected", card.counts.rejected, card.problems)
    if card.counts.rejected.get("unknown_result"):
        yield from ("", say("calls.unknown_do"))
    if card.counts.unclear:
        yield from ("", say("calls.unclear", n=card.counts.unclear, rows=asked_rows(say, card.asked)))
    yield from _as_of(say, card.as_of)


def _exclusions(say: Words, card: ExclusionsCard) -> Iterator[str]:
    yield from _counted(say, "exclusions", ("excluded", "lifted", "clear", "repeated"), card.counts)
    yield from _unread(say, "exclusions.rejected", card.counts.rejected, card.problems)
    if card.counts.unknown:
        yield from ("", say("exclusions.unknown", n=card.counts.unknown, rows=asked_rows(say, card.asked)))
    yield from _as_of(say, card.as_of)


def _counted(say: Words, family: str, kinds: Iterable[str], numbers: object) -> Iterator[str]:
    for kind in kinds:
        yield say("count.line", label=say(f"{family}.{kind}"), n=getattr(numbers, kind))


def _unread(say: Words, title: str, rejected: Mapping[str, int], problems: Sequence[Problem]) -> Iterator[str]:
    """The rows that could not be read, by reason, and where the first of them are."""
    if rejected:
        yield from ("", say(title), counts(say, "rejected", rejected), *problem_rows(say, problems))


def _as_of(say: Words, day: date | None) -> Iterator[str]:
    yield from ("", say("payments.as_of_line", day=say("payments.no_date") if day is None else say.day(day)))


def _refused(say: Words, refusal: Refusal) -> Iterator[str]:
    yield sentence(say, refusal)
    if refusal.code == "same_file":
        return
    if refusal.code.startswith("no_") and refusal.code.endswith("_column"):
        yield from ("", say("report.columns"))
    yield from ("", say("report.delete" if refusal.code == "personal_number" else "report.again"))


def _plain(marked: str) -> str:
    """A text as a text editor shows it: without what only Slack reads."""
    return html.unescape(_MARKUP.sub("", marked))
