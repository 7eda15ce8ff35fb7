"""Promises: the form that records one, and the morning's message on those that a person must look at."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.model.call_backs import CallBackDetail, CallBackResult
from bot.model.errors import BadInput
from bot.model.promises import PromiseFiles, PromiseReport
from bot.rules.call_backs import EFFECTS
from bot.rules.message_text.refs import read_ref
from bot.rules.promises import check_promised_day, suggest_promised_day
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    input_block,
    make_message,
    make_single_line,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.call_backs import NOTE_LENGTH
from bot.screens.followups import describe_past
from bot.words import Words

_REF_LENGTH = 20
_YES = "1"


class FormValues(NamedTuple):
    """What somebody filled into the form of a promise."""

    ref: str = ""
    day: date | None = None
    detail: CallBackDetail = CallBackDetail.IN_FULL
    is_verified: bool = False
    note: str = ""


_EMPTY = FormValues()


def build_form(
    frame: Frame, today: date, filled: FormValues = _EMPTY, *, seen: int = 0, error: str | None = None
) -> SlackView:
    """Build the form. `error`: why nothing was recorded, above what was filled in; the note is not shown again.

    `seen`: the newest record of a call when the form opened.
    """
    words = frame.words
    tick = option_object(words("caller.verified_yes"), _YES)
    details = [
        option_object(words(f"record_detail.{one}"), one.value) for one in EFFECTS[CallBackResult.PROMISE].details
    ]
    chosen = next((one for one in details if one["value"] == filled.detail.value), details[0])
    ref = {"initial_value": make_single_line(filled.ref, _REF_LENGTH)} if filled.ref else {}
    ticked = {"initial_options": [tick]} if filled.is_verified else {}
    day = filled.day or suggest_promised_day(today)
    note = {"type": "plain_text_input", "max_length": NOTE_LENGTH}
    blocks = [
        *([] if error is None else [section_block(words("form.error", text=error))]),
        input_block(ids.REF, words("caller.ref"), {"type": "plain_text_input", "max_length": _REF_LENGTH, **ref}),
        input_block(ids.VERIFIED, words("caller.verified"), {"type": "checkboxes", "options": [tick], **ticked}),
        input_block(
            ids.DAY,
            words("record.day"),
            {"type": "datepicker", "initial_date": day.isoformat()},
            hint=words("promises.day_hint"),
        ),
        input_block(
            ids.DETAIL,
            words("record_question.promise"),
            {"type": "radio_buttons", "options": details, "initial_option": chosen},
        ),
        input_block(ids.NOTE, words("record.note"), note, optional=True, hint=words("record.note_hint")),
    ]
    title, submit = words("promises.title"), words("record.submit")
    return modal_view(frame, ids.PROMISE_ADD, title, blocks, submit=submit, metadata=str(seen))


def read_seen(metadata: str) -> int:
    """Read the newest record that a form knew of; 0, as of a form of an older version, asks in doubt."""
    return int(metadata) if metadata.isascii() and metadata.isdigit() else 0


def read_form(values: Mapping[str, Any]) -> FormValues:
    """Read the form as it was filled in."""
    day = values[ids.DAY][ids.DAY].get("selected_date")
    chosen = values[ids.DETAIL][ids.DETAIL].get("selected_option")
    return FormValues(
        ref=values[ids.REF][ids.REF].get("value") or "",
        day=None if day is None else date.fromisoformat(day),
        detail=CallBackDetail(chosen["value"]) if chosen else CallBackDetail.IN_FULL,
        is_verified=bool(values[ids.VERIFIED][ids.VERIFIED].get("selected_options")),
        note=(values[ids.NOTE][ids.NOTE].get("value") or "").strip(),
    )


def check_form(filled: FormValues, today: date) -> tuple[str, date | None]:
    """Return the 受付番号 and the day of a form that can be recorded; None if the caller did not say when.

    Raises BadInput with the field.
    """
    ref = read_ref(filled.ref)
    if ref is None:
        raise BadInput("ref_mistyped", ids.REF)
    if not filled.is_verified:
        raise BadInput("caller_not_verified", ids.VERIFIED)
    if filled.detail is CallBackDetail.NO_DAY:
        return ref, None
    if filled.day is None:
        raise BadInput("promise_without_day", ids.DAY)
    check_promised_day(filled.day, today)
    return ref, filled.day


def build_report(frame: Frame, report: PromiseReport) -> MessageCard:
    """Build the morning's message: a count for each list that has people, and the buttons."""
    words = frame.words
    days = words("promises.day", day=report.last)
    if report.first != report.last:
        days = words("promises.days", first=report.first, last=report.last)
    lines = [
        words("promises.line", what=words(f"promise_list.{kind.value}"), people=words("count.people", n=number))
        for kind, number in report.counts.items()
        if number
    ]
    if report.near is not None:
        lines.append(words("promises.near", people=words("count.people", n=report.near.people)))
    lines.append(words("promises.do") if any(report.counts.values()) else words("promises.nobody"))
    blocks = [section_block("\n".join([f"*{days}*", *lines])), *_build_buttons(words, report)]
    return make_message(frame, words("promises.header"), blocks, details="\n".join(lines))


def _build_buttons(words: Words, report: PromiseReport) -> list[Block]:
    buttons = []
    if any(report.counts.values()):
        buttons.append(button_element(words("promises.write"), ids.PROMISES_WRITE, str(report.entry), style="primary"))
    if report.near is not None:
        buttons.append(button_element(words("promises.draft"), ids.PROMISES_DRAFT, str(report.near.list_id)))
    return [actions_block("promises", buttons)] if buttons else []


def describe_files(words: Words, written: PromiseFiles) -> str:
    """Describe the files that were written."""
    past = written.past
    key = "promises.already" if past is not None and past.are_left else "promises.written"
    lines = [words(key, n=written.rows, names=words("list.comma").join(written.names))]
    if past is not None:
        lines.append(describe_past(words, past))
    if written.unknown:
        lines.append(words("promises.unknown", n=written.unknown))
    return "\n".join(lines)
