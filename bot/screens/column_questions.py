"""Asking which heading is which column, and the choice read back."""

from collections.abc import Mapping
from typing import Any

from bot.model.errors import BadInput
from bot.rules.importing.column_questions import ColumnQuestion, check_choice
from bot.rules.importing.headings import Column
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    View,
    context_block,
    input_block,
    make_single_line,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.labels import find_label
from bot.screens.upload_requests import UploadRequest, pack_request

_BLOCK = "column_"
_SHOWN = 70
COLUMN_FORMS = {"targets": ids.LIST_COLUMNS, "payments": ids.PAYMENTS_COLUMNS}
"""The page's callback id, by the kind of file."""


def build_form(frame: Frame, asked: ColumnQuestion, wish: UploadRequest) -> View:
    """A choice for each column that the file lacks: what it cannot do without first, then what rules go by."""
    words = frame.words
    blocks = [
        section_block(words("columns.needed" if asked.needed else "columns.useful")),
        *(_build_field(frame, asked, column, optional=False) for column in asked.needed),
        *([section_block(words("columns.also"))] if asked.needed and asked.useful else []),
        *(_build_field(frame, asked, column, optional=True) for column in asked.useful),
        context_block(words("columns.remembered")),
    ]
    return modal_view(
        frame,
        COLUMN_FORMS[asked.kind],
        words("columns.title"),
        blocks,
        submit=words("list.submit"),
        metadata=pack_request(wish),
    )


def read_form(values: Mapping[str, Any]) -> dict[str, str]:
    """Column → heading, as chosen. Raises BadInput: nothing at all was, or one heading for two columns."""
    chosen: dict[str, str] = {}
    for block, actions in values.items():
        picked = actions[block].get("selected_option")
        if block.startswith(_BLOCK) and picked is not None:
            chosen[block] = picked["value"]
    if not chosen:
        raise BadInput("no_column_chosen", next(iter(values)))
    check_choice(chosen)
    return {block.removeprefix(_BLOCK): heading for block, heading in chosen.items()}


def _build_field(frame: Frame, asked: ColumnQuestion, column: Column, *, optional: bool) -> Block:
    element = {
        "type": "static_select",
        "options": [option_object(make_single_line(name, _SHOWN), name) for name in asked.headings],
    }
    return input_block(
        f"{_BLOCK}{column.value}", find_label(frame.words, "column", column.value), element, optional=optional
    )
