"""/sms-payments: a payment file is taken in; also the shortcut on a file that somebody posted."""

from slack_bolt import App

from bot.desk import payments
from bot.desk.intake import Source
from bot.desk.presets import Choice, Progress
from bot.rules.access import Action, Actor
from bot.screens import ids
from bot.screens import payments as screens
from bot.screens.kit import Frame, View, tidy
from bot.screens.wishes import Wish
from bot.slack.uploads import Upload
from commands import uploads
from commands.door import Office
from commands.uploads import Kind


def register(app: App, office: Office) -> None:
    """Uploading a payment file."""
    kind = Kind(
        files="payments",
        action=Action.PAYMENTS_IMPORT,
        command="/sms-payments",
        button=ids.OPEN_PAYMENTS,
        callback_id=ids.PAYMENTS_UPLOAD,
        shortcut=ids.USE_AS_PAYMENT_FILE,
        title="payments.title",
        form=screens.form,
        wish=screens.wish,
        take=_take,
    )
    uploads.register(app, office, kind)


def _take(office: Office, actor: Actor, frame: Frame, upload: Upload, wish: Wish, progress: Progress) -> View:
    source = Source("slack", actor.user, reduced=not office.takes_names)
    card = payments.import_payments(
        office.tools,
        actor,
        upload.path,
        name=tidy(upload.name),
        source=source,
        as_of=wish.as_of,
        choice=Choice(wish.chosen, remember=True),
        progress=progress,
    )
    return screens.result(frame, card)
