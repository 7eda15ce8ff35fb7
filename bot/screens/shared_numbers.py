"""Numbers that several people of a list have: what was decided, and the buttons by which a person decides."""

from bot.model.lists import SharedDecision, SharedNumbers
from bot.model.views import ListView
from bot.screens import ids, list_confirmation
from bot.screens.blocks import (
    Block,
    Frame,
    View,
    actions_block,
    button_element,
    confirm_dialog,
    input_block,
    mention_person,
    modal_view,
    section_block,
)
from bot.words import Words


def build_blocks(frame: Frame, card: ListView) -> list[Block]:
    """The part of a list's card about shared numbers; nothing where there are none."""
    found, words = card.shared, frame.words
    if found is None:
        return []
    exports = card.target.exports
    lines = [words("shared.found", numbers=found.numbers, people=found.people), describe_decision(words, found)]
    if exports is not None and exports.shared_file is not None:
        lines.append(words("shared.by_file", file=exports.shared_file))
    return [
        section_block("\n".join(lines)),
        actions_block(f"shared_{card.target.id}", _buttons(frame, card.target.id, found)),
    ]


def describe_decision(words: Words, found: SharedNumbers) -> str:
    """What was decided, by whom and when; or that nobody has."""
    if found.decision is None or found.by is None or found.at is None:
        return words("shared.undecided")
    key = {
        SharedDecision.LEAVE: "shared.left",
        SharedDecision.ONE: "shared.one_each",
        SharedDecision.FILE: "shared.as_file",
    }[found.decision]
    return words(key, sent=found.chosen_people, who=mention_person(found.by, words), at=found.at)


def build_form(frame: Frame, error: str | None = None) -> View:
    """Pick the file that was filled in. `error`: why the last one was not taken."""
    words = frame.words
    file = input_block(
        ids.FILE,
        words("shared.file"),
        {"type": "file_input", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 1},
        hint=words("shared.file_hint"),
    )
    top = [section_block(words("form.error", text=error))] if error else []
    return modal_view(frame, ids.SHARED_UPLOAD, words("shared.title"), [*top, file], submit=words("list.submit"))


def build_result(frame: Frame, card: ListView) -> View:
    """What became of the file, and what there is to do before the list can be used."""
    target, words = card.target, frame.words
    said = section_block(words("list.card", list=str(target.id), recipients=target.counts.recipients))
    body = [said, *build_blocks(frame, card), *list_confirmation.build_blocks(frame, target)]
    return modal_view(frame, "shared_result", words("shared.title"), body)


def _buttons(frame: Frame, list_id: int, found: SharedNumbers) -> list[Block]:
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
