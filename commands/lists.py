"""`/sms-list`, and the shortcut on a posted file: import a target list. Also the buttons of a list's card."""

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import Conflict, NotFound
from bot.model.lists import ListView
from bot.rules.importing.column_questions import build_question
from bot.screens import column_questions, ids, lists
from bot.screens.blocks import Frame, SlackView, make_single_line
from bot.screens.shared_numbers import build_decisions_form
from bot.screens.uploads import UploadRequest, pack_request, unpack_request
from bot.services import lists as services_lists
from bot.services import shared_numbers, slack_files
from bot.services.imports import targets
from bot.services.imports.column_mappings import ColumnChoice, Progress
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.services.shared_numbers import DECISIONS
from bot.slack.uploads import Upload
from commands import uploads
from commands.buttons import parse_subject, register_buttons
from commands.context import Body, CommandContext, require_own_channel
from commands.progress import ClickGuard
from commands.responses import open_page, run_for_actor
from commands.uploads import UploadKind

_LIST_GONE = "list_gone"


def register(app: App, context: CommandContext) -> None:
    """Register the upload of target lists, and the buttons that adopt and confirm one."""
    kind = UploadKind(
        file_kind=TARGETS,
        command="/sms-list",
        button=ids.OPEN_LIST,
        callback_id=ids.LIST_UPLOAD,
        columns_form=ids.LIST_COLUMNS,
        shortcut=ids.USE_AS_TARGET_LIST,
        title="list.title",
        form=lists.build_form,
        read_form=lists.read_form,
        take=_import_list,
    )

    guard = ClickGuard()

    def import_again(ack: Ack, body: Body) -> None:
        ack()
        if guard.is_first(body["view"]):
            request = unpack_request(body["view"]["private_metadata"])
            uploads.repeat_upload(context, body, kind, replace(request, import_again=True))

    def assign_columns(ack: Ack, body: Body) -> None:
        ack()
        run_for_actor(context, body, lambda actor, frame: _ask_for_columns(context, body, actor, frame))

    uploads.register(app, context, kind)
    app.action(ids.LIST_AGAIN)(import_again)
    app.action(ids.ASSIGN_COLUMNS)(assign_columns)
    _register_page(app, context, ids.LIST_DETAILS, "list.details_title", lists.build_details_page)
    _register_page(app, context, ids.LIST_QUESTIONS, "list.questions_title", lists.build_questions_page)
    register_buttons(
        app,
        context,
        _LIST_GONE,
        changes={ids.LIST_ADOPT: (services_lists.adopt_list, "done.adopted")},
        decisions={ids.LIST_CONFIRM: (services_lists.confirm_list, "done.confirmed")},
    )


def _register_page(
    app: App, context: CommandContext, action_id: str, title: str, build: Callable[[Frame, ListView], SlackView]
) -> None:
    """Register a button that opens a page about the list whose id is its value. `title`: a catalogue key."""

    def open_list_page(ack: Ack, body: Body) -> None:
        def build_page(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            list_id, _ = parse_subject(str(body["actions"][0].get("value") or ""), _LIST_GONE)
            return build(frame, targets.get_list_view(context.services, actor, list_id))

        ack()
        open_page(context, body, title, build_page)

    app.action(action_id)(open_list_page)


def _import_list(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, request: UploadRequest, progress: Progress
) -> SlackView:
    # The person who posted the file is the uploader, not the one who used the shortcut: an uploader may not approve.
    source = Source("slack", upload.uploader or actor.user, reduced=not context.names_allowed)
    try:
        view = import_file(
            context.services,
            actor,
            TARGETS,
            upload.path,
            name=make_single_line(request.list_name or upload.name),
            source=source,
            again=request.import_again,
            choice=ColumnChoice(request.columns, remember=True),
            progress=progress,
        )
    except Conflict as conflict:
        if conflict.code != "same_file":
            raise
        slack_files.postpone_check(context.services, actor, request.file_id)
        earlier = targets.get_list_view(context.services, actor, int(conflict.facts["list"]))
        return lists.build_same_file_page(frame, earlier, request)
    in_place = request.replaces is not None and _replace_list(context, actor, request.replaces, view.target.id)
    return lists.build_result(frame, view, request, in_place=in_place)


def _replace_list(context: CommandContext, actor: Actor, list_id: int, successor: int) -> bool:
    """Replace a list by `successor`, which has the same file. Returns False if a campaign uses the list."""
    try:
        services_lists.replace_list(context.services, actor, list_id, successor)
    except Conflict:
        return False
    return True


def _ask_for_columns(context: CommandContext, body: Body, actor: Actor, frame: Frame) -> None:
    request = unpack_request(body["view"]["private_metadata"])
    target = targets.get_list_view(context.services, actor, request.replaces or 0).target
    question = build_question(TARGETS.code, target.columns, target.unknown)
    if question is None:
        raise NotFound("no_column_left")
    form = column_questions.build_form(frame, ids.LIST_COLUMNS, question, pack_request(request))
    context.client.views_update(view_id=body["view"]["id"], view=form)


def register_shared_numbers(app: App, context: CommandContext) -> None:
    """Register the upload of decisions on shared numbers, and the buttons that decide."""
    kind = UploadKind(
        file_kind=DECISIONS,
        command=None,
        button=ids.SHARED_OPEN,
        callback_id=ids.SHARED_UPLOAD,
        columns_form=None,
        shortcut=None,
        title="shared.title",
        form=build_decisions_form,
        read_form=lambda _values, file_id: UploadRequest(file_id),
        take=_import_decisions,
    )
    uploads.register(app, context, kind)
    _register_page(app, context, ids.SHARED_DECIDE, "shared.title", lists.build_shared_page)
    register_buttons(
        app,
        context,
        _LIST_GONE,
        changes={
            ids.SHARED_LEAVE: (shared_numbers.leave_out_all, "done.shared"),
            ids.SHARED_ONE: (shared_numbers.choose_one_each, "done.shared"),
        },
        decisions={},
    )


def _import_decisions(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, _request: UploadRequest, progress: Progress
) -> SlackView:
    source = Source("slack", upload.uploader or actor.user, reduced=not context.names_allowed)
    view = import_file(
        context.services, actor, DECISIONS, upload.path, name=upload.name, source=source, progress=progress
    )
    return lists.build_decisions_result(frame, view)
