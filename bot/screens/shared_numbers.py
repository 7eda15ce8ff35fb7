"""Phone numbers that several people of a list have: what was found, and the decision on whom to message."""

from bot.model.errors import Conflict
from bot.model.lists import ListView, SharedDecision, SharedNumbers
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    mention_person,
    section_block,
)
from bot.screens.labels import describe_refusal
from bot.screens.uploads import build_file_input, build_upload_form
from bot.words import Words


def describe_shared_numbers(words: Words, found: SharedNumbers, in_use: int | None) -> str:
    """Describe how many numbers and people there are, the decision on them, and why nobody can decide anew now."""
    lines = [
        words("shared.found", numbers=found.numbers, people=found.people),
        describe_shared_decision(words, found),
    ]
    if in_use is not None:
        lines.append(describe_refusal(words, Conflict("shared_in_use", campaign=str(in_use))))
    return "\n".join(lines)


def build_shared_blocks(frame: Frame, view: ListView) -> list[Block]:
    """Build what was found and, while nothing forbids it, the buttons; nothing if no number has several people."""
    found, words = view.shared, frame.words
    if found is None:
        return []
    exports = view.target.exports
    lines = [describe_shared_numbers(words, found, view.in_use)]
    if exports is not None and exports.shared_file is not None:
        lines.append(words("shared.by_file", file=exports.shared_file))
    text = section_block("\n".join(lines))
    if view.in_use is not None:
        return [text]
    return [text, actions_block(f"shared_{view.target.id}", _build_shared_buttons(frame, view.target.id, found))]


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
