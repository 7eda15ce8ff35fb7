"""Target lists: the upload form, its result, the card and its pages; adopting and confirming."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.model.lists import ListView, ReplacedListView, TargetList
from bot.model.reasons import Excluded
from bot.model.text_findings import Finding, Severity
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    divider_block,
    escape_name,
    facts_blocks,
    input_block,
    make_message,
    mention_person,
    modal_view,
    section_block,
)
from bot.screens.imports import build_assignment, build_problems, describe_exports, quote_headings
from bot.screens.labels import Unit, find_label, list_counts, list_exclusions, list_names
from bot.screens.shared_numbers import build_shared_blocks, describe_shared_numbers
from bot.screens.uploads import UploadRequest, build_file_input, build_upload_form, pack_request
from bot.words import Words

_MAX_HEADINGS = 20
_NAME_LENGTH = 40
_QUESTION_LENGTH = 300
"""Slack's limit for the text of a confirmation dialog."""


def build_form(frame: Frame, error: str | None = None, note: str | None = None) -> SlackView:
    """Build the form for a file and the list's name. `error`: why the last file was refused; `note` stands on top."""
    words = frame.words
    name = input_block(
        ids.NAME,
        words("list.name"),
        {"type": "plain_text_input", "max_length": 80},
        optional=True,
        hint=words("list.name_hint"),
    )
    file = build_file_input(words("list.file"), words("list.file_hint"))
    fields = [*([section_block(note)] if note else []), file, name]
    return build_upload_form(frame, ids.LIST_UPLOAD, words("list.title"), fields, words("list.submit"), error)


def read_form(values: Mapping[str, Any], file_id: str) -> UploadRequest:
    """Read the file and, if one was typed, the list's name."""
    return UploadRequest(file_id, list_name=values[ids.NAME][ids.NAME]["value"])


def build_result(frame: Frame, view: ListView, request: UploadRequest, *, in_place: bool = False) -> SlackView:
    """Build the page that shows the outcome of an import. `in_place`: the list `request.replaces` was replaced."""
    words = frame.words
    asks = bool(view.unjudged and view.target.unknown)
    blocks = _build_page(frame, view, _build_column_button(frame, view) if asks else [])
    if request.replaces is not None:
        key = "list.in_place" if in_place else "list.beside"
        blocks.insert(0, section_block(words(key, list=str(request.replaces))))
    next_request = replace(request, columns={}, import_again=True, replaces=view.target.id)
    metadata = pack_request(next_request) if asks else ""
    return modal_view(frame, "list_result", words("list.title"), blocks, metadata=metadata)


def _build_column_button(frame: Frame, view: ListView) -> list[Block]:
    """Show the unknown headings and a button to assign them: one may be the column that a rule needs."""
    words = frame.words
    return [
        section_block(words("columns.unknown", headings=quote_headings(words, view.target.unknown[:_MAX_HEADINGS]))),
        actions_block("columns", [button_element(words("columns.assign"), ids.ASSIGN_COLUMNS)]),
    ]


def build_same_file_page(frame: Frame, earlier: ListView, request: UploadRequest) -> SlackView:
    """Build the page that asks whether to import a file again that was imported before."""
    words, target = frame.words, earlier.target
    blocks = [
        section_block(
            words(
                "list.same_file",
                list=str(target.id),
                name=escape_name(target.name),
                who=mention_person(target.uploader, words),
                at=target.created_at,
            )
        ),
        section_block(words("list.same_file_do")),
        actions_block("again", [button_element(words("list.again"), ids.LIST_AGAIN)]),
    ]
    return modal_view(frame, "list_same_file", words("list.title"), blocks, metadata=pack_request(request))


def build_replaced_card(frame: Frame, view: ReplacedListView) -> MessageCard:
    """Build the card of a list that another list replaced."""
    text = frame.words("list.replaced", list=str(view.list_id), successor=str(view.successor))
    return make_message(frame, frame.words("list.replaced_header", list=str(view.list_id)), [section_block(text)])


