"""What the city knows beside its lists: the posts on call results and on exclusions. Why somebody is left out is never
shown: of exclusions there are numbers only, and the rows to look at in the file itself."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.model.imports import Problem
from bot.model.views import CallFileView, ExclusionFileView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    escape_name,
    facts_blocks,
    header_block,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import find_label, list_counts, list_problem_rows, list_unclear_rows
from bot.words import Words


def build_call_file_card(frame: Frame, card: CallFileView) -> MessageCard:
    """A file of call results as the desk sees it."""
    words, counted = frame.words, card.counts
    kinds = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    pairs = [(words(f"calls.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        *_build_top(frame, "calls.header", card.name, card.person, counted.rows),
        *facts_blocks([*pairs, (words("calls.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.results:
        blocks.append(
            section_block(f"*{words('calls.results')}*\n{list_counts(words, 'call_result', counted.results)}")
        )
    if counted.rejected:
        blocks.append(section_block(f"*{words('calls.rejected')}*\n{list_counts(words, 'rejected', counted.rejected)}"))
        blocks += list_problems(frame, card.problems, sum(counted.rejected.values()))
    if counted.rejected.get("unknown_result"):
        blocks.append(section_block(words("calls.unknown_do")))
    if counted.unclear:
        blocks.append(
            section_block(words("calls.unclear", n=counted.unclear, rows=list_unclear_rows(words, card.asked)))
        )
    if counted.hidden_rows:
        blocks.append(section_block(words("list.hidden_rows", n=counted.hidden_rows)))
    blocks.append(_build_bottom(frame, card.as_of))
    return make_message(frame, words("calls.card", applied=counted.applied, counted=counted.counted), blocks)


def build_exclusion_file_card(frame: Frame, card: ExclusionFileView) -> MessageCard:
    """An exclusion file as the desk sees it."""
    words, counted = frame.words, card.counts
    kinds = ("excluded", "lifted", "clear", "repeated")
    pairs = [(words(f"exclusions.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        *_build_top(frame, "exclusions.header", card.name, card.person, counted.rows),
        *facts_blocks([*pairs, (words("exclusions.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.rejected:
        blocks.append(
            section_block(f"*{words('exclusions.rejected')}*\n{list_counts(words, 'rejected', counted.rejected)}")
        )
        blocks += list_problems(frame, card.problems, sum(counted.rejected.values()))
    if counted.unknown:
        blocks.append(
            section_block(words("exclusions.unknown", n=counted.unknown, rows=list_unclear_rows(words, card.asked)))
        )
    if counted.hidden_rows:
        blocks.append(section_block(words("list.hidden_rows", n=counted.hidden_rows)))
    blocks.append(_build_bottom(frame, card.as_of))
    return make_message(frame, words("exclusions.card", excluded=counted.excluded, lifted=counted.lifted), blocks)


def _build_top(frame: Frame, title: str, name: str, who: str | None, rows: int) -> list[Block]:
    words = frame.words
    summary = words("payments.summary", name=escape_name(name), who=mention_person(who, words), rows=rows)
    return [header_block(words(title)), context_block(frame.mark), section_block(summary)]


def _build_bottom(frame: Frame, day: date | None) -> Block:
    words = frame.words
    shown = words("payments.no_date") if day is None else words.day(day)
    return context_block(words("payments.as_of_line", day=shown))


_HEADING = 40


def list_problems(frame: Frame, first: Sequence[Problem], total: int) -> list[Block]:
    """The first rows that could not be read, a line each, and how many more there are."""
    if not first:
        return []
    words = frame.words
    lines = list_problem_rows(words, first)
    if total > len(first):
        lines.append(words("problem.more", n=total - len(first)))
    return [section_block("\n".join([f"*{words('problem.title')}*", *lines]))]


def describe_assignment(
    frame: Frame, kind: str, file_id: int, assigned: Mapping[str, str], *, remembered: bool
) -> list[Block]:
    """Which headings were taken for a column because somebody said so; where that is remembered, a button to forget."""
    if not assigned:
        return []
    words = frame.words
    told = section_block(words("columns.assigned", columns=quote_pairs(words, assigned)))
    if not remembered:
        return [told]
    forget = button_element(
        words("columns.forget"), ids.PRESET_FORGET, f"{kind}:{file_id}", confirm=confirm_dialog(frame, "forget")
    )
    return [told, context_block(words("columns.used_again")), actions_block(f"preset_{file_id}", [forget])]


def quote_headings(words: Words, unknown: Sequence[str]) -> str:
    """Headings in a row, each in quotation marks."""
    return words("list.comma").join(words("columns.heading", name=escape_name(name, _HEADING)) for name in unknown)


def quote_pairs(words: Words, assigned: Mapping[str, str]) -> str:
    """An assignment in a row: each column and the heading that was taken for it."""
    return words("list.comma").join(
        words("columns.pair", column=find_label(words, "column", column), name=escape_name(heading, _HEADING))
        for column, heading in assigned.items()
    )
