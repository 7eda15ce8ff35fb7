"""Asking which heading is which column, and the choice read back."""

from collections.abc import Mapping
from typing import Any

from bot.rules.asking import Question, check
from bot.rules.errors import BadInput
from bot.rules.headings import Column
from bot.screens import ids
from bot.screens.kit import Block, Frame, View, context, field, modal, option, section, tidy
from bot.screens.labels import label
from bot.screens.wishes import Wish, pack

_BLOCK = "column_"
_SHOWN = 70
PAGES = {"targets": ids.LIST_COLUMNS, "payments": ids.PAYMENTS_COLUMNS}
"""The page's callback id, by the kind of file."""


def page(frame: Frame, asked: Question, wish: Wish) -> View:
    """A choice for each column that the file lacks: what it cannot do without first, then what rules go by."""
    words = frame.words
    blocks = [
        section(words("columns.needed" if asked.needed else "columns.useful")),
        *(_field(frame, asked, column, optional=False) for column in asked.needed),
        *([section(words("columns.also"))] if asked.needed and asked.useful else []),
        *(_field(frame, asked, column, optional=True) for column in asked.useful),
        context(words("columns.remembered")),
    ]
    return modal(
        frame,
        PAGES[asked.kind],
        words("columns.title"),
        blocks,
        submit=words("list.submit"),
        metadata=pack(wish),
    )


def read(values: Mapping[str, Any]) -> dict[str, str]:
    """Column → heading, as chosen. Raises BadInput: nothing at all was, or one heading for two columns."""
    chosen: dict[str, str] = {}
    for block, actions in values.items():
        picked = actions[block].get("selected_option")
        if block.startswith(_BLOCK) and picked is not None:
            chosen[block] = picked["value"]
    if not chosen:
        raise BadInput("no_column_chosen", next(iter(values)))
    check(chosen)
    return {block.removeprefix(_BLOCK): heading for block, heading in chosen.items()}


def _field(frame: Frame, asked: Question, column: Column, *, optional: bool) -> Block:
    element = {"type": "static_select", "options": [option(tidy(name, _SHOWN), name) for name in asked.headings]}
    return field(f"{_BLOCK}{column.value}", label(frame.words, "column", column.value), element, optional=optional)
