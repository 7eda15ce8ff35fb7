"""The buttons on the morning's message on promises: write the lists, and draft a reminder."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import ids
from bot.screens import promises as screens
from bot.screens.blocks import Frame
from bot.services import promise_lists
from commands.buttons import parse_subject
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import run_for_actor

_GONE = "report_of_promises_gone"


def register(app: App, context: CommandContext) -> None:
    """Register the button that writes the lists; the one that drafts a reminder opens the form of a draft."""
    app.action(ids.PROMISES_WRITE)(lambda ack, body: _write_lists(context, ack, body))


def _write_lists(context: CommandContext, ack: Ack, body: Body) -> None:
    def work(actor: Actor, frame: Frame) -> str:
        require_own_channel(context, body)
        entry, _ = parse_subject(str(body["actions"][0].get("value") or ""), _GONE)
        return screens.describe_files(frame.words, promise_lists.write_lists(context.services, actor, entry))

    ack()
    run_for_actor(context, body, work, ask_slack=True)
