"""Payment files: the upload form and its result."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.model.imports import FileCounts, FileView
from bot.screens import ids
from bot.screens.blocks import Frame, SlackView, input_block, modal_view
from bot.screens.imports import build_file_blocks
from bot.screens.uploads import UploadRequest, build_file_input, build_upload_form


def build_form(frame: Frame, error: str | None = None) -> SlackView:
    """Build the form for a file and its as-of date. `error`: why the last file was refused."""
    words = frame.words
    as_of = input_block(
        ids.AS_OF,
        words("payments.as_of"),
        {"type": "datepicker"},
        optional=True,
        hint=words("payments.as_of_hint"),
    )
    file = build_file_input(words("payments.file"))
    return build_upload_form(
        frame, ids.PAYMENTS_UPLOAD, words("payments.title"), [file, as_of], words("payments.submit"), error
    )


def read_form(values: Mapping[str, Any], file_id: str) -> UploadRequest:
    """Read the file and, if one was chosen, its as-of date."""
    day = values[ids.AS_OF][ids.AS_OF].get("selected_date")
    return UploadRequest(file_id, as_of=None if day is None else date.fromisoformat(day))


def build_result(frame: Frame, view: FileView[FileCounts]) -> SlackView:
    """Build the page that shows the outcome of an import."""
    return modal_view(frame, "payments_result", frame.words("payments.title"), build_file_blocks(frame, view))
