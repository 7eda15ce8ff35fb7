"""The button that ends a lock of all sending: file and provider are reconciled."""

from slack_bolt import App

from bot.model.access import Actor
from bot.screens import ids
from bot.services import reconciling
from bot.services.context import ServiceContext
from commands.buttons import register_button
from commands.context import CommandContext


def register(app: App, context: CommandContext) -> None:
    """Register the button."""

    def reconcile(services: ServiceContext, actor: Actor, _value: str) -> str:
        done = reconciling.reconcile(services, actor)
        return "done.not_locked" if done is None else "done.reconciled"

    register_button(app, context, ids.INSTANCE_RECONCILE, reconcile)
