"""Bolt listeners for what users do in Slack, a module for each subject; `cli` is the command line."""

from collections.abc import Callable

from slack_bolt import App

from commands import (
    campaigns,
    column_questions,
    draft_tests,
    drafts,
    followups,
    home,
    incidents,
    instance,
    lists,
    payments,
    people,
    promises,
    renumberings,
    responses,
    stopping,
    suppressions,
    uncertain,
    uploads,
    why,
)
from commands.context import CommandContext

LISTENERS: tuple[Callable[[App, CommandContext], None], ...] = (
    responses.register,
    home.register,
    lists.register,
    lists.register_shared_numbers,
    column_questions.register,
    drafts.register,
    draft_tests.register,
    campaigns.register,
    uncertain.register,
    why.register,
    stopping.register,
    suppressions.register,
    incidents.register,
    followups.register,
    payments.register,
    people.register,
    promises.register,
    renumberings.register,
    instance.register,
    uploads.register_deleted_files,
)


def register(app: App, context: CommandContext) -> None:
    """Register all listeners with Bolt."""
    for register_listeners in LISTENERS:
        register_listeners(app, context)
