"""The blocks that we use, as small functions. Text from outside passes `named` or `quote`, so that it does nothing."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from bot.model.views import Mode
from bot.rules.privacy import scrub
from bot.words import Words

Block = dict[str, Any]
View = dict[str, Any]

_SECTION: Final = 3000
_FIELD: Final = 2000
_FIELDS: Final = 10
_NAME: Final = 80
_LOOKED_AT: Final = 400
_USER: Final = re.compile(r"[UW][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """In which language, and in which world, a screen is drawn."""

    words: Words
    mode: Mode

    @property
    def mark(self) -> str:
        """The world's name, as it stands on every card."""
        return self.words(f"mode.{self.mode.value}")

    @property
    def brief(self) -> str:
        """The world's name alone, before a notification or a question."""
        return self.words(f"mode.{self.mode.value}.brief")


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message: its blocks, and the text that a notification or a screen reader gives."""

    text: str
    blocks: list[Block]


def make_message(frame: Frame, text: str, blocks: list[Block]) -> MessageCard:
    """A message whose notification says, too, which world it comes from."""
    return MessageCard(f"{frame.brief} {text}", blocks)


def escape_mrkdwn(text: str) -> str:
    """A text as mrkdwn in which no mention, link or channel works."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make_single_line(text: str, most: int = _NAME) -> str:
    """What somebody else wrote (a list's or a file's name), on one line: nothing invisible, no full number, not long.

    A number in a file's name would else stop the whole card at the wall round personal data.
    """
    start = " ".join(text.split())[:_LOOKED_AT]
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in start)
    line = " ".join(scrub(visible).split()) or "-"
    return line if len(line) <= most else f"{line[: most - 1]}…"


def escape_name(text: str, most: int = _NAME) -> str:
    """The same as mrkdwn."""
    return escape_mrkdwn(make_single_line(text, most))


def mention_person(user: str | None, words: Words) -> str:
    """Somebody: a Slack user as a mention, others as what they are."""
    if user is None:
        return words("person.none")
    return f"<@{user}>" if _USER.fullmatch(user) else escape_name(user)


def plain_text(text: str) -> Block:
    """A text without markup."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn_text(text: str) -> Block:
    """A text with Slack's markup; Slack makes no links or mentions of its own in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header_block(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text[:150])}


def section_block(text: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn_text(text[:_SECTION])}


def facts_blocks(pairs: list[tuple[str, str]]) -> list[Block]:
    """Names and values in two columns, ten to a block."""
    fields = [mrkdwn_text(f"*{name}*\n{value}"[:_FIELD]) for name, value in pairs]
    return [{"type": "section", "fields": fields[start : start + _FIELDS]} for start in range(0, len(fields), _FIELDS)]


def quote_blocks(text: str) -> Block:
    """A text exactly as it will be sent, set off from ours: no markup is read in it, and nothing of it is cut."""
    words = {"type": "text", "text": text or " "}
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [words]}]}


def context_block(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn_text(text) for text in texts]}


def divider_block() -> Block:
    """A line."""
    return {"type": "divider"}


def confirm_dialog(frame: Frame, verb: str, text: str | None = None) -> Block:
    """The question before a button's act, named by its verb. `text`: what it says instead of its own."""
    words = frame.words
    return {
        "title": plain_text(words(f"confirm.{verb}.title")),
        "text": plain_text(f"{frame.brief}\n{text or words(f'confirm.{verb}.text')}"),
        "confirm": plain_text(words(f"confirm.{verb}.yes")),
        "deny": plain_text(words("confirm.no")),
    }


def button_element(
    text: str, action_id: str, value: str = "", *, style: str | None = None, confirm: Block | None = None
) -> Block:
    """A button; its value comes back with the click."""
    block: Block = {"type": "button", "text": plain_text(text), "action_id": action_id}
    if value:
        block["value"] = value
    if style:
        block["style"] = style
    if confirm:
        block["confirm"] = confirm
    return block


def actions_block(block_id: str, buttons: list[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def input_block(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None) -> Block:
    """A field of a form; its action carries the block's id."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label),
        "element": {**element, "action_id": block_id},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(hint)
    return block


def option_object(text: str, value: str) -> Block:
    """A choice."""
    return {"text": plain_text(text[:75]), "value": value}


def modal_view(
    frame: Frame, callback_id: str, title: str, blocks: list[Block], *, submit: str | None = None, metadata: str = ""
) -> View:
    """A form, or a page that only shows something; the world's name stands at its top."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title),
        "close": plain_text(frame.words("form.close")),
        "blocks": [context_block(frame.mark), *blocks],
    }
    if submit is not None:
        view["submit"] = plain_text(submit)
    if metadata:
        view["private_metadata"] = metadata
    return view


def progress_bar(done: int, total: int, width: int = 20) -> str:
    """A progress bar of text, full only when all is done."""
    filled = width if total == 0 else done * width // total
    return "█" * filled + "░" * (width - filled)


def build_working_view(frame: Frame, title: str) -> View:
    """The form was taken, and the work goes on; it is replaced by the result."""
    return modal_view(frame, "working", title, [section_block(frame.words("notice.working"))])


def build_progress_view(frame: Frame, title: str, rows: int) -> View:
    """The same, with how many rows were read so far."""
    return modal_view(frame, "working", title, [section_block(frame.words("notice.progress", rows=rows))])


def build_notice_view(frame: Frame, title: str, text: str) -> View:
    """One sentence."""
    return modal_view(frame, "notice", title, [section_block(text)])


def describe_failure(frame: Frame, reference: str) -> str:
    """Something broke that was not foreseen: a number to name, and what holds nevertheless."""
    return frame.words("notice.failed", reference=reference)
