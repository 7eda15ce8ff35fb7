"""What was said about the columns of a layout is forgotten, by a button of the card that names it."""

from slack_bolt import App

from bot.desk import presets
from bot.desk.tools import Tools
from bot.rules.access import Actor
from bot.rules.asking import KINDS
from bot.rules.errors import NotFound
from bot.screens import ids
from commands.buttons import on_button, subject
from commands.door import Office

_GONE = "preset_gone"


def register(app: App, office: Office) -> None:
    """Forgetting a preset."""
    on_button(app, office, ids.PRESET_FORGET, _forget)


def _forget(tools: Tools, actor: Actor, value: str) -> str:
    kind, _, file_id = value.partition(":")
    if kind not in KINDS:
        raise NotFound(_GONE)
    presets.forget(tools, actor, kind, subject(file_id, _GONE)[0])
    return "columns.forgotten"
