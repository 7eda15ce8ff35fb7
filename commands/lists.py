"""/sms-list: a file becomes a target list, also by the shortcut on a posted file; and the buttons of a list's card."""

from dataclasses import replace

from slack_bolt import Ack, App

from bot.model.access import Action, Actor
from bot.model.errors import Conflict, NotFound
from bot.rules.importing.column_questions import ASKABLE_KINDS, build_question
from bot.screens import column_questions, ids, shared_numbers
from bot.screens import lists as screens
from bot.screens.blocks import Frame, View, make_single_line
from bot.screens.upload_requests import UploadRequest, unpack_request
from bot.services import lists, slack_files
from bot.services import shared_numbers as services_shared_numbers
from bot.services.context import ServiceContext
from bot.services.imports import column_mappings, targets
from bot.services.imports.column_mappings import ColumnChoice, Progress
from bot.services.imports.pipeline import Source
from bot.slack.uploads import Upload
from commands import uploads
from commands.buttons import parse_subject, register_button
from commands.context import Body, CommandContext
from commands.progress import ClickGuard
from commands.responses import run_for_actor
from commands.uploads import UploadKind


def register(app: App, context: CommandContext) -> None:
    """Uploading a target list, adopting one, confirming what was left out."""
    kind = UploadKind(
        files="targets",
        action=Action.LIST_IMPORT,
        command="/sms-list",
        button=ids.OPEN_LIST,
        callback_id=ids.LIST_UPLOAD,
        shortcut=ids.USE_AS_TARGET_LIST,
        title="list.title",
        form=screens.build_form,
        wish=screens.read_form,
        take=_import_list,
    )

    once = ClickGuard()

    def again(ack: Ack, body: Body) -> None:
        ack()
        if once(body["view"]):
            wish = unpack_request(body["view"]["private_metadata"])
            uploads.repeat_upload(context, body, kind, replace(wish, again=True))

    def assign(ack: Ack, body: Body) -> None:
        ack()
        run_for_actor(context, body, lambda actor, frame: _ask_for_columns(context, body, actor, frame))

    uploads.register(app, context, kind)
    app.action(ids.LIST_AGAIN)(again)
    app.action(ids.ASSIGN_COLUMNS)(assign)
    register_button(app, context, ids.LIST_ADOPT, _adopt)
    register_button(app, context, ids.LIST_CONFIRM, _confirm)


def _import_list(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, wish: UploadRequest, progress: Progress
) -> View:
    # Whoever posted the file brought the list: they never approve what is made of it.
    source = Source("slack", upload.uploader or actor.user, reduced=not context.takes_names)
    try:
        card = targets.import_targets(
            context.services,
            actor,
            upload.path,
            name=make_single_line(wish.name or upload.name),
            source=source,
            again=wish.again,
            choice=ColumnChoice(wish.chosen, remember=True),
            progress=progress,
        )
    except Conflict as conflict:
        if conflict.code != "same_file":
            raise
        slack_files.postpone_check(context.services, actor, wish.file)
        earlier = targets.get_list_view(context.services, actor, int(conflict.facts["list"]))
        return screens.build_same_file_page(frame, earlier, wish)
    in_place = wish.instead_of is not None and _replace_list(context, actor, wish.instead_of, card.target.id)
    return screens.build_result(frame, card, wish, in_place=in_place)


def _replace_list(context: CommandContext, actor: Actor, list_id: int, successor: int) -> bool:
    """Put a list in the place of the one whose file was read again; where a campaign uses that one, both stay."""
    try:
        lists.replace_list(context.services, actor, list_id, successor)
    except Conflict:
        return False
    return True


def _ask_for_columns(context: CommandContext, body: Body, actor: Actor, frame: Frame) -> None:
    view = body["view"]
    wish = unpack_request(view["private_metadata"])
    target = targets.get_list_view(context.services, actor, wish.instead_of or 0).target
    asked = build_question("targets", target.columns, target.unknown)
    if asked is None:
        raise NotFound("no_column_left")
    context.client.views_update(view_id=view["id"], view=column_questions.build_form(frame, asked, wish))


def _adopt(services: ServiceContext, actor: Actor, value: str) -> str:
    lists.adopt_list(services, actor, parse_subject(value, "list_gone")[0])
    return "done.adopted"


def _confirm(services: ServiceContext, actor: Actor, value: str) -> str:
    lists.confirm_list(services, actor, *parse_subject(value, "list_gone"))
    return "done.confirmed"


_MAPPING_GONE = "preset_gone"


def register_mappings(app: App, context: CommandContext) -> None:
    """Forgetting a preset."""
    register_button(app, context, ids.PRESET_FORGET, _forget_mapping)


def _forget_mapping(services: ServiceContext, actor: Actor, value: str) -> str:
    kind, _, file_id = value.partition(":")
    if kind not in ASKABLE_KINDS:
        raise NotFound(_MAPPING_GONE)
    column_mappings.forget_mapping(services, actor, kind, parse_subject(file_id, _MAPPING_GONE)[0])
    return "columns.forgotten"


def register_shared_numbers(app: App, context: CommandContext) -> None:
    """Deciding about shared numbers."""
    kind = UploadKind(
        files="decisions",
        action=Action.LIST_DECIDE,
        command=None,
        button=ids.SHARED_OPEN,
        callback_id=ids.SHARED_UPLOAD,
        shortcut=None,
        title="shared.title",
        form=shared_numbers.build_form,
        wish=lambda _values, file: UploadRequest(file),
        take=_import_decisions,
    )
    uploads.register(app, context, kind)
    register_button(app, context, ids.SHARED_LEAVE, _leave_out)
    register_button(app, context, ids.SHARED_ONE, _choose_one_each)


def _import_decisions(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, _wish: UploadRequest, _progress: Progress
) -> View:
    source = Source("slack", upload.uploader or actor.user, reduced=not context.takes_names)
    card = services_shared_numbers.import_decisions(
        context.services, actor, upload.path, name=upload.name, source=source
    )
    return shared_numbers.build_result(frame, card)


def _leave_out(services: ServiceContext, actor: Actor, value: str) -> str:
    services_shared_numbers.leave_out_all(services, actor, parse_subject(value, "list_gone")[0])
    return "done.shared"


def _choose_one_each(services: ServiceContext, actor: Actor, value: str) -> str:
    services_shared_numbers.choose_one_each(services, actor, parse_subject(value, "list_gone")[0])
    return "done.shared"
