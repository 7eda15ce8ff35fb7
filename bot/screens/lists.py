"""Target lists: the upload form, its result, the card; adopting, confirming, and deciding on shared numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.model.lists import Exports, SharedDecision, SharedNumbers, TargetList
from bot.model.reasons import Excluded
from bot.model.views import ListView, ReplacedListView
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
    escape_name,
    facts_blocks,
    input_block,
    make_message,
    mention_person,
    modal_view,
    section_block,
)
from bot.screens.imports import build_assignment, build_problems, quote_headings
from bot.screens.labels import Unit, find_label, list_counts, list_exclusions, list_names
from bot.screens.uploads import UploadRequest, build_file_input, build_upload_form, pack_request
from bot.words import Words

_MAX_HEADINGS = 20
_NAME_LENGTH = 40
_QUESTION_LENGTH = 300
"""Slack's limit for the text of a confirmation dialog."""


def build_form(frame: Frame, error: str | None = None) -> SlackView:
    """Build the form for a file and the list's name. `error`: why the last file was refused."""
    words = frame.words
    name = input_block(
        ids.NAME,
        words("list.name"),
        {"type": "plain_text_input", "max_length": 80},
        optional=True,
        hint=words("list.name_hint"),
    )
    file = build_file_input(words("list.file"), words("list.file_hint"))
    return build_upload_form(frame, ids.LIST_UPLOAD, words("list.title"), [file, name], words("list.submit"), error)


def read_form(values: Mapping[str, Any], file_id: str) -> UploadRequest:
    """Read the file and, if one was typed, the list's name."""
    return UploadRequest(file_id, list_name=values[ids.NAME][ids.NAME]["value"])


def build_result(frame: Frame, view: ListView, request: UploadRequest, *, in_place: bool = False) -> SlackView:
    """Build the page that shows the outcome of an import. `in_place`: the list `request.replaces` was replaced."""
    words = frame.words
    asks = bool(view.unjudged and view.target.unknown)
    blocks = _build_body(frame, view, _build_column_button(frame, view) if asks else [])
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
    """Build the card of a list."""
    words = frame.words
    headline = words("list.card", list=str(view.target.id), recipients=view.target.counts.recipients)
    return make_message(frame, headline, _build_body(frame, view))


def _build_body(frame: Frame, view: ListView, column_button: Sequence[Block] = ()) -> list[Block]:
    words, counts = frame.words, view.target.counts
    blocks = [
        section_block(
            words("list.summary", name=escape_name(view.target.name), who=mention_person(view.target.uploader, words))
        ),
        *facts_blocks(
            [
                (words("list.rows"), words("count.rows", n=counts.rows)),
                (words("list.accepted"), words("count.rows", n=counts.accepted)),
                (words("list.recipients"), words("count.people", n=counts.recipients)),
                (words("list.excluded"), words("count.rows", n=sum(counts.excluded.values()))),
                (words("list.rejected"), words("count.rows", n=sum(counts.rejected.values()))),
                (words("list.corrected"), words("count.places", n=sum(counts.corrected.values()))),
            ]
        ),
        *_build_reasons(frame, view),
        *build_problems(frame, view.problems, sum(counts.rejected.values())),
    ]
    if view.target.exports is not None:
        blocks.append(section_block(describe_exports(words, view.target.exports)))
    blocks += [section_block(words(f"list.question.{code}", n=rows)) for code, rows in view.target.questions.items()]
    if view.target.hidden_rows:
        blocks.append(section_block(words("list.hidden_rows", n=view.target.hidden_rows)))
    if view.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "unjudged", view.unjudged))))
    blocks += column_button
    blocks += build_assignment(frame, "targets", view.target.id, view.target.assigned, remembered=view.remembered)
    decided_at = view.shared.at if view.shared else None
    notes = [words("list.as_of", at=decided_at or view.target.created_at)]
    if view.target.source == "slack":
        notes.append(words("list.delete_file"))
    return [
        *blocks,
        *build_shared_blocks(frame, view),
        context_block(*notes),
        *build_confirmation_blocks(frame, view.target),
    ]


def describe_exports(words: Words, exports: Exports) -> str:
    """Name the files with the rows that a person must check, or say that none could be written."""
    if not exports.problem_files:
        return words("list.problems_not_written", of=exports.problem_rows)
    lines = [words("list.problems", rows=exports.written_rows, files=words("list.comma").join(exports.problem_files))]
    if exports.written_rows < exports.problem_rows:
        lines.append(words("list.problems_more", rows=exports.written_rows, of=exports.problem_rows))
    if len(exports.problem_files) == 1:
        lines.append(words("list.problems_no_csv"))
    return "\n".join(lines)


def _build_reasons(frame: Frame, view: ListView) -> list[Block]:
    words, counts = frame.words, view.target.counts
    families = (
        ("excluded", list_exclusions(words, counts.excluded, view.policy, Unit.ROWS)),
        ("rejected", list_counts(words, "rejected", counts.rejected, Unit.ROWS)),
        ("corrected", list_counts(words, "corrected", counts.corrected, Unit.PLACES)),
    )
    return [section_block(f"*{words(f'list.{family}')}*\n{lines}") for family, lines in families if lines]


