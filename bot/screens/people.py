"""The look-up of the person who calls: the form, the messages that match, and the page with the phone script."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.model.errors import BadInput
from bot.model.people import PersonMatches, PersonMessage, PersonView, PhoneDesk, SheetReason
from bot.rules.people import LAST_DIGITS
from bot.screens import ids, why
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    context_block,
    divider_block,
    input_block,
    make_single_line,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.call_backs import build_buttons, describe_records, pack_person
from bot.words import Fact, Words

_TITLE = "caller.title"
_YES = "1"
_REF_LENGTH = 20
_MOST_DAYS = 12
HEARERS = ("person", "family", "stranger", "scam")
"""To whom what may be said, in the order of the phone script; the last is whoever suspects a scam."""


class FormValues(NamedTuple):
    """What somebody filled into the form."""

    ref: str = ""
    digits: str = ""
    day: date | None = None
    is_verified: bool = False


_EMPTY = FormValues()


def build_form(frame: Frame, today: date, filled: FormValues = _EMPTY, *, error: str | None = None) -> SlackView:
    """Build the form. `error`: why nothing was found, above what was filled in; the digits are not shown again."""
    words = frame.words
    tick = option_object(words("caller.verified_yes"), _YES)
    ref = {"type": "plain_text_input", "max_length": _REF_LENGTH, "focus_on_load": True}
    ticked = {"initial_options": [tick]} if filled.is_verified else {}
    blocks = [
        *([] if error is None else [section_block(words("form.error", text=error))]),
        input_block(
            ids.REF,
            words("caller.ref"),
            {**ref, **({"initial_value": make_single_line(filled.ref, _REF_LENGTH)} if filled.ref else {})},
            optional=True,
            hint=words("caller.ref_hint"),
        ),
        input_block(
            ids.VERIFIED,
            words("caller.verified"),
            {"type": "checkboxes", "options": [tick], **ticked},
            optional=True,
            hint=words("caller.verified_hint"),
        ),
        divider_block(),
        input_block(
            ids.DIGITS,
            words("caller.digits"),
            {"type": "plain_text_input", "max_length": LAST_DIGITS},
            optional=True,
            hint=words("caller.digits_hint"),
        ),
        input_block(
            ids.DAY,
            words("caller.day"),
            {"type": "datepicker", "initial_date": (filled.day or today).isoformat()},
            optional=True,
        ),
    ]
    return modal_view(frame, ids.PERSON_FIND, words(_TITLE), blocks, submit=words("caller.search"))


def read_form(values: Mapping[str, Any]) -> FormValues:
    """Read the form as it was filled in."""
    day = values[ids.DAY][ids.DAY].get("selected_date")
    return FormValues(
        ref=values[ids.REF][ids.REF].get("value") or "",
        digits=values[ids.DIGITS][ids.DIGITS].get("value") or "",
        day=None if day is None else date.fromisoformat(day),
        is_verified=bool(values[ids.VERIFIED][ids.VERIFIED].get("selected_options")),
    )


def build_matches(frame: Frame, view: PersonMatches) -> SlackView:
    """Build the page on the messages that match the digits, each with a button that opens its person."""
    words = frame.words
    number = len(view.messages) + view.more
    blocks = [section_block(words("caller.matches", n=number, day=view.day))]
    for message in view.messages:
        value = pack_person(message.id, is_verified=view.is_verified)
        button = button_element(words("caller.open"), ids.PERSON_OPEN, value)
        blocks.append({**section_block(_describe_message(words, message)), "accessory": button})
    if view.more:
        blocks.append(context_block(words("caller.more_matches", n=view.more)))
    return modal_view(frame, "person_matches", words(_TITLE), blocks)


def build_page(frame: Frame, view: PersonView, desk: PhoneDesk, *, done: str | None = None) -> SlackView:
    """Build the page on a person: of a caller who is not verified only what a stranger may hear.

    `done`: what was just recorded, and what follows.
    """
    words = frame.words
    blocks = _build_stranger(words, view.message, desk)
    if view.is_verified:
        paragraphs = [words("caller.header", ref=view.message.ref), *_list_paragraphs(words, view)]
        blocks = [section_block(text) for text in paragraphs]
    return modal_view(
        frame,
        "person_page",
        words(_TITLE),
        [
            *([] if done is None else [section_block(done)]),
            *blocks,
            build_buttons(words, view.message.id, is_verified=view.is_verified),
            *_build_more(frame, view),
            divider_block(),
            _build_script(words, view, desk),
        ],
        metadata=pack_person(view.message.id, is_verified=view.is_verified),
    )


def _build_stranger(words: Words, message: PersonMessage, desk: PhoneDesk) -> list[Block]:
    value = pack_person(message.id, is_verified=True)
    key = "caller.not_sent" if message.sent_at is None else "caller.ours"
    facts: dict[str, Fact] = {} if message.sent_at is None else {"at": message.sent_at}
    sent = words(key, ref=message.ref, city=desk.city, desk=desk.name, **facts)
    return [
        section_block(f"{sent}\n{words('caller.not_verified')}"),
        actions_block("verify", [button_element(words("caller.verify"), ids.PERSON_VERIFY, value)]),
    ]


def _list_paragraphs(words: Words, view: PersonView) -> list[str]:
    return [
        _describe_messages(words, view),
        _describe_items(words, view),
        _describe_promises(words, view),
        words("caller.kept_back" if view.is_kept_back else "caller.not_kept_back"),
        words("caller.others", n=view.others) if view.others else words("caller.no_others"),
        describe_records(words, view.records),
    ]


def describe_person(words: Words, view: PersonView) -> list[str]:
    """Describe a person for the shell, a paragraph each, in Slack's markup. Nobody was asked who they are."""
    return [words("caller.header_unasked", ref=view.message.ref), *_list_paragraphs(words, view)]


