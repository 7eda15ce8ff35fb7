"""Suppressions: the form that adds one, the pages of those in force, and the form that ends one."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.model.errors import Refusal
from bot.model.suppressions import (
    END_REASONS_BY_HAND,
    REASONS_BY_HAND,
    REASONS_OF_THE_CITY,
    REASONS_WITH_END,
    AddedSuppression,
    EndReason,
    RemainingHold,
    ReversedDecision,
    ReversedPeople,
    Suppression,
    SuppressionFiles,
    SuppressionLine,
    SuppressionPage,
    SuppressionReason,
)
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    context_block,
    divider_block,
    escape_name,
    input_block,
    make_single_line,
    mention_person,
    modal_view,
    option_object,
    section_block,
)
from bot.screens.campaign_buttons import NOTE_LENGTH
from bot.screens.followups import describe_past
from bot.screens.labels import find_label, get_limits
from bot.words import JST, Words

_TITLE = "suppression.title"
_REF_LENGTH, _ID_LENGTH = 20, 40
_ALL = "all"
_NOTE_SHOWN = 80


class FormValues(NamedTuple):
    """What somebody filled into the form that adds a suppression; without `reason` there is nothing yet."""

    ref: str = ""
    taxpayer: str = ""
    phone: str = ""
    reason: SuppressionReason | None = None
    until: date | None = None
    note: str = ""


_EMPTY = FormValues()


def build_form(frame: Frame, filled: FormValues = _EMPTY, *, error: str | None = None) -> SlackView:
    """Build the form. `error`: why nothing was stored. What was typed of an id, a number or a note is not shown again.

    The last day counts for some reasons only; its hint names them.
    """
    words = frame.words
    reasons = [option_object(find_label(words, "suppression_reason", one.value), one.value) for one in REASONS_BY_HAND]
    chosen = next((one for one in reasons if filled.reason and one["value"] == filled.reason.value), None)
    with_end = words("list.comma").join(
        find_label(words, "suppression_reason", one.value) for one in REASONS_BY_HAND if one in REASONS_WITH_END
    )
    ref = {"initial_value": make_single_line(filled.ref, _REF_LENGTH)} if filled.ref else {}
    until = {"initial_date": filled.until.isoformat()} if filled.until else {}
    blocks = [
        *([] if error is None else [section_block(words("form.error", text=error))]),
        actions_block("suppressions", [button_element(words("suppression.open_list"), ids.SUPPRESSION_LIST, _ALL)]),
        _build_text(words, ids.REF, "suppression.ref", _REF_LENGTH, hint="suppression.ref_hint", **ref),
        _build_text(words, ids.TAXPAYER, "suppression.taxpayer", _ID_LENGTH),
        _build_text(words, ids.PHONE, "suppression.phone", _ID_LENGTH, hint="suppression.phone_hint"),
        input_block(
            ids.REASON,
            words("decision.reason"),
            {"type": "static_select", "options": reasons, **({"initial_option": chosen} if chosen else {})},
        ),
        input_block(
            ids.UNTIL,
            words("suppression.until"),
            {"type": "datepicker", **until},
            optional=True,
            hint=words("suppression.until_hint", reasons=with_end),
        ),
        _build_note(words),
    ]
    return modal_view(frame, ids.SUPPRESSION_ADD, words(_TITLE), blocks, submit=words("suppression.add"))


def _build_text(words: Words, block_id: str, label: str, length: int, *, hint: str | None = None, **more: Any) -> Block:
    element = {"type": "plain_text_input", "max_length": length, **more}
    return input_block(block_id, words(label), element, optional=True, hint=words(hint) if hint else None)


def _build_note(words: Words) -> Block:
    note = {"type": "plain_text_input", "multiline": True, "max_length": NOTE_LENGTH}
    return input_block(ids.NOTE, words("decision.note"), note, optional=True, hint=words("suppression.note_hint"))


def read_form(values: Mapping[str, Any]) -> FormValues:
    """Read the form as it was filled in."""
    until = values[ids.UNTIL][ids.UNTIL].get("selected_date")
    return FormValues(
        ref=_read_text(values, ids.REF),
        taxpayer=_read_text(values, ids.TAXPAYER),
        phone=_read_text(values, ids.PHONE),
        reason=SuppressionReason(values[ids.REASON][ids.REASON]["selected_option"]["value"]),
        until=None if until is None else date.fromisoformat(until),
        note=_read_text(values, ids.NOTE),
    )


def _read_text(values: Mapping[str, Any], block_id: str) -> str:
    return values.get(block_id, {}).get(block_id, {}).get("value") or ""


def build_added(frame: Frame, added: AddedSuppression) -> SlackView:
    """Build the page on what was stored."""
    words = frame.words
    reason = find_label(words, "suppression_reason", added.reason.value)
    known = "suppression.added_people" if added.of_people else "suppression.added_number"
    who = "suppression.added_ref" if added.ref else known if added.people else "suppression.added"
    lines = [
        words(who, ref=added.ref or "", n=added.people, reason=reason),
        words("suppression.lasts_until", day=added.until) if added.until else words("suppression.lasts"),
        words("suppression.from_now"),
    ]
    blocks = [section_block("\n".join(lines)), _build_page_buttons(words)]
    return modal_view(frame, "suppression_added", words(_TITLE), blocks)


def _build_page_buttons(words: Words) -> Block:
    return actions_block(
        "suppressions",
        [
            button_element(words("suppression.open_list"), ids.SUPPRESSION_LIST, _ALL),
            button_element(words("suppression.open_form"), ids.SUPPRESSION_OPEN),
        ],
    )


def build_page(frame: Frame, view: SuppressionPage) -> SlackView:
    """Build a page of the suppressions in force, newest first, with their counts by reason."""
    words = frame.words
    buttons = [button_element(words("suppression.open_form"), ids.SUPPRESSION_OPEN, style="primary")]
    if view.may_export and view.counts:
        buttons.append(button_element(words("suppression.export"), ids.SUPPRESSION_EXPORT))
    if view.may_end and SuppressionReason.PAYMENT_REVERSED in view.counts:
        buttons.append(button_element(words("reversed.open"), ids.SUPPRESSION_DECIDE))
    blocks = [
        section_block(_describe_counts(words, view)),
        *([_build_filter(words, view)] if len(view.counts) > 1 else []),
        actions_block("suppressions", buttons),
        divider_block(),
        *(_build_line(words, line, may_end=view.may_end) for line in view.lines),
        *_build_pager(words, view),
    ]
    return modal_view(frame, "suppression_page", words(_TITLE), blocks)


def _describe_counts(words: Words, view: SuppressionPage) -> str:
    if not view.counts:
        return words("suppression.none")
    counts: Counter[str] = Counter()
    for one, number in sorted(view.counts.items(), key=lambda item: (-item[1], item[0])):
        counts[_name_reason(words, one, hides=not view.may_end)] += number
    lines = [f"*{words('suppression.in_force', n=sum(view.counts.values()))}*"]
    lines += [words("suppression.count", reason=reason, n=number) for reason, number in counts.most_common()]
    return "\n".join(lines)


def _name_reason(words: Words, reason: SuppressionReason, *, hides: bool) -> str:
    """Name a reason. `hides`: those of the city are one word, for people who end no suppressions."""
    if hides and reason in REASONS_OF_THE_CITY:
        return words("suppression.reason_hidden")
    return find_label(words, "suppression_reason", reason.value)


def _build_filter(words: Words, view: SuppressionPage) -> Block:
    options = [
        option_object(words("suppression.all"), f"{_ALL}:1"),
        *(
            option_object(find_label(words, "suppression_reason", one.value), f"{one.value}:1")
            for one in SuppressionReason
            if one in view.counts and (view.may_end or one not in REASONS_OF_THE_CITY)
        ),
    ]
    chosen = f"{view.reason.value if view.reason else _ALL}:1"
    select = {
        "type": "static_select",
        "action_id": ids.SUPPRESSION_FILTER,
        "options": options,
        "initial_option": next((one for one in options if one["value"] == chosen), options[0]),
    }
    return {**section_block(words("suppression.filter")), "accessory": select}


def _build_line(words: Words, line: SuppressionLine, *, may_end: bool) -> Block:
    block = section_block(describe_suppression(words, line.suppression, line.ref, hides=not may_end))
    if may_end:
        button = button_element(words("suppression.end"), ids.SUPPRESSION_END, str(line.suppression.id))
        block["accessory"] = button
    return block


def describe_suppression(words: Words, one: Suppression, ref: str | None = None, *, hides: bool = False) -> str:
    """Describe a suppression in two lines: reason and 受付番号; since when, until when, from where and by whom.

    `hides`: a reason of the city is one word, without where it came from and the note, which may say it.
    """
    kind = find_label(words, "suppression", f"of_{one.kind.value}")
    reason = _name_reason(words, one.reason, hides=hides)
    is_hidden = hides and one.reason in REASONS_OF_THE_CITY
    head = (
        words("suppression.line_ref", reason=reason, kind=kind, ref=ref)
        if ref
        else words("suppression.line", reason=reason, kind=kind)
    )
    facts = [
        words("suppression.since", day=one.since.astimezone(JST).date()),
        words("suppression.last_day", day=one.until) if one.until else words("suppression.no_last_day"),
        *([] if is_hidden else [_describe_source(words, one)]),
        *([escape_name(one.note, _NOTE_SHOWN)] if one.note and not is_hidden else []),
    ]
    return f"{head}\n{words('list.dot').join(facts)}"


def _describe_source(words: Words, one: Suppression) -> str:
    name, _, rest = one.source.partition(":")
    known = name if name in SOURCES else "other"
    source = find_label(words, "suppression", f"source_{known}", id=rest.partition(":")[0])
    return (
        source if one.by is None else words("suppression.source_by", source=source, who=mention_person(one.by, words))
    )


SOURCES = ("slack", "look_up", "calls", "exclusions", "stops", "provider", "payments", "suppressions", "other")
"""Where suppressions come from, by the first word of their source."""


def _build_pager(words: Words, view: SuppressionPage) -> list[Block]:
    if view.pages == 1:
        return []
    name = view.reason.value if view.reason else _ALL
    buttons = [
        button_element(words(f"suppression.{key}"), action_id, f"{name}:{number}")
        for key, action_id, number in (
            ("newer", ids.SUPPRESSION_NEWER, view.number - 1),
            ("older", ids.SUPPRESSION_OLDER, view.number + 1),
        )
        if 1 <= number <= view.pages
    ]
    place = context_block(words("suppression.page", page=view.number, pages=view.pages))
    return [place, actions_block("pager", buttons)]


def parse_page(value: str) -> tuple[SuppressionReason | None, int]:
    """Read which page a button or menu asks for. Raises Refusal."""
    name, _, number = value.partition(":")
    if name not in (_ALL, *SuppressionReason) or (number and not (number.isascii() and number.isdigit())):
        raise Refusal("suppression_gone")
    return None if name == _ALL else SuppressionReason(name), int(number or 1)


def describe_files(words: Words, written: SuppressionFiles) -> str:
    """Describe the files that were written."""
    past, names = written.past, words("list.comma").join(written.names)
    key = "suppression.exported_before" if past is not None and past.are_left else "suppression.exported"
    lines = [words(key, n=written.rows, unknown=written.unknown, names=names)]
    if past is not None:
        lines.append(describe_past(words, past))
    if written.stops is not None:
        lines.append(words("suppression.stops", n=written.stops) if written.stops else words("suppression.no_stops"))
    return "\n".join(lines)


def build_end_form(frame: Frame, line: SuppressionLine) -> SlackView:
    """Build the form that asks why a suppression is ended."""
    words = frame.words
    options = [
        option_object(find_label(words, "end_reason", reason.value), reason.value) for reason in END_REASONS_BY_HAND
    ]
    blocks = [
        section_block(describe_suppression(words, line.suppression, line.ref)),
        section_block(words("suppression.end_text")),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": options}),
        _build_note(words),
    ]
    title, yes = words("suppression.end_title"), words("suppression.end")
    return modal_view(frame, ids.SUPPRESSION_END, title, blocks, submit=yes, metadata=str(line.suppression.id))


def read_end_form(values: Mapping[str, Any]) -> tuple[EndReason, str]:
    """Read the reason and the note of that form."""
    return EndReason(values[ids.REASON][ids.REASON]["selected_option"]["value"]), _read_text(values, ids.NOTE)


def build_ended(frame: Frame, hold: RemainingHold) -> SlackView:
    """Build the page on a suppression that was ended, and what still keeps messages from the person."""
    words = frame.words
    lines = [words("suppression.ended")]
    if hold.suppressions:
        names = [find_label(words, "suppression_reason", one.value) for one in hold.suppressions]
        lines.append(words("suppression.still_suppressed", reasons=words("list.comma").join(names)))
    elif not hold.is_listed:
        lines.append(words("suppression.not_listed"))
    elif hold.excluded is not None:
        reason = find_label(words, "excluded", hold.excluded.value, **get_limits(hold.policy))
        lines.append(words("suppression.still_excluded", reason=reason))
    else:
        lines.append(words("suppression.free_again"))
    blocks = [section_block("\n".join(lines)), _build_page_buttons(words)]
    return modal_view(frame, "suppression_ended", words("suppression.end_title"), blocks)


def build_decision(frame: Frame, found: ReversedPeople) -> SlackView:
    """Build the form that decides on all people whose payment was taken back, or on those whom a list names."""
    words = frame.words
    who = [option_object(words("reversed.all", n=found.people), _ALL)]
    if found.listed:
        who.insert(0, option_object(words("reversed.listed", n=found.listed), _LISTED))
    reasons = [
        option_object(find_label(words, "end_reason", reason.value), reason.value) for reason in END_REASONS_BY_HAND
    ]
    blocks = [
        section_block(words("reversed.text", n=found.people)),
        input_block(ids.KIND, words("reversed.who"), {"type": "radio_buttons", "options": who}),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": reasons}),
        _build_note(words),
    ]
    title, yes = words("reversed.title"), words("suppression.end")
    return modal_view(frame, ids.SUPPRESSION_DECIDE, title, blocks, submit=yes, metadata=str(found.upto))


_LISTED = "listed"


def read_decision(metadata: str, values: Mapping[str, Any]) -> ReversedDecision:
    """Read what was decided. Raises Refusal for a form that this version did not make."""
    if not metadata.isascii() or not metadata.isdigit():
        raise Refusal("suppression_gone")
    reason, note = read_end_form(values)
    chosen = values[ids.KIND][ids.KIND]["selected_option"]["value"]
    return ReversedDecision(int(metadata), chosen != _ALL, reason, note)


def build_decided(frame: Frame, number: int) -> SlackView:
    """Build the page on how many people were decided."""
    words = frame.words
    blocks = [section_block(words("reversed.done", n=number)), _build_page_buttons(words)]
    return modal_view(frame, "suppressions_decided", words("reversed.title"), blocks)
