"""Numbers that several people of a list have: what was decided, and the buttons by which a person decides."""

from bot.rules.cards import ListCard
from bot.rules.lists import SharedNumbers
from bot.rules.shared import How
from bot.screens import custody, ids
from bot.screens.kit import Block, Frame, View, actions, button, confirm, field, modal, person, section
from bot.words import Words


def blocks(frame: Frame, card: ListCard) -> list[Block]:
    """The part of a list's card about shared numbers; nothing where there are none."""
    found, words = card.shared, frame.words
    if found is None:
        return []
    exports = card.target.exports
    lines = [words("shared.found", numbers=found.numbers, people=found.people), decided(words, found)]
    if exports is not None and exports.shared is not None:
        lines.append(words("shared.by_file", file=exports.shared))
    return [section("\n".join(lines)), actions(f"shared_{card.target.id}", _buttons(frame, card.target.id, found))]


def decided(words: Words, found: SharedNumbers) -> str:
    """What was decided, by whom and when; or that nobody has."""
    if found.how is None or found.by is None or found.at is None:
        return words("shared.undecided")
    key = {How.LEAVE: "shared.left", How.ONE: "shared.one_each", How.FILE: "shared.as_file"}[found.how]
    return words(key, sent=found.sent, who=person(found.by, words), at=found.at)


def form(frame: Frame, error: str | None = None) -> View:
    """Pick the file that was filled in. `error`: why the last one was not taken."""
    words = frame.words
    file = field(
        ids.FILE,
        words("shared.file"),
        {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
        hint=words("shared.file_hint"),
    )
    top = [section(words("form.error", text=error))] if error else []
    return modal(frame, ids.SHARED_UPLOAD, words("shared.title"), [*top, file], submit=words("list.submit"))


def result(frame: Frame, card: ListCard) -> View:
    """What became of the file, and what there is to do before the list can be used."""
    target, words = card.target, frame.words
    said = section(words("list.card", list=str(target.id), recipients=target.counts.recipients))
    body = [said, *blocks(frame, card), *custody.blocks(frame, target)]
    return modal(frame, "shared_result", words("shared.title"), body)


def _buttons(frame: Frame, list_id: int, found: SharedNumbers) -> list[Block]:
    words = frame.words
    leave = words("confirm.shared_leave.text", numbers=found.numbers, people=found.people)
    one = words("confirm.shared_one.text", numbers=found.numbers, people=found.people)
    return [
        button(words("shared.leave"), ids.SHARED_LEAVE, str(list_id), confirm=confirm(frame, "shared_leave", leave)),
        button(words("shared.one"), ids.SHARED_ONE, str(list_id), confirm=confirm(frame, "shared_one", one)),
        button(words("shared.open"), ids.SHARED_OPEN, str(list_id)),
    ]
