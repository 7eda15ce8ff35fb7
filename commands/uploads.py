"""A file from Slack, by a command's form, a button, or the shortcut on a posted message: one conversation for all.

What is wanted of the file is a Wish. Where a person has to be asked before it can be read (which heading is which
column), the wish waits in the page that asks, and the file is fetched again by its id.
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
from bot.screens.uploads import UploadRequest, unpack_request
from bot.services import slack_files
from bot.services.imports.column_mappings import Progress
from bot.services.imports.pipeline import FileKind
from bot.services.unit_of_work import require
from bot.slack.uploads import Upload
from commands.context import Body, CommandContext
from commands.progress import ViewPlace
from commands.responses import ack_with_working_view, run_for_actor, run_in_view

Values = Mapping[str, Any]
_SENSITIVE_REFUSALS = frozenset({"personal_number", "upload_has_names"})
"""Refusals of what must not lie in Slack."""


@dataclass(frozen=True, slots=True)
class UploadKind:
    """One sort of upload: who may, how it is asked for, its form, and what is done with the file.

    `title` is a key of words; `wish` reads the form. Without a
    command it is asked for by a button alone, without a shortcut never on a posted file.
    """

    file_kind: FileKind[Any]
    command: str | None
    button: str
    callback_id: str
    shortcut: str | None
    title: str
    form: Callable[[Frame, str | None], SlackView]
    read_form: Callable[[Values, str], UploadRequest]
    take: Callable[[CommandContext, Actor, Frame, Upload, UploadRequest, Progress], SlackView]


def register(app: App, context: CommandContext, kind: UploadKind) -> None:
    """Offer an upload in all its ways."""

    def ask(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            _require_uploads_allowed(context)
            require(context.services, actor, kind.file_kind.action)
            context.client.views_open(trigger_id=body["trigger_id"], view=kind.form(frame, None))

        ack()
        run_for_actor(context, body, work)

    def take(ack: Ack, body: Body) -> None:
        values: Values = body["view"]["state"]["values"]
        request = kind.read_form(values, values[ids.FILE][ids.FILE]["files"][0]["id"])
        _process_upload(context, body, ack_with_working_view(context, ack, body, kind.title), kind, request)

    def take_posted(ack: Ack, body: Body) -> None:
        ack()
        frame = context.get_cached_frame(body)
        title = frame.words(kind.title)
        opened = context.client.views_open(trigger_id=body["trigger_id"], view=blocks.build_working_view(frame, title))
        run_in_view(
            context,
            body,
            ViewPlace(opened["view"]["id"]),
            kind.title,
            lambda actor, frame, progress: _import_upload(
                context, kind, actor, frame, UploadRequest(_posted_file(body)), progress
            ),
            lambda _actor, frame, text: blocks.build_notice_view(frame, title, _add_delete_request(frame, text)),
        )

    def take_with_columns(ack: Ack, body: Body) -> None:
        request = unpack_request(body["view"]["private_metadata"])
        try:
            columns = column_questions.read_form(body["view"]["state"]["values"])
        except BadInput as refusal:
            ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
            return
        request = replace(request, columns={**request.columns, **columns})
        _process_upload(context, body, ack_with_working_view(context, ack, body, kind.title), kind, request)

    if kind.command is not None:
        app.command(kind.command)(ask)
    app.action(kind.button)(ask)
    app.view(kind.callback_id)(take)
    if kind.file_kind.code in column_questions.COLUMN_FORMS:
        app.view(column_questions.COLUMN_FORMS[kind.file_kind.code])(take_with_columns)
    if kind.shortcut is not None:
        app.shortcut(kind.shortcut)(take_posted)


def repeat_upload(context: CommandContext, body: Body, kind: UploadKind, request: UploadRequest) -> None:
    """Take a file in by a button of a page, in whose place the result comes. After the acknowledgement."""
    view_id, frame = body["view"]["id"], context.get_cached_frame(body)
    context.client.views_update(view_id=view_id, view=blocks.build_working_view(frame, frame.words(kind.title)))
    _process_upload(context, body, ViewPlace(view_id), kind, request)


def _process_upload(
    context: CommandContext, body: Body, page: ViewPlace, kind: UploadKind, request: UploadRequest
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

    def noted(uploader: str) -> None:
        slack_files.record_file(
            context.services, actor, request.file_id, uploader=uploader or actor.user, kind=kind.file_kind.code
        )

    with context.uploads.fetch_file(request.file_id, noted) as upload:
        try:
            shown = kind.take(context, actor, frame, upload, request, progress)
        except FileRefused as refusal:
            if refusal.code in _SENSITIVE_REFUSALS:
                slack_files.mark_recognised(context.services, actor, request.file_id)
            asked = build_question_from_refusal(kind.file_kind.code, refusal.facts)
            if asked is None:
                raise
            slack_files.postpone_check(context.services, actor, request.file_id)
            return column_questions.build_form(frame, asked, request)
        slack_files.mark_recognised(context.services, actor, request.file_id)
        return shown


def _add_delete_request(frame: Frame, text: str) -> str:
    """Why a file was not taken; it lies in Slack all the same."""
    return f"{text}\n{frame.words('list.delete_file')}"


def _require_uploads_allowed(context: CommandContext) -> None:
    if not context.uploads_allowed:
        raise FileRefused("upload_off")


def _posted_file(body: Body) -> str:
    files = body["message"].get("files") or []
    if len(files) != 1:
        raise FileRefused("one_file_only")
    return str(files[0]["id"])


_SLACK = Actor("slack", frozenset({Role.MACHINE}), "ja")
"""Slack does not say who deleted it."""


def register_deleted_files(app: App, context: CommandContext) -> None:
    """Files deleted from Slack."""

    def deleted(body: Body) -> None:
        slack_files.record_gone(context.services, _SLACK, str(body["event"]["file_id"]), "told")

    app.event("file_deleted")(deleted)
