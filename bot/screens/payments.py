"""Payment files: the upload form, its result, and the post on the file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.model.views import PaymentFileView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    context_block,
    header_block,
    input_block,
    make_message,
    modal_view,
)
from bot.screens.imports import build_assignment, build_counts, build_rejected_rows, describe_as_of
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


def build_result(frame: Frame, view: PaymentFileView) -> SlackView:
    """Build the page that shows the outcome of an import."""
    return modal_view(frame, "payments_result", frame.words("payments.title"), _build_body(frame, view))


def build_card(frame: Frame, view: PaymentFileView) -> MessageCard:
    """Build the post on a payment file."""
    words = frame.words
    text = words("payments.card", applied=view.counts.applied)
    return make_message(
        frame,
        text,
        [header_block(words("payments.header")), context_block(frame.mode_name), *_build_body(frame, view)],
    )


def _build_body(frame: Frame, view: PaymentFileView) -> list[Block]:
    return [
        *build_counts(frame, view),
        *build_rejected_rows(frame, view),
        *build_assignment(frame, "payments", view.file_id, view.assigned, remembered=view.remembered),
        context_block(describe_as_of(frame.words, view.as_of), frame.words("list.delete_file")),
    ]
