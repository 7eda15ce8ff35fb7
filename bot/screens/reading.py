"""How a file was read: which headings were assigned, and which rows and words a person should look at."""

from collections.abc import Mapping, Sequence

from bot.rules.lists import Problem
from bot.screens import ids
from bot.screens.kit import Block, Frame, actions, button, confirm, context, named, section
from bot.screens.labels import label, problem_rows
from bot.words import Words

_HEADING = 40


def problems(frame: Frame, first: Sequence[Problem], total: int) -> list[Block]:
    """The first rows that could not be read, a line each, and how many more there are."""
    if not first:
        return []
    words = frame.words
    lines = problem_rows(words, first)
    if total > len(first):
        lines.append(words("problem.more", n=total - len(first)))
    return [section("\n".join([f"*{words('problem.title')}*", *lines]))]


def assignment(frame: Frame, kind: str, file_id: int, assigned: Mapping[str, str], *, remembered: bool) -> list[Block]:
    """Which headings were taken for a column because somebody said so; where that is remembered, a button to forget."""
    if not assigned:
        return []
    words = frame.words
    told = section(words("columns.assigned", columns=pairs(words, assigned)))
    if not remembered:
        return [told]
    forget = button(words("columns.forget"), ids.PRESET_FORGET, f"{kind}:{file_id}", confirm=confirm(frame, "forget"))
    return [told, context(words("columns.used_again")), actions(f"preset_{file_id}", [forget])]


def headings(words: Words, unknown: Sequence[str]) -> str:
    """Headings in a row, each in quotation marks."""
    return words("list.comma").join(words("columns.heading", name=named(name, _HEADING)) for name in unknown)


def pairs(words: Words, assigned: Mapping[str, str]) -> str:
    """An assignment in a row: each column and the heading that was taken for it."""
    return words("list.comma").join(
        words("columns.pair", column=label(words, "column", column), name=named(heading, _HEADING))
        for column, heading in assigned.items()
    )
