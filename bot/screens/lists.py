"""Target lists: the upload form, its result, and the list's card."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.model.lists import Exports, ListCounts
from bot.model.views import ListView, ReplacedListView
from bot.screens import ids, list_confirmation, shared_numbers
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    View,
    actions_block,
    button_element,
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
from bot.screens.imports import describe_assignment, list_problems, quote_headings
from bot.screens.labels import list_counts, list_names
from bot.screens.upload_requests import UploadRequest, pack_request
from bot.words import Words

_HEADINGS = 20


def build_form(frame: Frame, error: str | None = None) -> View:
    """Pick a file, name the list. `error`: why the last file was not taken."""
    words = frame.words
    blocks = [
        *([section_block(words("form.error", text=error))] if error else []),
        input_block(
            ids.FILE,
            words("list.file"),
            {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
            hint=words("list.file_hint"),
        ),
        input_block(
            ids.NAME,
            words("list.name"),
            {"type": "plain_text_input", "max_length": 80},
            optional=True,
            hint=words("list.name_hint"),
        ),
    ]
    return modal_view(frame, ids.LIST_UPLOAD, words("list.title"), blocks, submit=words("list.submit"))


def read_form(values: Mapping[str, Any], file_id: str) -> UploadRequest:
    """The file, and the list's name if one was typed."""
    return UploadRequest(file_id, name=values[ids.NAME][ids.NAME]["value"])


def build_result(frame: Frame, card: ListView, wish: UploadRequest, *, in_place: bool = False) -> View:
    """What became of the file. `in_place`: of the list that the wish names, and in whose place this one came."""
    words = frame.words
    asks = bool(card.unjudged and card.target.unknown)
    blocks = _body(frame, card, _asking(frame, card) if asks else ())
    if wish.instead_of is not None:
        said = "list.in_place" if in_place else "list.beside"
        blocks.insert(0, section_block(words(said, list=str(wish.instead_of))))
    anew = replace(wish, chosen={}, again=True, instead_of=card.target.id)
    return modal_view(frame, "list_result", words("list.title"), blocks, metadata=pack_request(anew) if asks else "")


def _asking(frame: Frame, card: ListView) -> list[Block]:
    """The headings that nobody knows: one of them may be the column that a rule lacks."""
    words = frame.words
    return [
        section_block(words("columns.unknown", headings=quote_headings(words, card.target.unknown[:_HEADINGS]))),
        actions_block("columns", [button_element(words("columns.assign"), ids.ASSIGN_COLUMNS)]),
    ]


def build_same_file_page(frame: Frame, earlier: ListView, wish: UploadRequest) -> View:
    """The file was taken in before: it is asked whether it is wanted once more."""
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
    return modal_view(frame, "list_same_file", words("list.title"), blocks, metadata=pack_request(wish))


def build_replaced_card(frame: Frame, gone: ReplacedListView) -> MessageCard:
    """What stands in the place of a list whose file was read again."""
    text = frame.words("list.replaced", list=str(gone.list_id), successor=str(gone.successor))
    blocks = [
        header_block(frame.words("list.header", list=str(gone.list_id))),
        context_block(frame.mark),
        section_block(text),
    ]
    return make_message(frame, text, blocks)


def build_card(frame: Frame, card: ListView) -> MessageCard:
    """The list as the desk sees it."""
    words = frame.words
    text = words("list.card", list=str(card.target.id), recipients=card.target.counts.recipients)
    blocks = [
        header_block(words("list.header", list=str(card.target.id))),
        context_block(frame.mark),
        *_body(frame, card),
    ]
    return make_message(frame, text, blocks)


def _body(frame: Frame, card: ListView, asking: Sequence[Block] = ()) -> list[Block]:
    words, counted = frame.words, card.target.counts
    blocks = [
        section_block(
            words("list.summary", name=escape_name(card.target.name), who=mention_person(card.target.uploader, words))
        ),
        *facts_blocks(
            [
                (words("list.rows"), words("count.rows", n=counted.rows)),
                (words("list.accepted"), words("count.rows", n=counted.accepted)),
                (words("list.recipients"), words("count.people", n=counted.recipients)),
                (words("list.excluded"), words("count.rows", n=sum(counted.excluded.values()))),
                (words("list.rejected"), words("count.rows", n=sum(counted.rejected.values()))),
                (words("list.corrected"), words("count.places", n=sum(counted.corrected.values()))),
            ]
        ),
        *_reasons(frame, counted),
        *list_problems(frame, card.problems, sum(counted.rejected.values())),
    ]
    if card.target.exports is not None:
        blocks.append(section_block(describe_exports(words, card.target.exports)))
    if card.target.unclear:
        blocks.append(section_block(words("list.unclear", n=card.target.unclear)))
    if card.target.hidden_rows:
        blocks.append(section_block(words("list.hidden_rows", n=card.target.hidden_rows)))
    if card.unjudged:
        blocks.append(section_block(words("list.unjudged", rules=list_names(words, "excluded", card.unjudged))))
    blocks += asking
    blocks += describe_assignment(frame, "targets", card.target.id, card.target.assigned, remembered=card.remembered)
    decided_at = card.shared.at if card.shared else None
    small = [words("list.as_of", at=decided_at or card.target.created_at)]
    if card.target.source == "slack":
        small.append(words("list.delete_file"))
    return [
        *blocks,
        *shared_numbers.build_blocks(frame, card),
        context_block(*small),
        *list_confirmation.build_blocks(frame, card.target),
    ]


def describe_exports(words: Words, exports: Exports) -> str:
    """Which files hold the rows that need a person, by their names alone; or that none could be written."""
    if not exports.problem_files:
        return words("list.problems_not_written", of=exports.problem_rows)
    lines = [words("list.problems", rows=exports.written_rows, files=words("list.comma").join(exports.problem_files))]
    if exports.written_rows < exports.problem_rows:
        lines.append(words("list.problems_more", rows=exports.written_rows, of=exports.problem_rows))
    if len(exports.problem_files) == 1:
        lines.append(words("list.problems_no_csv"))
    return "\n".join(lines)


def _reasons(frame: Frame, counted: ListCounts) -> list[Block]:
    families = (("excluded", counted.excluded), ("rejected", counted.rejected), ("corrected", counted.corrected))
    return [
        section_block(f"*{frame.words(f'list.{family}')}*\n{list_counts(frame.words, family, numbers)}")
        for family, numbers in families
        if numbers
    ]
