"""The button that shows a supervisor what each rule said of the person of a message, when it was judged and now."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import ids
from bot.screens import why as screens
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.services import why
from bot.services.imports.column_mappings import Progress
from commands.context import Body, CommandContext
from commands.progress import ViewTarget
from commands.responses import open_working_view, run_in_view

_TITLE = "why.title"


def register(app: App, context: CommandContext) -> None:
    """Register the button. Its value is a 受付番号."""
    app.action(ids.PERSON_WHY)(lambda ack, body: _show(context, ack, body))


def _show(context: CommandContext, ack: Ack, body: Body) -> None:
    """Show the page, in the place of the page that has the button; from a message it opens."""
    ref = str(body["actions"][0].get("value") or "")
    shown = body.get("view") or {}

    def build(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        return screens.build_page(frame, why.explain_message(context.services, actor, ref))

    ack()
    is_page = shown.get("type") == "modal"
    run_in_view(
        context,
        body,
        ViewTarget(str(shown["id"])) if is_page else open_working_view(context, body, _TITLE),
        _TITLE,
        build,
        lambda _actor, frame, text: build_notice_view(frame, frame.words(_TITLE), text),
    )
