"""/sms-list: a file becomes a target list, also by the shortcut on a posted file; and the buttons of a list's card."""

from slack_bolt import App

from bot.desk import custody, lists
from bot.desk.intake import Source
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.screens import ids
from bot.screens import lists as screens
from bot.screens.kit import Frame, View, tidy
from bot.slack.uploads import Upload
from commands import uploads
from commands.buttons import on_button, subject
from commands.door import Office
from commands.uploads import Kind, Values


def register(app: App, office: Office) -> None:
    """Uploading a target list, adopting one, confirming what was left out."""
    kind = Kind(
        action=Action.LIST_IMPORT,
        lies_as="targets",
        command="/sms-list",
        button=ids.OPEN_LIST,
        callback_id=ids.LIST_UPLOAD,
        shortcut=ids.USE_AS_TARGET_LIST,
        title="list.title",
        form=screens.form,
        take=_take,
    )
    uploads.register(app, office, kind)
    on_button(app, office, ids.LIST_ADOPT, _adopt)
    on_button(app, office, ids.LIST_CONFIRM, _confirm)


def _take(office: Office, actor: Actor, frame: Frame, upload: Upload, values: Values | None) -> View:
    name = screens.name_of(values, upload.name) if values is not None else tidy(upload.name)
    # Whoever posted the file brought the list: they never approve what is made of it.
    source = Source("slack", upload.uploader or actor.user, reduced=not office.takes_names)
    card = lists.import_targets(office.tools, actor, upload.path, name=name, source=source)
    return screens.result(frame, card)


def _adopt(tools: Tools, actor: Actor, value: str) -> str:
    custody.adopt(tools, actor, subject(value, "list_gone")[0])
    return "done.adopted"


def _confirm(tools: Tools, actor: Actor, value: str) -> str:
    custody.confirm(tools, actor, *subject(value, "list_gone"))
    return "done.confirmed"
