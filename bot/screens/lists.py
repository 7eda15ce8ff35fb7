"""Target lists: the upload form, its result, and the list's card."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.rules.cards import ListCard, ReplacedList
from bot.rules.lists import Counts, Exports
from bot.screens import custody, ids, shared
from bot.screens.kit import (
    Block,
    Card,
    Frame,
    View,
    actions,
    button,
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
from bot.screens.labels import counts, names
from bot.screens.reading import assignment, headings, problems
from bot.screens.wishes import Wish, pack
from bot.words import Words

_HEADINGS = 20


def form(frame: Frame, error: str | None = None) -> View:
    """Pick a file, name the list. `error`: why the last file was not taken."""
    words = frame.words
    blocks = [
        *([section(words("form.error", text=error))] if error else []),
        field(
            ids.FILE,
            words("list.file"),
            {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
            hint=words("list.file_hint"),
        ),
        field(
            ids.NAME,
            words("list.name"),
            {"type": "plain_text_input", "max_length": 80},
            optional=True,
            hint=words("list.name_hint"),
        ),
    ]
    return modal(frame, ids.LIST_UPLOAD, words("list.title"), blocks, submit=words("list.submit"))


def wish(values: Mapping[str, Any], file_id: str) -> Wish:
    """The file, and the list's name if one was typed."""
    return Wish(file_id, name=values[ids.NAME][ids.NAME]["value"])


def result(frame: Frame, card: ListCard, wish: Wish, *, in_place: bool = False) -> View:
    """What became of the file. `in_place`: of the list that the wish names, and in whose place this one came."""
    words = frame.words
    asks = bool(card.unjudged and card.target.unknown)
    blocks = _body(frame, card, _asking(frame, card) if asks else ())
    if wish.instead_of is not None:
        said = "list.in_place" if in_place else "list.beside"
        blocks.insert(0, section(words(said, list=str(wish.instead_of))))
    anew = replace(wish, chosen={}, again=True, instead_of=card.target.id)
    return modal(frame, "list_result", words("list.title"), blocks, metadata=pack(anew) if asks else "")


def _asking(frame: Frame, card: ListCard) -> list[Block]:
    """The headings that nobody knows: one of them may be the column that a rule lacks."""
    words = frame.words
    return [
        section(words("columns.unknown", headings=headings(words, card.target.unknown[:_HEADINGS]))),
        actions("columns", [button(words("columns.assign"), ids.ASSIGN_COLUMNS)]),
    ]


def same_file(frame: Frame, earlier: ListCard, wish: Wish) -> View:
    """The file was taken in before: it is asked whether it is wanted once more."""
    words, target = frame.words, earlier.target
    blocks = [
        section(
            words(
                "list.same_file",
                list=str(target.id),
                name=named(target.name),
                who=person(target.uploader, words),
                at=target.created_at,
            )
        ),
        section(words("list.same_file_do")),
        actions("again", [button(words("list.again"), ids.LIST_AGAIN)]),
    ]
    return modal(frame, "list_same_file", words("list.title"), blocks, metadata=pack(wish))


def replaced(frame: Frame, gone: ReplacedList) -> Card:
    """What stands in the place of a list whose file was read again."""
    text = frame.words("list.replaced", list=str(gone.list_id), successor=str(gone.successor))
    blocks = [header(frame.words("list.header", list=str(gone.list_id))), context(frame.mark), section(text)]
    return message(frame, text, blocks)


def card(frame: Frame, card: ListCard) -> Card:
    """The list as the desk sees it."""
    words = frame.words
    text = words("list.card", list=str(card.target.id), recipients=card.target.counts.recipients)
    blocks = [header(words("list.header", list=str(card.target.id))), context(frame.mark), *_body(frame, card)]
    return message(frame, text, blocks)


def _body(frame: Frame, card: ListCard, asking: Sequence[Block] = ()) -> list[Block]:
    words, counted = frame.words, card.target.counts
    blocks = [
        section(words("list.summary", name=named(card.target.name), who=person(card.target.uploader, words))),
        *facts(
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
        *problems(frame, card.problems, sum(counted.rejected.values())),
    ]
    if card.target.exports is not None:
        blocks.append(section(written(words, card.target.exports)))
    if card.target.unclear:
        blocks.append(section(words("list.unclear", n=card.target.unclear)))
    if card.target.hidden_rows:
        blocks.append(section(words("list.hidden_rows", n=card.target.hidden_rows)))
    if card.unjudged:
        blocks.append(section(words("list.unjudged", rules=names(words, "excluded", card.unjudged))))
    blocks += asking
    blocks += assignment(frame, "targets", card.target.id, card.target.assigned, remembered=card.remembered)
    decided_at = card.shared.at if card.shared else None
    small = [words("list.as_of", at=decided_at or card.target.created_at)]
    if card.target.source == "slack":
        small.append(words("list.delete_file"))
    return [*blocks, *shared.blocks(frame, card), context(*small), *custody.blocks(frame, card.target)]


def written(words: Words, exports: Exports) -> str:
    """Which files hold the rows that need a person, by their names alone; or that none could be written."""
    if not exports.problems:
        return words("list.problems_not_written", of=exports.of)
    lines = [words("list.problems", rows=exports.rows, files=words("list.comma").join(exports.problems))]
    if exports.rows < exports.of:
        lines.append(words("list.problems_more", rows=exports.rows, of=exports.of))
    if len(exports.problems) == 1:
        lines.append(words("list.problems_no_csv"))
    return "\n".join(lines)


def _reasons(frame: Frame, counted: Counts) -> list[Block]:
    families = (("excluded", counted.excluded), ("rejected", counted.rejected), ("corrected", counted.corrected))
    return [
        section(f"*{frame.words(f'list.{family}')}*\n{counts(frame.words, family, numbers)}")
        for family, numbers in families
        if numbers
    ]
