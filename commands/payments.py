"""`/sms-payments`, and the shortcut on a posted file: import a payment file."""

from slack_bolt import App

from bot.model.access import Actor
from bot.screens import ids
from bot.screens import payments as screens
from bot.screens.blocks import Frame, SlackView, make_single_line
from bot.screens.uploads import UploadRequest
from bot.services.imports.column_mappings import ColumnChoice, Progress
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import Source, import_file
from bot.slack.uploads import Upload
from commands import uploads
from commands.context import CommandContext
from commands.uploads import UploadKind


def register(app: App, context: CommandContext) -> None:
    """Register the upload of payment files."""
    kind = UploadKind(
        file_kind=PAYMENTS,
        command="/sms-payments",
        button=ids.OPEN_PAYMENTS,
        callback_id=ids.PAYMENTS_UPLOAD,
        columns_form=ids.PAYMENTS_COLUMNS,
        shortcut=ids.USE_AS_PAYMENT_FILE,
        title="payments.title",
        form=screens.build_form,
        read_form=screens.read_form,
        take=_import_payments,
    )
    uploads.register(app, context, kind)


def _import_payments(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, request: UploadRequest, progress: Progress
) -> SlackView:
    source = Source("slack", actor.user, reduced=not context.names_allowed, slack_file=request.file_id)
    view = import_file(
        context.services,
        actor,
        PAYMENTS,
        upload.path,
        name=make_single_line(upload.name),
        source=source,
        as_of=request.as_of,
        choice=ColumnChoice(request.columns, remember=True),
        progress=progress,
    )
    return screens.build_result(frame, view)