def build_card(frame: Frame, view: ListView) -> MessageCard:
    """Build the card of a list: its figures, what is missing, and what a person must decide, each with one button.

    Everything else is on the page that the button for the details opens. The card of a new list mentions the uploader
    and says what they must decide, on a phone too.
    """
    target, decisions = view.target, _list_decisions(frame.words, view)
    blocks = [
        *_build_figures(frame, view),
        *_join_lines(_list_missing(frame.words, view)),
        *_join_lines(decisions),
        *_build_confirmed(frame, target),
        actions_block(f"list_{target.id}_{target.confirmation_token}", _build_card_buttons(frame, view)),
    ]
    asked = [mention_person(target.uploader, frame.words)] if target.uploader and decisions else []
    return make_message(frame, _describe_list(frame.words, target), blocks, details=" ".join([*asked, *decisions]))


def build_details_page(frame: Frame, view: ListView) -> SlackView:
    """Build the page with everything that is known of a list."""
    page = _keep_buttons(frame, view, _build_page(frame, view))
    return modal_view(frame, "list_details", frame.words("list.details_title"), page)


def _keep_buttons(frame: Frame, view: ListView, page: list[Block]) -> list[Block]:
    """Return a page without its buttons for a person to whom all of them would be refused; it says who may press them.

    They are all for the same people (the actions `list.*` and `preset.*` of bot/model/access.py).
    """
    if view.may_decide:
        return page
    shown = [block for block in page if block["type"] != "actions"]
    return [*shown, context_block(frame.words("list.for_staff"))]


def build_questions_page(frame: Frame, view: ListView) -> SlackView:
    """Build the page with the rows that were read in the meaning that messages nobody."""
    target, words = view.target, frame.words
    blocks = [
        section_block(_describe_list(words, target)),
        *_build_questions(frame, target),
        *_build_exports(words, target),
    ]
    return modal_view(frame, "list_questions", words("list.questions_title"), blocks)


def build_shared_page(frame: Frame, view: ListView) -> SlackView:
    """Build the page on which a person decides on the phone numbers that several people have."""
    blocks = [section_block(_describe_list(frame.words, view.target)), *build_shared_blocks(frame, view)]
    return modal_view(frame, "list_shared", frame.words("shared.title"), _keep_buttons(frame, view, blocks))


def _describe_list(words: Words, target: TargetList) -> str:
    return words("list.card", list=str(target.id), recipients=target.counts.recipients)


def _join_lines(lines: list[str]) -> list[Block]:
    return [section_block("\n".join(lines))] if lines else []


def _build_figures(frame: Frame, view: ListView) -> list[Block]:
    words, target, counts = frame.words, view.target, view.target.counts
    summary = words(
        "list.summary",
        name=escape_name(target.name),
        who=mention_person(target.uploader, words),
        at=(view.shared and view.shared.at) or target.created_at,
    )
    return [
        section_block(summary),
        *facts_blocks(
            [
                (words("list.recipients"), words("count.people", n=counts.recipients)),
                (words("list.rows"), words("count.rows", n=counts.rows)),
                (words("list.accepted"), words("count.rows", n=counts.accepted)),
                (words("list.excluded"), words("count.rows", n=sum(counts.excluded.values()))),
                (words("list.rejected"), words("count.rows", n=sum(counts.rejected.values()))),
                (words("list.corrected"), words("count.places", n=sum(counts.corrected.values()))),
            ]
        ),
    ]


def _list_missing(words: Words, view: ListView) -> list[str]:
    """List what nofu could not check or read, a line each."""
    target, lines = view.target, []
    if view.unjudged:
        lines.append(words("list.unjudged", rules=list_names(words, "unjudged", view.unjudged)))
    if target.hidden_rows:
        lines.append(words("list.hidden_rows", n=target.hidden_rows))
    if target.exports is not None and target.exports.problem_rows:
        files = words("list.comma").join(target.exports.problem_files) or words("list.no_file")
        lines.append(words("list.to_check", rows=target.exports.problem_rows, files=files))
    return lines


