"""/sms-payments: a payment file is taken in; also the shortcut on a file that somebody posted."""

from slack_bolt import App

from bot.model.access import Action, Actor
from bot.screens import ids
from bot.screens import payments as screens
from bot.screens.blocks import Frame, View, make_single_line
from bot.screens.upload_requests import UploadRequest
from bot.services.imports import payments
from bot.services.imports.column_mappings import ColumnChoice, Progress
from bot.services.imports.pipeline import Source
from bot.slack.uploads import Upload
from commands import uploads
from commands.context import CommandContext
from commands.uploads import UploadKind


def register(app: App, context: CommandContext) -> None:
    """Uploading a payment file."""
    kind = UploadKind(
        files="payments",
        action=Action.PAYMENTS_IMPORT,
        command="/sms-payments",
        button=ids.OPEN_PAYMENTS,
        callback_id=ids.PAYMENTS_UPLOAD,
        shortcut=ids.USE_AS_PAYMENT_FILE,
        title="payments.title",
        form=screens.build_form,
        wish=screens.read_form,
        take=_import_payments,
    )
    uploads.register(app, context, kind)


def _import_payments(
    context: CommandContext, actor: Actor, frame: Frame, upload: Upload, wish: UploadRequest, progress: Progress
) -> View:
    source = Source("slack", actor.user, reduced=not context.takes_names)
    card = payments.import_payments(
        context.services,
        actor,
        upload.path,
        name=make_single_line(upload.name),
        source=source,
        as_of=wish.as_of,
        choice=ColumnChoice(wish.chosen, remember=True),
        progress=progress,
    )
    return screens.build_result(frame, card)
