"""What the city knows beside its lists: the posts on call results and on exclusions. Why somebody is left out is never
shown: of exclusions there are numbers only, and the rows to look at in the file itself."""

from datetime import date

from bot.rules.cards import CallsCard, ExclusionsCard
from bot.screens.kit import Block, Card, Frame, context, facts, header, message, named, person, section
from bot.screens.labels import asked_rows, counts
from bot.screens.reading import problems


def calls(frame: Frame, card: CallsCard) -> Card:
    """A file of call results as the desk sees it."""
    words, counted = frame.words, card.counts
    kinds = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    pairs = [(words(f"calls.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        *_top(frame, "calls.header", card.name, card.person, counted.rows),
        *facts([*pairs, (words("calls.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.results:
        blocks.append(section(f"*{words('calls.results')}*\n{counts(words, 'call_result', counted.results)}"))
    if counted.rejected:
        blocks.append(section(f"*{words('calls.rejected')}*\n{counts(words, 'rejected', counted.rejected)}"))
        blocks += problems(frame, card.problems, sum(counted.rejected.values()))
    if counted.rejected.get("unknown_result"):
        blocks.append(section(words("calls.unknown_do")))
    if counted.unclear:
        blocks.append(section(words("calls.unclear", n=counted.unclear, rows=asked_rows(words, card.asked))))
    if counted.hidden_rows:
        blocks.append(section(words("list.hidden_rows", n=counted.hidden_rows)))
    blocks.append(_bottom(frame, card.as_of))
    return message(frame, words("calls.card", applied=counted.applied, counted=counted.counted), blocks)


def exclusions(frame: Frame, card: ExclusionsCard) -> Card:
    """An exclusion file as the desk sees it."""
    words, counted = frame.words, card.counts
    kinds = ("excluded", "lifted", "clear", "repeated")
    pairs = [(words(f"exclusions.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        *_top(frame, "exclusions.header", card.name, card.person, counted.rows),
        *facts([*pairs, (words("exclusions.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.rejected:
        blocks.append(section(f"*{words('exclusions.rejected')}*\n{counts(words, 'rejected', counted.rejected)}"))
        blocks += problems(frame, card.problems, sum(counted.rejected.values()))
    if counted.unknown:
        blocks.append(section(words("exclusions.unknown", n=counted.unknown, rows=asked_rows(words, card.asked))))
    if counted.hidden_rows:
        blocks.append(section(words("list.hidden_rows", n=counted.hidden_rows)))
    blocks.append(_bottom(frame, card.as_of))
    return message(frame, words("exclusions.card", excluded=counted.excluded, lifted=counted.lifted), blocks)


def _top(frame: Frame, title: str, name: str, who: str | None, rows: int) -> list[Block]:
    words = frame.words
    summary = words("payments.summary", name=named(name), who=person(who, words), rows=rows)
    return [header(words(title)), context(frame.mark), section(summary)]


def _bottom(frame: Frame, day: date | None) -> Block:
    words = frame.words
    shown = words("payments.no_date") if day is None else words.day(day)
    return context(words("payments.as_of_line", day=shown))
