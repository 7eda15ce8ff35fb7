"""The form that asks which heading is which column."""

import json
from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from bot.model.errors import BadInput
from bot.rules.importing.column_questions import ColumnQuestion, check_choice
from bot.rules.importing.heading_names import find_letters
from bot.rules.importing.headings import Column
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    context_block,
    input_block,
    make_single_line,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.labels import find_label

_BLOCK_PREFIX = "column_"
_HEADING_LENGTH = 70
_FIELDS_BYTES = 240_000
"""Bytes of all menus as JSON: Slack refuses a view above 250 kB (docs.slack.dev/reference/methods/views.open)."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


def build_form(
    frame: Frame,
    callback_id: str,
    question: ColumnQuestion,
    metadata: str,
    remembered: Mapping[str, str] = _NOTHING,
) -> SlackView:
    """Build the form: a menu for each missing column. Required columns come first, then those that rules use.

    `metadata`: of what file it is. `remembered`: what is chosen already (column → heading). Every menu lists every
    heading, so with many long headings the last menus do not fit and are left out; those with a choice come first.
    """
    words = frame.words
    needed, useful = question.needed, sorted(question.useful, key=lambda column: column.value not in remembered)
    fields = [
        _build_field(frame, question, column, remembered.get(column.value), optional=column not in needed)
        for column in (*needed, *useful)
    ]
    sizes = accumulate(len(json.dumps(field, ensure_ascii=False).encode()) for field in fields)
    fitting = max(sum(size <= _FIELDS_BYTES for size in sizes), len(needed))
    blocks = [
        section_block(words("columns.needed" if needed else "columns.useful")),
        *fields[: len(needed)],
        *([section_block(words("columns.also"))] if needed and useful else []),
        *fields[len(needed) : fitting],
        context_block(words("columns.remembered")),
    ]
    return modal_view(
        frame,
        callback_id,
        words("columns.title"),
        blocks,
        submit=words("list.submit"),
        metadata=metadata,
    )


def read_form(values: Mapping[str, Any]) -> dict[str, str]:
    """Read the form as column → heading. Raises BadInput if nothing was chosen, or one heading for two columns."""
    chosen: dict[str, str] = {}
    for block, actions in values.items():
        picked = actions[block].get("selected_option")
        if block.startswith(_BLOCK_PREFIX) and picked is not None:
            chosen[block] = picked["value"]
    if not chosen:
        raise BadInput("no_column_chosen", next(iter(values)))
    check_choice(chosen)
    return {block.removeprefix(_BLOCK_PREFIX): heading for block, heading in chosen.items()}


def _name_heading(frame: Frame, heading: str) -> str:
    letters = find_letters(heading)
    return (
        make_single_line(heading, _HEADING_LENGTH) if letters is None else frame.words("columns.place", letters=letters)
    )


def _build_field(
    frame: Frame, question: ColumnQuestion, column: Column, remembered: str | None, *, optional: bool
) -> Block:
    options = {heading: option_object(_name_heading(frame, heading), heading) for heading in question.headings}
    element: Block = {"type": "static_select", "options": list(options.values())}
    if remembered in options:
        element["initial_option"] = options[remembered]
    return input_block(
        f"{_BLOCK_PREFIX}{column.value}", find_label(frame.words, "column", column.value), element, optional=optional
    )
