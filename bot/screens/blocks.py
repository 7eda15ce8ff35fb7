"""Slack's blocks as small functions. Text from outside must pass `escape_name` or `quote_blocks`."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.model.mode import Mode
from bot.model.posts import NOBODY, Mentioned
from bot.rules.privacy import scrub
from bot.words import Words

Block = dict[str, Any]
SlackView = dict[str, Any]

_SECTION_LENGTH: Final = 3000
_FIELD_LENGTH: Final = 2000
_FIELDS_PER_BLOCK: Final = 10
_NAME_LENGTH: Final = 80
_READ_LENGTH: Final = 400
_USER_ID: Final = re.compile(r"[UW][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """The language and the mode (sandbox, dry run, live) of a screen."""

    words: Words
    mode: Mode

    @property
    def mode_name(self) -> str:
        """The mode as a sentence, for the first block of every card."""
        return self.words(f"mode.{self.mode.value}")

    @property
    def mode_prefix(self) -> str:
        """The mode in brackets, for notifications and confirmation dialogs."""
        return self.words(f"mode.{self.mode.value}.brief")


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message: its blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]

    def add_note(self, note: str) -> "MessageCard":
        """Return the message with a small line below its first block, which a desktop shows as the notification."""
        return replace(self, blocks=[*self.blocks[:1], context_block(note), *self.blocks[1:]])


def make_message(
    frame: Frame, headline: str, blocks: list[Block], *, details: str = "", notes: Sequence[str] = ()
) -> MessageCard:
    """Build a message. Its first block and its text begin with the mode and the headline.

    A desktop notifies with the first block, a phone with the text, and a screen reader reads the text
    (docs.slack.dev/changelog/2026/07/13/notification-changes): so both say what it is about. `headline`: without
    markup, at most 150 characters with the mode. `details`: with markup, for the text only. `notes`: small texts below
    the headline.
    """
    title = f"{frame.mode_prefix} {headline}"
    small = [note for note in (frame.mode_name, *notes) if note != frame.mode_prefix]
    return MessageCard(
        "\n".join(filter(None, (escape_mrkdwn(title), details))),
        [header_block(title), *([context_block(*small)] if small else []), *blocks],
    )


def make_alert(
    frame: Frame,
    headline: str,
    sentences: Sequence[str],
    *,
    mentioned: Mentioned = NOBODY,
    link: str | None = None,
    blocks: Sequence[Block] = (),
) -> MessageCard:
    """Build a message that mentions who must act and says what to do, so that the notification says it, too.

    `link`: with markup, on a line of its own. `blocks`: below the sentences, such as buttons.
    """
    text = " ".join((*mention_all(mentioned), *sentences))
    text = f"{text}\n{link}" if link else text
    return make_message(frame, headline, [section_block(text), *blocks], details=text)


def make_notice(frame: Frame, text: str) -> MessageCard:
    """Build a message of one sentence, which names the mode."""
    return MessageCard(f"{frame.mode_prefix} {text}", [section_block(f"{frame.mode_prefix} {text}")])


def escape_mrkdwn(text: str) -> str:
    """Escape a text for mrkdwn, so that no mention, link or channel in it works."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make_single_line(text: str, max_length: int = _NAME_LENGTH) -> str:
    """Shorten a text from outside (the name of a list or file) to one line without invisible characters.

    Full phone numbers are masked: the privacy check would otherwise refuse the whole card.
    """
    beginning = " ".join(text.split())[:_READ_LENGTH]
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in beginning)
    line = " ".join(scrub(visible).split()) or "-"
    return line if len(line) <= max_length else f"{line[: max_length - 1]}…"


def escape_name(text: str, max_length: int = _NAME_LENGTH) -> str:
    """Make a single line and escape it for mrkdwn."""
    return escape_mrkdwn(make_single_line(text, max_length))


def mention_person(user: str | None, words: Words) -> str:
    """Mention a Slack user; other actors are named."""
    if user is None:
        return words("person.none")
    return f"<@{user}>" if _USER_ID.fullmatch(user) else escape_name(user)


def mention_all(mentioned: Mentioned) -> list[str]:
    """Mention every member of the user groups, and every user."""
    return [*(f"<!subteam^{group}>" for group in mentioned.groups), *(f"<@{user}>" for user in mentioned.users)]


def make_link(url: str, text: str) -> str:
    """Make a link, to a page that Slack named."""
    return f"<{url}|{escape_mrkdwn(text)}>"


