"""The form that asks which heading is which column."""

from collections.abc import Mapping
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
from bot.screens.uploads import UploadRequest, pack_request

_BLOCK_PREFIX = "column_"
_HEADING_LENGTH = 70


def build_form(frame: Frame, callback_id: str, question: ColumnQuestion, request: UploadRequest) -> SlackView:
    """Build the form: a menu for each missing column. Required columns come first, then those that rules use."""
    words = frame.words
    blocks = [
        section_block(words("columns.needed" if question.needed else "columns.useful")),
        *(_build_field(frame, question, column, optional=False) for column in question.needed),
        *([section_block(words("columns.also"))] if question.needed and question.useful else []),
        *(_build_field(frame, question, column, optional=True) for column in question.useful),
        context_block(words("columns.remembered")),
    ]
    return modal_view(
        frame,
        callback_id,
        words("columns.title"),
        blocks,
        submit=words("list.submit"),
        metadata=pack_request(request),
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


def _build_field(frame: Frame, question: ColumnQuestion, column: Column, *, optional: bool) -> Block:
    element = {
        "type": "static_select",
        "options": [option_object(_name_heading(frame, heading), heading) for heading in question.headings],
    }
    return input_block(
        f"{_BLOCK_PREFIX}{column.value}", find_label(frame.words, "column", column.value), element, optional=optional
    )
