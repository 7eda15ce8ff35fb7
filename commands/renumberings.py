"""The buttons of a file of new taxpayer ids: a supervisor carries it out, or discards it."""

from slack_bolt import App

from bot.screens import ids
from bot.services import waiting_renumberings
from commands.buttons import register_buttons
from commands.context import CommandContext


def register(app: App, context: CommandContext) -> None:
    """Register both buttons."""
    register_buttons(
        app,
        context,
        "renumbering_gone",
        changes={},
        decisions={
            ids.RENUMBERING_APPLY: (waiting_renumberings.apply_waiting, "done.renumbered"),
            ids.RENUMBERING_DISCARD: (waiting_renumberings.discard_waiting, "done.discarded"),
        },
    )
