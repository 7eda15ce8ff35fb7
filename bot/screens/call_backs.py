"""What is recorded of a call: the buttons on a person's page, the short form of each, and the records on the page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bot.model.call_backs import (
    CallBack,
    CallBackDetail,
    CallBackEntry,
    CallBackForm,
    CallBackResult,
    CorrectionEntry,
    CorrectionForm,
    CorrectionOutcome,
    CorrectionReason,
)
from bot.model.errors import BadInput, Refusal
from bot.rules.call_backs import EFFECTS
from bot.rules.promises import suggest_promised_day
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    escape_name,
    input_block,
    mention_person,
    modal_view,
    option_object,
    section_block,
)
from bot.words import Words

BUTTONS = {
    ids.RECORD_PROMISE: CallBackResult.PROMISE,
    ids.RECORD_PAID: CallBackResult.PAID_SAID,
    ids.RECORD_CALL: CallBackResult.CALLED_BACK,
    ids.RECORD_CONSULTING: CallBackResult.CONSULTING,
    ids.RECORD_STOP: CallBackResult.STOP_WISHED,
    ids.RECORD_COMPLAINT: CallBackResult.COMPLAINT,
    ids.RECORD_WRONG_NUMBER: CallBackResult.WRONG_NUMBER,
}
"""The buttons, each with the result that its form records. The wish for instalments is a choice in the promise's."""
_PROMISE = CallBackResult.PROMISE
NOTE_LENGTH = 200
_YES, _NO = "1", "0"


class FilledForm(NamedTuple):
    """What somebody filled into the form."""

    detail: CallBackDetail | None = None
    day: date | None = None
    note: str = ""


_EMPTY = FilledForm()


def pack_person(message_id: int, *, is_verified: bool) -> str:
    """Pack whom a button or form is about: the message, and whether the caller is confirmed as the person."""
    return f"{message_id}:{_YES if is_verified else _NO}"


def unpack_person(value: str) -> tuple[int, bool]:
    """Unpack whom a button or form is about. Raises Refusal."""
    message_id, _, verified = value.partition(":")
    if not message_id.isascii() or not message_id.isdigit() or verified not in (_YES, _NO):
        raise Refusal("message_gone")
    return int(message_id), verified == _YES


def build_buttons(words: Words, message_id: int, *, is_verified: bool) -> Block:
    """Build the buttons: for a caller who is not confirmed only those that need no person."""
    value = pack_person(message_id, is_verified=is_verified)
    return actions_block(
        "record",
        [
            button_element(
                words(f"record_result.{result}"), action_id, value, style="primary" if result is _PROMISE else None
            )
            for action_id, result in BUTTONS.items()
            if is_verified or not EFFECTS[result].needs_person
        ],
    )


def describe_records(words: Words, records: Sequence[CallBack]) -> str:
    """Describe the records of earlier calls, a line each, with their notes."""
    if not records:
        return words("record.none")
    return "\n".join([words("record.header"), *(_describe_record(words, record) for record in records)])


def _describe_record(words: Words, record: CallBack) -> str:
    detail = words(f"record_detail.{record.detail}")
    what = words("record.promised", day=record.promised_on, how=detail) if record.promised_on else detail
    line = words(
        "record.line" if record.is_verified else "record.line_unverified",
        at=record.at,
        ref=record.ref,
        result=words(f"record_result.{record.result}"),
        what=what,
        who=mention_person(record.by, words),
    )
    if (taken := record.correction) is not None:
        who, reason = mention_person(taken.by, words), words(f"correction_reason.{taken.reason}")
        line = f"~{line}~\n{words('record.corrected', at=taken.at, who=who, reason=reason)}"
    return f"{line}\n>{escape_name(record.note, NOTE_LENGTH)}" if record.note else line


def describe_done(words: Words, result: CallBackResult, default_days: int) -> str:
    """Say that something was recorded, and what follows. `default_days`: how long a promise without a day holds."""
    effect = words(f"record_effect.{result}", days=default_days)
    return words("record.done", result=words(f"record_result.{result}"), effect=effect)


def build_form(frame: Frame, form: CallBackForm, filled: FilledForm = _EMPTY, *, error: str | None = None) -> SlackView:
    """Build the form. `error`: why nothing was recorded; with it, what somebody else recorded meanwhile is shown."""
    words, result = frame.words, form.result
    head = words("record.about", result=words(f"record_result.{result}"), ref=form.ref)
    blocks = [
        *([] if error is None else [section_block(words("form.error", text=error))]),
        *([section_block(describe_records(words, form.newer))] if form.newer else []),
        section_block(f"{head}\n{words(f'record_effect.{result}', days=form.default_days)}"),
        *([section_block(_describe_others(words, form))] if result is CallBackResult.WRONG_NUMBER else []),
        input_block(ids.DETAIL, words(f"record_question.{result}"), _build_details(words, result, filled.detail)),
        *([_build_day(words, form, filled.day)] if result is _PROMISE else []),
        _build_note(words, filled.note),
        _build_back(words, form),
    ]
    metadata = f"{pack_person(form.message_id, is_verified=form.is_verified)}:{result}:{form.seen}"
    return modal_view(
        frame, ids.CALL_BACK, words("record.title"), blocks, submit=words("record.submit"), metadata=metadata
    )


def list_details(result: CallBackResult) -> tuple[CallBackDetail, ...]:
    """Return what the form of a result offers: that of a promise also the wish for instalments."""
    instalments = EFFECTS[CallBackResult.PLAN_WISHED].details if result is _PROMISE else ()
    return (*EFFECTS[result].details, *instalments)