def _list_decisions(words: Words, view: ListView) -> list[str]:
    """List what a person must decide or has decided, a line each."""
    target, found, lines = view.target, view.shared, []
    if target.questions:
        lines.append(words("list.questions", n=len(target.questions)))
    if found is not None:
        lines.append(describe_shared_numbers(words, found, view.in_use))
    if target.uploader is None:
        lines.append(words("list.to_adopt"))
    elif target.valid_confirmation is None:
        lines.append(words("list.to_confirm"))
    return lines


def _build_card_buttons(frame: Frame, view: ListView) -> list[Block]:
    words, target, list_id = frame.words, view.target, str(view.target.id)
    buttons = [] if target.valid_confirmation else [_build_main_button(frame, target)]
    if view.shared is not None and view.in_use is None:
        label = "shared.decide" if view.shared.decision is None else "shared.decide_again"
        buttons.append(button_element(words(label), ids.SHARED_DECIDE, list_id))
    if target.questions:
        buttons.append(button_element(words("list.see_questions"), ids.LIST_QUESTIONS, list_id))
    return [*buttons, button_element(words("list.details"), ids.LIST_DETAILS, list_id)]


def _build_page(frame: Frame, view: ListView, column_button: Sequence[Block] = ()) -> list[Block]:
    """Build the details of a list: its figures, the decisions with all their buttons, reasons, rows and files."""
    words, target = frame.words, view.target
    notes = [words("list.delete_file")] if target.source == "slack" else []
    return [
        *_build_figures(frame, view),
        *_join_lines(_list_missing(words, replace(view, target=replace(target, exports=None)))),
        *column_button,
        *_build_questions(frame, target),
        *build_shared_blocks(frame, view),
        *build_confirmation_blocks(frame, target),
        divider_block(),
        *_build_reasons(frame, view),
        *build_problems(frame, view.problems, sum(target.counts.rejected.values())),
        *_build_exports(words, target),
        *build_assignment(frame, "targets", target.id, target.assigned, remembered=view.remembered),
        *([context_block(*notes)] if notes else []),
    ]


def _build_questions(frame: Frame, target: TargetList) -> list[Block]:
    words = frame.words
    return [section_block(words(f"list.question.{code}", n=rows)) for code, rows in target.questions.items()]


def _build_exports(words: Words, target: TargetList) -> list[Block]:
    return [] if target.exports is None else [section_block(describe_exports(words, target.exports))]


def _build_reasons(frame: Frame, view: ListView) -> list[Block]:
    words, counts = frame.words, view.target.counts
    families = (
        ("excluded", list_exclusions(words, counts.excluded, view.policy, Unit.ROWS)),
        ("rejected", list_counts(words, "rejected", counts.rejected, Unit.ROWS)),
        ("corrected", list_counts(words, "corrected", counts.corrected, Unit.PLACES)),
    )
    return [section_block(f"*{words(f'list.{family}')}*\n{lines}") for family, lines in families if lines]


def build_decisions_result(frame: Frame, view: ListView) -> SlackView:
    """Build the page that shows the outcome of a file of decisions, and what the list still needs."""
    target, words = view.target, frame.words
    body = [
        section_block(_describe_list(words, target)),
        *build_shared_blocks(frame, view),
        *build_confirmation_blocks(frame, target),
    ]
    return modal_view(frame, "shared_result", words("shared.title"), body)


def build_confirmation_blocks(frame: Frame, target: TargetList) -> list[Block]:
    """Build what a person must do before a list can be used, or who did it."""
    if target.valid_confirmation is not None:
        return _build_confirmed(frame, target)
    sentence = frame.words("list.to_adopt" if target.uploader is None else "list.to_confirm_here")
    button = _build_main_button(frame, target)
    return [section_block(sentence), actions_block(f"confirm_{target.confirmation_token}", [button])]


