"""Listeners for files from Slack, sent by a command's form, a button, or the shortcut on a posted message.

An UploadRequest is a user's request for one file. If a column question comes first, the form carries the request in its
metadata, and the file is fetched again by its id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App

from bot.model.access import Actor, Role
from bot.model.errors import BadInput, FileRefused
from bot.rules.importing.column_questions import build_question_from_refusal
from bot.screens import blocks, column_questions, ids
from bot.screens.blocks import Frame, SlackView
from bot.screens.labels import make_form_errors
from bot.screens.uploads import UploadRequest, pack_request, unpack_request
from bot.services import slack_files
from bot.services.imports.column_mappings import Progress
from bot.services.imports.pipeline import FileKind
from bot.services.unit_of_work import require
from bot.slack.uploads import FoundFile, Upload
from commands.context import Body, CommandContext
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_page, open_working_view, run_in_view

Values = Mapping[str, Any]
_IMPORTING = "notice.importing"
_SENSITIVE_REFUSALS = frozenset({"personal_number", "upload_has_names"})
"""Refusals of files that must be deleted from Slack soon."""


@dataclass(frozen=True, slots=True)
class UploadKind:
    """One kind of upload: its command, button, message shortcut and form, and the function that imports the file.

    `title` is a catalogue key. Without a `command`, only the button opens the form. `columns_form`
    is the callback id of the form that asks for columns; without it, a file with unknown headings is refused.
    """

    file_kind: FileKind[Any]
    command: str | None
    button: str
    callback_id: str
    columns_form: str | None
    shortcut: str | None
    title: str
    form: Callable[[Frame, str | None], SlackView]
    read_form: Callable[[Values, str], UploadRequest]
    take: Callable[[CommandContext, Actor, Frame, Upload, UploadRequest, Progress], SlackView]


def register(app: App, context: CommandContext, kind: UploadKind) -> None:
    """Register the slash command, button, form and message shortcut for one kind of upload."""

    def open_form(ack: Ack, body: Body) -> None:
        def build_form(actor: Actor, frame: Frame) -> SlackView:
            _require_uploads_allowed(context)
            require(context.services, actor, kind.file_kind.action)
            return kind.form(frame, None)

        ack()
        open_page(context, body, kind.title, build_form)

    def import_submitted(ack: Ack, body: Body) -> None:
        values: Values = body["view"]["state"]["values"]
        request = kind.read_form(values, values[ids.FILE][ids.FILE]["files"][0]["id"])
        _process_upload(context, body, ack_with_working_view(context, ack, body, kind.title, _IMPORTING), kind, request)

    def import_posted(ack: Ack, body: Body) -> None:
        ack()
        _process_posted_file(context, body, kind)

    def import_with_columns(ack: Ack, body: Body) -> None:
        _process_columns(context, ack, body, kind)

    if kind.command is not None:
        app.command(kind.command)(open_form)
    app.action(kind.button)(open_form)
    app.view(kind.callback_id)(import_submitted)
    if kind.columns_form is not None:
        app.view(kind.columns_form)(import_with_columns)
    if kind.shortcut is not None:
        app.shortcut(kind.shortcut)(import_posted)


def _process_posted_file(context: CommandContext, body: Body, kind: UploadKind) -> None:
    """Import the file of a message, in a view of its own. After the acknowledgement."""
    run_in_view(
        context,
        body,
        open_working_view(context, body, kind.title, _IMPORTING),
        kind.title,
        lambda actor, frame, progress: _import_upload(
            context, kind, actor, frame, UploadRequest(_get_posted_file(body)), progress
        ),
        lambda _actor, frame, text: blocks.build_notice_view(
            frame, frame.words(kind.title), _add_delete_request(frame, text)
        ),
    )


def _process_columns(context: CommandContext, ack: Ack, body: Body, kind: UploadKind) -> None:
    """Import a file with the columns that the user has chosen in the form."""
    request = unpack_request(body["view"]["private_metadata"])
    try:
        columns = column_questions.read_form(body["view"]["state"]["values"])
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
        return
    request = replace(request, columns={**request.columns, **columns})
    _process_upload(context, body, ack_with_working_view(context, ack, body, kind.title, _IMPORTING), kind, request)


def repeat_upload(context: CommandContext, body: Body, kind: UploadKind, request: UploadRequest) -> None:
    """Import a file again after a click on a button; the result replaces its view. After the acknowledgement."""
    view_id, frame = body["view"]["id"], context.get_cached_frame(body)
    page = blocks.build_working_view(frame, frame.words(kind.title), _IMPORTING)
    context.client.views_update(view_id=view_id, view=page)
    _process_upload(context, body, ViewTarget(view_id), kind, request)


def _process_upload(
    context: CommandContext, body: Body, page: ViewTarget, kind: UploadKind, request: UploadRequest
) -> None:
    run_in_view(
        context,
        body,
        page,
        kind.title,
        lambda actor, frame, progress: _import_upload(context, kind, actor, frame, request, progress),
        lambda _actor, frame, text: kind.form(frame, _add_delete_request(frame, text)),
    )


def _import_upload(
    context: CommandContext, kind: UploadKind, actor: Actor, frame: Frame, request: UploadRequest, progress: Progress
) -> SlackView:
    require(context.services, actor, kind.file_kind.action)
    _require_uploads_allowed(context)

    def record_file(found: FoundFile) -> None:
        uploader, code = found.uploader or actor.user, kind.file_kind.code
        slack_files.record_file(context.services, actor, request.file_id, uploader=uploader, kind=code, size=found.size)

    with context.uploads.fetch_file(request.file_id, record_file) as upload:
        try:
            page_view = kind.take(context, actor, frame, upload, request, progress)
        except FileRefused as refusal:
            if refusal.code in _SENSITIVE_REFUSALS:
                slack_files.mark_recognised(context.services, actor, request.file_id)
            question = build_question_from_refusal(kind.file_kind.code, refusal.facts)
            if question is None or kind.columns_form is None:
                raise
            slack_files.postpone_check(context.services, actor, request.file_id)
            return column_questions.build_form(frame, kind.columns_form, question, pack_request(request))
        slack_files.mark_recognised(context.services, actor, request.file_id)
        return page_view


def _add_delete_request(frame: Frame, text: str) -> str:
    """Add the request to delete the file: it is in Slack although it was refused."""
    return f"{text}\n{frame.words('list.delete_file')}"


def _require_uploads_allowed(context: CommandContext) -> None:
    if not context.uploads_allowed:
        raise FileRefused("upload_off")


def _get_posted_file(body: Body) -> str:
    files = body["message"].get("files") or []
    if len(files) != 1:
        raise FileRefused("one_file_only")
    return str(files[0]["id"])


_SLACK = Actor("slack", frozenset({Role.MACHINE}), "ja")
"""The actor of a deletion: Slack does not say who deleted a file."""


def register_deleted_files(app: App, context: CommandContext) -> None:
    """Register the listener for files that were deleted from Slack."""

    def record_deletion(body: Body) -> None:
        slack_files.record_gone(context.services, _SLACK, str(body["event"]["file_id"]), "reported")

    app.event("file_deleted")(record_deletion)
