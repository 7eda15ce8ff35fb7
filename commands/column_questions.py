"""The buttons below an imported file that assign its columns, and that forget what was assigned.

Where the file can still be had (in Slack, or in the inbox folder), it is read again with the columns. Otherwise they
are remembered for the next file with its headings, and the person is asked to upload it again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import BadInput, FileRefused, NotFound
from bot.screens import blocks, column_questions, ids
from bot.screens import imports as screens
from bot.screens.blocks import Frame, SlackView
from bot.screens.labels import make_form_errors
from bot.services import slack_files
from bot.services.context import ServiceContext
from bot.services.imports import assignments, column_mappings
from bot.services.imports.assignments import AssignableFile
from bot.services.imports.column_mappings import Progress
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileKind
from bot.slack.uploads import FoundFile
from commands.buttons import parse_subject, register_button
from commands.context import Body, CommandContext, require_own_channel
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_working_view, run_in_view

_TITLE = "columns.title"
_NO_COPY = "upload_not_seen"


def register(app: App, context: CommandContext) -> None:
    """Register the buttons that assign columns and forget them, and the form of the first."""

    def open_form(ack: Ack, body: Body) -> None:
        ack()
        _run(context, body, _find_page(context, body), lambda actor, frame, _: _build_form(context, body, actor, frame))

    def assign(ack: Ack, body: Body) -> None:
        try:
            columns = column_questions.read_form(body["view"]["state"]["values"])
        except BadInput as refusal:
            ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
            return
        page = ack_with_working_view(context, ack, body, _TITLE, "notice.importing")
        value = str(body["view"]["private_metadata"])
        _run(context, body, page, lambda *who: _assign(context, value, columns, *who))

    app.action(ids.FILE_ASSIGN)(open_form)
    app.view(ids.FILE_COLUMNS)(assign)
    register_button(app, context, ids.PRESET_FORGET, _forget_mapping)


def _run(
    context: CommandContext, body: Body, page: ViewTarget, work: Callable[[Actor, Frame, Progress], SlackView]
) -> None:
    run_in_view(
        context,
        body,
        page,
        _TITLE,
        work,
        lambda _actor, frame, text: blocks.build_notice_view(frame, frame.words(_TITLE), text),
    )


def _find_page(context: CommandContext, body: Body) -> ViewTarget:
    """Find the page for the form: the result of an upload is replaced, and over a card a new one opens."""
    if "view" in body:
        return ViewTarget(body["view"]["id"])
    return open_working_view(context, body, _TITLE)


def _build_form(context: CommandContext, body: Body, actor: Actor, frame: Frame) -> SlackView:
    require_own_channel(context, body)
    value = str(body["actions"][0].get("value") or "")
    kind, file_id = _parse_file(value)
    found = assignments.get_assignable_file(context.services, actor, kind, file_id)
    if found.file.slack_file is not None:
        slack_files.postpone_check(context.services, actor, found.file.slack_file)
    return column_questions.build_form(frame, ids.FILE_COLUMNS, found.question, value, found.remembered)


def _assign(
    context: CommandContext,
    value: str,
    columns: Mapping[str, str],
    actor: Actor,
    frame: Frame,
    progress: Progress,
) -> SlackView:
    kind, file_id = _parse_file(value)
    found = assignments.get_assignable_file(context.services, actor, kind, file_id)
    with _find_copy(context, actor, kind, found) as path:
        if path is None:
            assignments.remember_columns(context.services, actor, kind, file_id, columns)
            return blocks.build_notice_view(frame, frame.words(_TITLE), frame.words("columns.upload_again"))
        reduced = found.file.slack_file is not None and not context.names_allowed
        view = assignments.read_again(
            context.services, actor, kind, found, columns, path, reduced=reduced, progress=progress
        )
    return screens.build_file_result(frame, view)


@contextmanager
def _find_copy(
    context: CommandContext, actor: Actor, kind: FileKind[Any], found: AssignableFile
) -> Iterator[Path | None]:
    """Find the file where it still is, for the length of the `with`; None if it cannot be had any more."""
    file_id = found.file.slack_file
    if file_id is None or not context.uploads_allowed:
        yield assignments.find_in_inbox(context.services, kind, found.file)
        return

    def record_file(there: FoundFile) -> None:
        uploader = there.uploader or actor.user
        slack_files.record_file(context.services, actor, file_id, uploader=uploader, kind=kind.code, size=there.size)

    with ExitStack() as stack:
        try:
            path = stack.enter_context(context.uploads.fetch_file(file_id, record_file)).path
        except FileRefused as refusal:
            if refusal.code != _NO_COPY:
                raise
            path = None
        yield path
        if path is not None:
            slack_files.mark_recognised(context.services, actor, file_id)


def _parse_file(value: str) -> tuple[FileKind[Any], int]:
    """Read a button's value: the kind of an imported file, and its id. Raises NotFound."""
    code, _, file_id = value.partition(":")
    kind = FILE_KINDS.get(code)
    if kind is None or kind.counts is None:
        raise NotFound("file_gone")
    return kind, parse_subject(file_id, "file_gone")[0]


def _forget_mapping(services: ServiceContext, actor: Actor, value: str) -> str:
    code, _, file_id = value.partition(":")
    kind = FILE_KINDS.get(code)
    if kind is None or kind.post is None:
        raise NotFound("preset_gone")
    column_mappings.forget_mapping(services, actor, code, kind.post, parse_subject(file_id, "preset_gone")[0])
    return "columns.forgotten"