def _build_confirmed(frame: Frame, target: TargetList) -> list[Block]:
    confirmed, words = target.valid_confirmation, frame.words
    if confirmed is None:
        return []
    return [context_block(words("list.confirmed", who=mention_person(confirmed.by, words), at=confirmed.at))]


def _build_main_button(frame: Frame, target: TargetList) -> Block:
    """Build the button that adopts a list without an uploader, or confirms any other."""
    if target.uploader is None:
        return _build_adopt_element(frame, target, "primary")
    value = f"{target.id}:{target.confirmation_token}"
    return button_element(frame.words("list.confirm"), ids.LIST_CONFIRM, value, style="primary")


def _build_adopt_element(frame: Frame, target: TargetList, style: str | None) -> Block:
    return button_element(
        frame.words("list.adopt"),
        ids.LIST_ADOPT,
        str(target.id),
        style=style,
        confirm=confirm_dialog(frame, "adopt", is_final=True),
    )


def build_adopt_button(frame: Frame, target: TargetList, *, style: str | None) -> Block:
    """Build the row with the button that adopts a list."""
    return actions_block(f"adopt_{target.id}", [_build_adopt_element(frame, target, style)])


def describe_list_to_adopt(words: Words, target: TargetList) -> str:
    """Describe a list that somebody must adopt, in one line."""
    name = escape_name(target.name, _NAME_LENGTH)
    return words("inbox.adopt", list=str(target.id), name=name, rows=target.counts.rows, at=target.created_at)


def describe_confirmation(words: Words, target: TargetList) -> str:
    """Describe whether the exclusions and corrections were confirmed, and by whom."""
    confirmed = target.valid_confirmation
    if confirmed is None:
        return words("list.unconfirmed")
    return words("list.confirmed_value", who=mention_person(confirmed.by, words), at=confirmed.at)


def build_submit_button(
    frame: Frame,
    campaign_id: int,
    target: TargetList,
    unjudged: Sequence[Excluded],
    findings: Sequence[Finding] = (),
) -> Block:
    """Build the button that submits a campaign. If its list is unconfirmed, a dialog first shows what was left out.

    The button's value then carries the token of what the dialog shows: pressing the button confirms exactly that. The
    dialog also asks whether the author has seen what the lint rules warn of (`findings`).
    """
    words, unconfirmed = frame.words, target.valid_confirmation is None
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    warned = words("confirm.submit.warnings", n=warnings) if warnings else ""
    question = _build_question(frame, target, unjudged, warned) if unconfirmed else warned
    return button_element(
        words("campaign.submit"),
        ids.CAMPAIGN_SUBMIT,
        f"{campaign_id}:{target.confirmation_token}" if unconfirmed else str(campaign_id),
        style="primary",
        confirm=confirm_dialog(frame, "submit", question) if question else None,
    )


def _build_question(frame: Frame, target: TargetList, unjudged: Sequence[Excluded], warned: str) -> str:
    """Build the dialog's question: the counts, as many names of rules as fit, and the number of the other rules.

    `warned`: what the dialog says of the text.
    """
    count = len(unjudged)
    longest = _QUESTION_LENGTH - len(frame.mode_prefix) - len(warned) - 2
    while len(text := _describe_counts(frame.words, target, unjudged, count)) > longest and count:
        count -= 1
    return f"{text}\n{warned}" if warned else text


def _describe_counts(words: Words, target: TargetList, unjudged: Sequence[Excluded], count: int) -> str:
    counts = target.counts
    rules = [find_label(words, "unjudged", rule) for rule in unjudged[:count]]
    if len(unjudged) > count:
        rules.append(words("confirm.submit.more", n=len(unjudged) - count))
    return words(
        "confirm.submit.text",
        list=str(target.id),
        rows=counts.rows,
        excluded=sum(counts.excluded.values()),
        rejected=sum(counts.rejected.values()),
        corrected=sum(counts.corrected.values()),
        rules=words("list.comma").join(rules) or words("confirm.submit.none"),
    )
