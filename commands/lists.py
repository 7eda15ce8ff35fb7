"""/sms-list: a file becomes a target list, also by the shortcut on a posted file; and the buttons of a list's card."""

from dataclasses import replace

from slack_bolt import Ack, App

from bot.desk import custody, lists, lying, replacing
from bot.desk.intake import Source
from bot.desk.presets import Choice, Progress
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.rules.asking import question
from bot.rules.errors import Conflict, NotFound
from bot.screens import columns, ids
from bot.screens import lists as screens
from bot.screens.kit import Frame, View, tidy
from bot.screens.wishes import Wish, unpack
from bot.slack.uploads import Upload
from commands import uploads
from commands.answering import attend
from commands.buttons import on_button, subject
from commands.door import Body, Office
from commands.uploads import Kind
from commands.working import Once


def register(app: App, office: Office) -> None:
    """Uploading a target list, adopting one, confirming what was left out."""
    kind = Kind(
        files="targets",
        action=Action.LIST_IMPORT,
        command="/sms-list",
        button=ids.OPEN_LIST,
        callback_id=ids.LIST_UPLOAD,
        shortcut=ids.USE_AS_TARGET_LIST,
        title="list.title",
        form=screens.form,
        wish=screens.wish,
        take=_take,
    )

    once = Once()

    def again(ack: Ack, body: Body) -> None:
        ack()
        if once(body["view"]):
            wish = unpack(body["view"]["private_metadata"])
            uploads.take_anew(office, body, kind, replace(wish, again=True))

    def assign(ack: Ack, body: Body) -> None:
        ack()
        attend(office, body, lambda actor, frame: _ask_for_columns(office, body, actor, frame))

    uploads.register(app, office, kind)
    app.action(ids.LIST_AGAIN)(again)
    app.action(ids.ASSIGN_COLUMNS)(assign)
    on_button(app, office, ids.LIST_ADOPT, _adopt)
    on_button(app, office, ids.LIST_CONFIRM, _confirm)


def _take(office: Office, actor: Actor, frame: Frame, upload: Upload, wish: Wish, progress: Progress) -> View:
    # Whoever posted the file brought the list: they never approve what is made of it.
    source = Source("slack", upload.uploader or actor.user, reduced=not office.takes_names)
    try:
        card = lists.import_targets(
            office.tools,
            actor,
            upload.path,
            name=tidy(wish.name or upload.name),
            source=source,
            again=wish.again,
            choice=Choice(wish.chosen, remember=True),
            progress=progress,
        )
    except Conflict as conflict:
        if conflict.code != "same_file":
            raise
        lying.needed(office.tools, actor, wish.file)
        earlier = lists.card(office.tools, actor, int(conflict.facts["list"]))
        return screens.same_file(frame, earlier, wish)
    in_place = wish.instead_of is not None and _replaced(office, actor, wish.instead_of, card.target.id)
    return screens.result(frame, card, wish, in_place=in_place)


def _replaced(office: Office, actor: Actor, list_id: int, successor: int) -> bool:
    """Put a list in the place of the one whose file was read again; where a campaign uses that one, both stay."""
    try:
        replacing.replace(office.tools, actor, list_id, successor)
    except Conflict:
        return False
    return True


def _ask_for_columns(office: Office, body: Body, actor: Actor, frame: Frame) -> None:
    view = body["view"]
    wish = unpack(view["private_metadata"])
    target = lists.card(office.tools, actor, wish.instead_of or 0).target
    asked = question("targets", target.columns, target.unknown)
    if asked is None:
        raise NotFound("no_column_left")
    office.client.views_update(view_id=view["id"], view=columns.page(frame, asked, wish))


def _adopt(tools: Tools, actor: Actor, value: str) -> str:
    custody.adopt(tools, actor, subject(value, "list_gone")[0])
    return "done.adopted"


def _confirm(tools: Tools, actor: Actor, value: str) -> str:
    custody.confirm(tools, actor, *subject(value, "list_gone"))
    return "done.confirmed"
