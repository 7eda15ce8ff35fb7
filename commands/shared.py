"""Numbers that several people of a list have: the buttons of the list's card, and the file that comes back."""

from slack_bolt import App

from bot.desk import shared
from bot.desk.intake import Source
from bot.desk.presets import Progress
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.screens import ids
from bot.screens import shared as screens
from bot.screens.kit import Frame, View
from bot.screens.wishes import Wish
from bot.slack.uploads import Upload
from commands import uploads
from commands.buttons import on_button, subject
from commands.door import Office
from commands.uploads import Kind


def register(app: App, office: Office) -> None:
    """Deciding about shared numbers."""
    kind = Kind(
        files="decisions",
        action=Action.LIST_DECIDE,
        command=None,
        button=ids.SHARED_OPEN,
        callback_id=ids.SHARED_UPLOAD,
        shortcut=None,
        title="shared.title",
        form=screens.form,
        wish=lambda _values, file: Wish(file),
        take=_take,
    )
    uploads.register(app, office, kind)
    on_button(app, office, ids.SHARED_LEAVE, _leave)
    on_button(app, office, ids.SHARED_ONE, _one)


def _take(office: Office, actor: Actor, frame: Frame, upload: Upload, wish: Wish, progress: Progress) -> View:  # noqa: ARG001
    source = Source("slack", upload.uploader or actor.user, reduced=not office.takes_names)
    card = shared.import_decisions(office.tools, actor, upload.path, name=upload.name, source=source)
    return screens.result(frame, card)


def _leave(tools: Tools, actor: Actor, value: str) -> str:
    shared.leave_out(tools, actor, subject(value, "list_gone")[0])
    return "done.shared"


def _one(tools: Tools, actor: Actor, value: str) -> str:
    shared.one_each(tools, actor, subject(value, "list_gone")[0])
    return "done.shared"