def _build_details(words: Words, result: CallBackResult, chosen: CallBackDetail | None) -> Block:
    options = [option_object(words(f"record_detail.{detail}"), detail.value) for detail in list_details(result)]
    first = next((one for one in options if one["value"] == chosen), options[0])
    return {"type": "radio_buttons", "options": options, "initial_option": first}


def _build_day(words: Words, form: CallBackForm, day: date | None) -> Block:
    picker = {"type": "datepicker", "initial_date": (day or suggest_promised_day(form.today)).isoformat()}
    # Not required by Slack: a request for instalments has no day, nor has a promise of somebody who did not say when.
    return input_block(ids.DAY, words("record.day"), picker, optional=True, hint=words("record.day_hint"))


def _build_note(words: Words, note: str) -> Block:
    field = {"type": "plain_text_input", "max_length": NOTE_LENGTH, **({"initial_value": note} if note else {})}
    return input_block(ids.NOTE, words("record.note"), field, optional=True, hint=words("record.note_hint"))


def _build_back(words: Words, form: CallBackForm) -> Block:
    value = pack_person(form.message_id, is_verified=form.is_verified)
    return actions_block("back", [button_element(words("record.back"), ids.PERSON_OPEN, value)])


def _describe_others(words: Words, form: CallBackForm) -> str:
    return words("record.others", n=form.others) if form.others else words("record.no_others")


def read_form(values: Mapping[str, Any]) -> FilledForm:
    """Read the form as it was filled in."""
    chosen = values[ids.DETAIL][ids.DETAIL].get("selected_option")
    day = (values.get(ids.DAY) or {}).get(ids.DAY, {}).get("selected_date")
    return FilledForm(
        detail=CallBackDetail(chosen["value"]) if chosen else None,
        day=None if day is None else date.fromisoformat(day),
        note=(values[ids.NOTE][ids.NOTE].get("value") or "").strip(),
    )


def make_entry(metadata: str, filled: FilledForm) -> CallBackEntry:
    """Make what is to be recorded of a submitted form. Raises Refusal."""
    message, _, rest = metadata.partition(":")
    verified, _, rest = rest.partition(":")
    code, _, seen = rest.partition(":")
    message_id, is_verified = unpack_person(f"{message}:{verified}")
    detail = filled.detail
    if code not in list(CallBackResult) or not seen.isascii() or not seen.isdigit() or detail is None:
        raise Refusal("message_gone")
    result = CallBackResult(code)
    if result is _PROMISE and detail is CallBackDetail.BY_INSTALMENTS:
        result = CallBackResult.PLAN_WISHED
    return CallBackEntry(
        message_id=message_id,
        is_verified=is_verified,
        result=result,
        detail=detail,
        promised_on=filled.day if result is _PROMISE and detail is not CallBackDetail.NO_DAY else None,
        note=filled.note,
        seen=int(seen),
    )


def build_correction(frame: Frame, form: CorrectionForm) -> SlackView:
    """Build the form that takes a record back: which one, why, and whether what it led to is undone."""
    words = frame.words
    records = [option_object(_name_record(words, one), str(one.id)) for one in form.records]
    reasons = [option_object(words(f"correction_reason.{one}"), one.value) for one in CorrectionReason]
    effects = [option_object(words("correction.keep"), _NO), option_object(words("correction.undo"), _YES)]
    value = pack_person(form.message_id, is_verified=True)
    blocks = [
        section_block(words("correction.text", ref=form.ref)),
        input_block(ids.RECORD, words("correction.record"), {"type": "static_select", "options": records}),
        input_block(ids.REASON, words("decision.reason"), {"type": "radio_buttons", "options": reasons}),
        input_block(
            ids.EFFECT,
            words("correction.effect"),
            {"type": "radio_buttons", "options": effects, "initial_option": effects[0]},
            hint=words("correction.effect_hint"),
        ),
        actions_block("back", [button_element(words("record.back"), ids.PERSON_OPEN, value)]),
    ]
    title, submit = words("correction.title"), words("correction.submit")
    return modal_view(frame, ids.RECORD_CORRECT, title, blocks, submit=submit, metadata=value)


def _name_record(words: Words, record: CallBack) -> str:
    result, detail = words(f"record_result.{record.result}"), words(f"record_detail.{record.detail}")
    what = words("record.promised", day=record.promised_on, how=detail) if record.promised_on else detail
    return words("correction.option", at=record.at, result=result, what=what)


def read_correction(metadata: str, values: Mapping[str, Any]) -> CorrectionEntry:
    """Read what is corrected. Raises BadInput where nothing was chosen, and Refusal for a forged form."""
    message_id, _ = unpack_person(metadata)
    chosen = {name: (values[name][name].get("selected_option") or {}).get("value") for name in _CORRECTED}
    record, reason = chosen[ids.RECORD], chosen[ids.REASON]
    if record is None:
        raise BadInput("record_missing", ids.RECORD)
    if reason not in list(CorrectionReason):
        raise BadInput("reason_missing", ids.REASON)
    if not record.isascii() or not record.isdigit():
        raise Refusal("message_gone")
    return CorrectionEntry(message_id, int(record), CorrectionReason(reason), chosen[ids.EFFECT] == _YES)


_CORRECTED = (ids.RECORD, ids.REASON, ids.EFFECT)


def describe_corrected(words: Words, outcome: CorrectionOutcome) -> str:
    """Say that a record was taken back, what was undone, and what still holds."""
    lines = [words("correction.done")]
    if outcome.is_undone:
        lines.append(words("correction.undone"))
    if outcome.is_held:
        lines.append(words("correction.held"))
    return "\n".join(lines)
