"""Payment files: the upload form, its result, and the post that the desk sees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.model.views import PaymentFileView
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    View,
    context_block,
    escape_name,
    facts_blocks,
    header_block,
    input_block,
    make_message,
    mention_person,
    modal_view,
    section_block,
)
from bot.screens.imports import describe_assignment, list_problems
from bot.screens.labels import list_counts
from bot.screens.upload_requests import UploadRequest


def build_form(frame: Frame, error: str | None = None) -> View:
    """Pick a file, and say up to which day it tells of payments. `error`: why the last file was not taken."""
    words = frame.words
    blocks = [
        *([section_block(words("form.error", text=error))] if error else []),
        input_block(
            ids.FILE,
            words("payments.file"),
            {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
        ),
        input_block(
            ids.AS_OF,
            words("payments.as_of"),
            {"type": "datepicker"},
            optional=True,
            hint=words("payments.as_of_hint"),
        ),
    ]
    return modal_view(frame, ids.PAYMENTS_UPLOAD, words("payments.title"), blocks, submit=words("payments.submit"))


def read_form(values: Mapping[str, Any], file_id: str) -> UploadRequest:
    """The file, and the day as chosen, if one was."""
    chosen = values[ids.AS_OF][ids.AS_OF].get("selected_date")
    return UploadRequest(file_id, as_of=None if chosen is None else date.fromisoformat(chosen))


def build_result(frame: Frame, card: PaymentFileView) -> View:
    """What became of the file."""
    return modal_view(frame, "payments_result", frame.words("payments.title"), _body(frame, card))


def build_card(frame: Frame, card: PaymentFileView) -> MessageCard:
    """The file as the desk sees it."""
    words = frame.words
    text = words("payments.card", applied=card.counts.applied)
    return make_message(
        frame, text, [header_block(words("payments.header")), context_block(frame.mark), *_body(frame, card)]
    )


def _body(frame: Frame, card: PaymentFileView) -> list[Block]:
    words, counted = frame.words, card.counts
    kinds = ("applied", "repeated", "unmatched", "doubtful", "reversals")
    pairs = [(words(f"payments.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        section_block(
            words(
                "payments.summary",
                name=escape_name(card.name),
                who=mention_person(card.person, words),
                rows=counted.rows,
            )
        ),
        *facts_blocks([*pairs, (words("payments.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.rejected:
        blocks.append(
            section_block(f"*{words('payments.rejected')}*\n{list_counts(words, 'rejected', counted.rejected)}")
        )
    blocks += list_problems(frame, card.problems, sum(counted.rejected.values()))
    blocks += describe_assignment(frame, "payments", card.file_id, card.assigned, remembered=card.remembered)
    as_of = words("payments.no_date") if card.as_of is None else words.day(card.as_of)
    blocks.append(context_block(words("payments.as_of_line", day=as_of), words("list.delete_file")))
    return blocks