def _describe_messages(words: Words, view: PersonView) -> str:
    lines = [words("caller.messages"), *(_describe_message(words, one) for one in view.messages)]
    return "\n".join([*lines, words("caller.more_messages", n=view.more_messages)] if view.more_messages else lines)


def _describe_message(words: Words, message: PersonMessage) -> str:
    facts = {
        "ref": message.ref,
        "campaign": str(message.campaign_id),
        "intent": words(f"intent.{message.intent.value}"),
        "state": words(f"message.{message.state.value}"),
    }
    if message.sent_at is None:
        return words("caller.message_unsent", **facts)
    return words("caller.message", at=message.sent_at, **facts)


def _describe_items(words: Words, view: PersonView) -> str:
    as_of = words("caller.no_data") if view.data_day is None else words("caller.data_day", day=view.data_day)
    if not view.due_days:
        return f"{words('caller.no_items')} {as_of}"
    shown = words("list.comma").join(words.day(day) for day in view.due_days[:_MOST_DAYS])
    days = shown if len(view.due_days) <= _MOST_DAYS else f"{shown}…"
    return f"{words('caller.items', n=len(view.due_days), days=days)} {as_of}"


def _describe_promises(words: Words, view: PersonView) -> str:
    if not view.promises:
        return words("caller.no_promises")
    lines = [
        words("caller.promise", day=one.promised_on, made=one.made_on, state=words(f"promise_state.{one.state.value}"))
        for one in view.promises
    ]
    return "\n".join([words("caller.promises"), *lines])


def _build_more(frame: Frame, view: PersonView) -> list[Block]:
    """Build the buttons of some roles: a correction, the file with everything, and why it was sent or not."""
    value = pack_person(view.message.id, is_verified=view.is_verified)
    sheet = button_element(frame.words("sheet.open"), ids.PERSON_EXPORT, value)
    correct = button_element(frame.words("correction.open"), ids.RECORD_CORRECT, value)
    buttons = [
        *([correct] if view.may_correct else []),
        *([sheet] if view.may_export else []),
        *([why.build_button(frame, view.message.ref)] if view.may_explain else []),
    ]
    return [actions_block("sheet", buttons)] if buttons else []


def build_sheet_form(frame: Frame, message_id: int, ref: str) -> SlackView:
    """Build the form that asks why everything about a person is written to a file."""
    words, value = frame.words, pack_person(message_id, is_verified=True)
    options = [option_object(words(f"sheet_reason.{reason}"), reason.value) for reason in SheetReason]
    blocks = [
        section_block(words("sheet.text", ref=ref)),
        input_block(ids.REASON, words("sheet.reason"), {"type": "radio_buttons", "options": options}),
        actions_block("back", [button_element(words("record.back"), ids.PERSON_OPEN, value)]),
    ]
    return modal_view(
        frame, ids.PERSON_SHEET, words("sheet.title"), blocks, submit=words("sheet.submit"), metadata=value
    )


def read_sheet_reason(values: Mapping[str, Any]) -> SheetReason:
    """Read why everything about a person is written. Raises BadInput."""
    chosen = values[ids.REASON][ids.REASON].get("selected_option")
    if chosen is None or chosen["value"] not in list(SheetReason):
        raise BadInput("reason_missing", ids.REASON)
    return SheetReason(chosen["value"])


def _build_script(words: Words, view: PersonView, desk: PhoneDesk) -> Block:
    """Build the phone script: what may be said to whom."""
    hearers = HEARERS if view.is_verified else HEARERS[1:]
    facts = {"city": desk.city, "desk": desk.name, "phone": desk.phone}
    lines = [words(f"script.{hearer}", **facts) for hearer in hearers]
    return section_block("\n".join([words("script.header"), *lines]))
