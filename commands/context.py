"""The context of every listener, and the actor of a payload. The services check the actor's permissions."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.model.access import Actor
from bot.model.errors import NotAllowed
from bot.model.mode import Mode
from bot.screens.blocks import Frame
from bot.services import seen_roles
from bot.services.context import ServiceContext
from bot.slack.client import CheckedClient
from bot.slack.open_homes import OpenHomes
from bot.slack.people import People
from bot.slack.uploads import Uploads
from bot.words import words

Body = Mapping[str, Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The parts that listeners use."""

    services: ServiceContext
    client: CheckedClient
    people: People
    uploads: Uploads
    uploads_allowed: bool
    names_allowed: bool
    """Whether files may be uploaded through Slack, and whether they may contain names."""
    channels: frozenset[str]
    """The channels of the desk. The buttons of a card work only there."""
    mode: Mode
    homes: OpenHomes = field(default_factory=OpenHomes)
    """Who has opened their App Home lately."""

    def get_frame(self, actor: Actor) -> Frame:
        """Get the frame in a person's language."""
        return Frame(words(actor.locale), self.mode)

    def get_cached_frame(self, body: Body) -> Frame:
        """Get the frame for an acknowledgement, which has no time to ask Slack for the person's language."""
        return Frame(words(self.people.language(_user_and_team(body)[0])), self.mode)


def find_actor(context: CommandContext, body: Body, *, ask_slack: bool = False) -> Actor:
    """Find the sender of a payload, with their roles. `ask_slack`: ask Slack again, as every decision must.

    While Slack cannot be asked, the actor has their recent roles. A database that fails here does not fail the click:
    what the click itself needs of it fails later, and is reported then.
    """
    user, team = _user_and_team(body)
    actor = context.people.actor(user, team, ask_slack=ask_slack)
    try:
        if not actor.is_complete:
            return seen_roles.add_recent_roles(context.services, actor)
        seen_roles.record_roles(context.services, actor)
    except Exception:  # noqa: BLE001 - such as a full disk
        _log.exception("roles_not_recorded")
    return actor


def require_member(actor: Actor) -> Actor:
    """Require that the actor has a role. Raises NotAllowed; it says so if Slack could not be asked for the roles."""
    if not actor.roles and not actor.recent_roles:
        raise NotAllowed("not_a_member" if actor.is_complete else "slack_unreachable")
    return actor


def require_own_channel(context: CommandContext, body: Body) -> None:
    """Require that a click came from the desk's own channels, not from a forwarded card. Raises NotAllowed."""
    channel = (body.get("channel") or {}).get("id")
    if channel is not None and channel not in context.channels:
        raise NotAllowed("other_channel")


def get_user(body: Body) -> str:
    """Get the id of the sender of a payload."""
    return _user_and_team(body)[0]


def _user_and_team(body: Body) -> tuple[str, str | None]:
    if "command" in body:
        return str(body["user_id"]), body.get("team_id")
    if "event" in body:
        return str(body["event"]["user"]), body.get("team_id")
    user = body["user"]
    # A shared channel has people of other workspaces: the person's own team counts, not the channel's. Of a member of
    # several workspaces of an organization Slack may name any; bot/slack/people.py compares it with their list.
    return str(user["id"]), user.get("team_id") or (body.get("team") or {}).get("id")