def plain_text(text: str) -> Block:
    """Build a text without markup."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn_text(text: str) -> Block:
    """Build a text with Slack's markup. `verbatim` keeps Slack from adding links and mentions."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header_block(text: str) -> Block:
    """Build a heading."""
    return {"type": "header", "text": plain_text(text[:150])}


def section_block(text: str) -> Block:
    """Build a paragraph."""
    return {"type": "section", "text": mrkdwn_text(text[:_SECTION_LENGTH])}


def facts_blocks(pairs: list[tuple[str, str]]) -> list[Block]:
    """Build names and values in two columns, ten to a block."""
    fields = [mrkdwn_text(f"*{name}*\n{value}"[:_FIELD_LENGTH]) for name, value in pairs]
    return [
        {"type": "section", "fields": fields[start : start + _FIELDS_PER_BLOCK]}
        for start in range(0, len(fields), _FIELDS_PER_BLOCK)
    ]


def quote_blocks(text: str) -> Block:
    """Quote the text of a message exactly as it will be sent: without markup, and never shortened."""
    element = {"type": "text", "text": text or " "}
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [element]}]}


def context_block(*texts: str) -> Block:
    """Build a line of small texts."""
    return {"type": "context", "elements": [mrkdwn_text(text) for text in texts]}


def divider_block() -> Block:
    """Build a horizontal line."""
    return {"type": "divider"}


def confirm_dialog(frame: Frame, verb: str, text: str | None = None, *, is_final: bool = False) -> Block:
    """Build the confirmation dialog of a button. `verb`: its catalogue key. `text`: replaces the catalogue's text.

    `is_final`: what it confirms cannot be undone, so that its button is red.
    """
    words = frame.words
    return {
        **({"style": "danger"} if is_final else {}),
        "title": plain_text(words(f"confirm.{verb}.title")),
        "text": plain_text(f"{frame.mode_prefix}\n{text or words(f'confirm.{verb}.text')}"),
        "confirm": plain_text(words(f"confirm.{verb}.yes")),
        "deny": plain_text(words("confirm.no")),
    }


def button_element(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Block | None = None,
    url: str | None = None,
) -> Block:
    """Build a button. Slack sends its value back with the click, and opens `url` if there is one."""
    block: Block = {"type": "button", "text": plain_text(text), "action_id": action_id}
    if value:
        block["value"] = value
    if style:
        block["style"] = style
    if confirm:
        block["confirm"] = confirm
    if url:
        block["url"] = url
    return block


def actions_block(block_id: str, buttons: list[Block]) -> Block:
    """Build a row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def input_block(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None) -> Block:
    """Build a field of a form. The block and its action have the same id."""
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
    """Build an option of a menu."""
    return {"text": plain_text(text[:75]), "value": value}


def modal_view(
    frame: Frame, callback_id: str, title: str, blocks: list[Block], *, submit: str | None = None, metadata: str = ""
) -> SlackView:
    """Build a form or, without `submit`, a page. The mode is shown on top."""
    view: SlackView = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title),
        "close": plain_text(frame.words("form.close")),
        "blocks": [context_block(frame.mode_name), *blocks],
    }
    if submit is not None:
        view["submit"] = plain_text(submit)
    if metadata:
        view["private_metadata"] = metadata
    return view


def progress_bar(done: int, total: int, width: int = 20) -> str:
    """Draw a progress bar as text. It is full only when everything is done."""
    filled = width if total == 0 else done * width // total
    return "█" * filled + "░" * (width - filled)


def build_working_view(frame: Frame, title: str, doing: str = "notice.working") -> SlackView:
    """Build the page that is shown while work continues; the result replaces it.

    `doing`: the sentence of what is done. `notice.opening` until what was asked for is there, `notice.working` for a
    form, `notice.importing` for a file.
    """
    return modal_view(frame, "working", title, [section_block(frame.words(doing))])


def build_progress_view(frame: Frame, title: str, rows: int) -> SlackView:
    """Build the page that is shown while a file is imported, with the number of rows read so far."""
    return modal_view(frame, "working", title, [section_block(frame.words("notice.progress", rows=rows))])


def build_notice_view(frame: Frame, title: str, text: str) -> SlackView:
    """Build a page with one sentence."""
    return modal_view(frame, "notice", title, [section_block(text)])


def describe_failure(frame: Frame, reference: str) -> str:
    """Describe an unexpected error: its reference number, and what is safe."""
    return frame.words("notice.failed", reference=reference)
