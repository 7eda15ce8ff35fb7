"""Slack tells that a file was deleted: whoever was asked to is thanked at once, not at the next look."""

from slack_bolt import App

from bot.desk import lying
from bot.rules.access import Actor, Role
from commands.door import Body, Office

_SLACK = Actor("slack", frozenset({Role.MACHINE}), "ja")
"""Slack does not say who deleted it."""


def register(app: App, office: Office) -> None:
    """Files deleted from Slack."""

    def deleted(body: Body) -> None:
        lying.seen_gone(office.tools, _SLACK, str(body["event"]["file_id"]), "told")

    app.event("file_deleted")(deleted)