def build_shared_blocks(frame: Frame, view: ListView) -> list[Block]:
    """Build the part of a list's card about phone numbers that several people have; nothing if there are none."""
    found, words = view.shared, frame.words
    if found is None:
        return []
    exports = view.target.exports
    lines = [words("shared.found", numbers=found.numbers, people=found.people), describe_shared_decision(words, found)]
    if exports is not None and exports.shared_file is not None:
        lines.append(words("shared.by_file", file=exports.shared_file))
    return [
        section_block("\n".join(lines)),
        actions_block(f"shared_{view.target.id}", _build_shared_buttons(frame, view.target.id, found)),
    ]


def describe_shared_decision(words: Words, found: SharedNumbers) -> str:
    """Describe the decision on shared numbers: what, by whom and when."""
    if found.decision is None or found.by is None or found.at is None:
        return words("shared.undecided", people=found.people)
    key = {
        SharedDecision.LEAVE: "shared.left",
        SharedDecision.ONE: "shared.one_each",
        SharedDecision.FILE: "shared.as_file",
    }[found.decision]
    return words(key, sent=found.chosen_people, who=mention_person(found.by, words), at=found.at)


def build_decisions_form(frame: Frame, error: str | None = None) -> SlackView:
    """Build the form for a filled-in file of decisions. `error`: why the last file was refused."""
    words = frame.words
    file = build_file_input(words("shared.file"), words("shared.file_hint"))
    return build_upload_form(frame, ids.SHARED_UPLOAD, words("shared.title"), [file], words("list.submit"), error)


def build_decisions_result(frame: Frame, view: ListView) -> SlackView:
    """Build the page that shows the outcome of a file of decisions, and what the list still needs."""
    target, words = view.target, frame.words
    summary = section_block(words("list.card", list=str(target.id), recipients=target.counts.recipients))
    body = [summary, *build_shared_blocks(frame, view), *build_confirmation_blocks(frame, target)]
    return modal_view(frame, "shared_result", words("shared.title"), body)


def _build_shared_buttons(frame: Frame, list_id: int, found: SharedNumbers) -> list[Block]:
    words = frame.words
    leave = words("confirm.shared_leave.text", numbers=found.numbers, people=found.people)
    one = words("confirm.shared_one.text", numbers=found.numbers, people=found.people)
    return [
        button_element(
            words("shared.leave"), ids.SHARED_LEAVE, str(list_id), confirm=confirm_dialog(frame, "shared_leave", leave)
        ),
        button_element(
            words("shared.one"), ids.SHARED_ONE, str(list_id), confirm=confirm_dialog(frame, "shared_one", one)
        ),
        button_element(words("shared.open"), ids.SHARED_OPEN, str(list_id)),
    ]


def build_confirmation_blocks(frame: Frame, target: TargetList) -> list[Block]:
    """Build the end of a list's card: what a person must do before the list can be used, or who did it."""
    words, confirmed = frame.words, target.valid_confirmation
    if target.uploader is None:
        return [section_block(words("list.to_adopt")), build_adopt_button(frame, target)]
    if confirmed is not None:
        who = mention_person(confirmed.by, words)
        return [context_block(words("list.confirmed", who=who, at=confirmed.at))]
    button = button_element(
        words("list.confirm"), ids.LIST_CONFIRM, f"{target.id}:{target.confirmation_token}", style="primary"
    )
    return [section_block(words("list.to_confirm")), actions_block(f"confirm_{target.confirmation_token}", [button])]


def build_adopt_button(frame: Frame, target: TargetList) -> Block:
    """Build the button that adopts a list."""
    button = button_element(
        frame.words("list.adopt"),
        ids.LIST_ADOPT,
        str(target.id),
        style="primary",
        confirm=confirm_dialog(frame, "adopt"),
    )
    return actions_block(f"adopt_{target.id}", [button])


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


def build_submit_button(frame: Frame, campaign_id: int, target: TargetList, unjudged: Sequence[Excluded]) -> Block:
    """Build the button that submits a campaign. If its list is unconfirmed, a dialog first shows what was left out.

    The button's value then carries the token of what the dialog shows: pressing the button confirms exactly that.
    """
    words, unconfirmed = frame.words, target.valid_confirmation is None
    return button_element(
        words("campaign.submit"),
        ids.CAMPAIGN_SUBMIT,
        f"{campaign_id}:{target.confirmation_token}" if unconfirmed else str(campaign_id),
        style="primary",
        confirm=confirm_dialog(frame, "submit", _build_question(frame, target, unjudged)) if unconfirmed else None,
    )


def _build_question(frame: Frame, target: TargetList, unjudged: Sequence[Excluded]) -> str:
    """Build the dialog's question: the counts, as many names of rules as fit, and the number of the other rules."""
    count = len(unjudged)
    longest = _QUESTION_LENGTH - len(frame.mode_prefix) - 1
    while len(text := _describe_counts(frame.words, target, unjudged, count)) > longest and count:
        count -= 1
    return text


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
