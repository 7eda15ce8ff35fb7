"""Payment files: the upload form, its result, and the post that the desk sees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.rules.cards import PaymentsCard
from bot.screens import ids
from bot.screens.kit import (
    Block,
    Card,
    Frame,
    View,
    context,
    facts,
    field,
    header,
    message,
    modal,
    named,
    person,
    section,
)
from bot.screens.labels import counts
from bot.screens.reading import assignment, problems
from bot.screens.wishes import Wish


def form(frame: Frame, error: str | None = None) -> View:
    """Pick a file, and say up to which day it tells of payments. `error`: why the last file was not taken."""
    words = frame.words
    blocks = [
        *([section(words("form.error", text=error))] if error else []),
        field(
            ids.FILE,
            words("payments.file"),
            {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
        ),
        field(
            ids.AS_OF,
            words("payments.as_of"),
            {"type": "datepicker"},
            optional=True,
            hint=words("payments.as_of_hint"),
        ),
    ]
    return modal(frame, ids.PAYMENTS_UPLOAD, words("payments.title"), blocks, submit=words("payments.submit"))


def wish(values: Mapping[str, Any], file_id: str) -> Wish:
    """The file, and the day as chosen, if one was."""
    chosen = values[ids.AS_OF][ids.AS_OF].get("selected_date")
    return Wish(file_id, as_of=None if chosen is None else date.fromisoformat(chosen))


def result(frame: Frame, card: PaymentsCard) -> View:
    """What became of the file."""
    return modal(frame, "payments_result", frame.words("payments.title"), _body(frame, card))


def card(frame: Frame, card: PaymentsCard) -> Card:
    """The file as the desk sees it."""
    words = frame.words
    text = words("payments.card", applied=card.counts.applied)
    return message(frame, text, [header(words("payments.header")), context(frame.mark), *_body(frame, card)])


def _body(frame: Frame, card: PaymentsCard) -> list[Block]:
    words, counted = frame.words, card.counts
    kinds = ("applied", "repeated", "unmatched", "doubtful", "reversals")
    pairs = [(words(f"payments.{kind}"), words("count.rows", n=getattr(counted, kind))) for kind in kinds]
    blocks = [
        section(words("payments.summary", name=named(card.name), who=person(card.person, words), rows=counted.rows)),
        *facts([*pairs, (words("payments.rejected"), words("count.rows", n=sum(counted.rejected.values())))]),
    ]
    if counted.rejected:
        blocks.append(section(f"*{words('payments.rejected')}*\n{counts(words, 'rejected', counted.rejected)}"))
    blocks += problems(frame, card.problems, sum(counted.rejected.values()))
    blocks += assignment(frame, "payments", card.file_id, card.assigned, remembered=card.remembered)
    as_of = words("payments.no_date") if card.as_of is None else words.day(card.as_of)
    blocks.append(context(words("payments.as_of_line", day=as_of), words("list.delete_file")))
    return blocks
