"""Target lists: the upload form, its result, and the list's card."""

from collections.abc import Mapping
from typing import Any

from bot.rules.cards import ListCard
from bot.rules.lists import Counts, Exports
from bot.screens import custody, ids
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
    tidy,
)
from bot.screens.labels import counts, names
from bot.words import Words


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


def name_of(values: Mapping[str, Any], filename: str) -> str:
    """The list's name as typed, else the file's."""
    typed = values[ids.NAME][ids.NAME]["value"]
    return tidy(typed or filename)


def result(frame: Frame, card: ListCard) -> View:
    """What became of the file."""
    return modal(frame, "list_result", frame.words("list.title"), _body(frame, card))


def card(frame: Frame, card: ListCard) -> Card:
    """The list as the desk sees it."""
    words = frame.words
    text = words("list.card", list=str(card.target.id), recipients=card.target.counts.recipients)
    blocks = [header(words("list.header", list=str(card.target.id))), context(frame.mark), *_body(frame, card)]
    return message(frame, text, blocks)


def _body(frame: Frame, card: ListCard) -> list[Block]:
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
    ]
    if card.target.exports is not None:
        blocks.append(section(written(words, card.target.exports)))
    if card.target.hidden_rows:
        blocks.append(section(words("list.hidden_rows", n=card.target.hidden_rows)))
    if card.unjudged:
        blocks.append(section(words("list.unjudged", rules=names(words, "excluded", card.unjudged))))
    small = [words("list.as_of", at=card.target.created_at)]
    if card.target.source == "slack":
        small.append(words("list.delete_file"))
    return [*blocks, context(*small), *custody.blocks(frame, card.target)]


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
