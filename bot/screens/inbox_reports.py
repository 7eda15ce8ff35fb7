"""The report beside a file of the inbox: a text file, in Japanese, then in English; counts and row numbers alone."""

from collections.abc import Iterator

from bot.rules.cards import Arrival
from bot.rules.errors import Refusal
from bot.screens.kit import tidy
from bot.screens.plain import told, without_markup
from bot.screens.refusals import sentence
from bot.words import Locale, Words, words

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
    return without_markup("\n".join([*head, *_body(say, arrival)]))


def _body(say: Words, arrival: Arrival) -> Iterator[str]:
    if arrival.taken is not None:
        yield told(say, arrival.taken)
    if arrival.refusal is not None:
        yield from _refused(say, arrival.refusal)


def _refused(say: Words, refusal: Refusal) -> Iterator[str]:
    yield sentence(say, refusal)
    if refusal.code == "same_file":
        return
    if refusal.code.startswith("no_") and refusal.code.endswith("_column"):
        yield from ("", say("report.columns"))
    yield from ("", say("report.delete" if refusal.code == "personal_number" else "report.again"))
