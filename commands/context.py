"""Who is there: one place that turns a payload into an Actor. What they may do is decided by the desk's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.access import Actor
from bot.model.errors import NotAllowed
from bot.model.views import Mode
from bot.screens.blocks import Frame
from bot.services.context import ServiceContext
from bot.slack.client import GatedClient
from bot.slack.people import People
from bot.slack.uploads import Uploads
from bot.words import words

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What every conversation is handed."""

    services: ServiceContext
    client: GatedClient
    people: People
    uploads: Uploads
    takes_uploads: bool
    takes_names: bool
    """whether files may come through Slack at all, and whether with names in them"""
    channels: frozenset[str]
    """the desk's channels: a card's button works nowhere else"""
    mode: Mode

    def frame(self, actor: Actor) -> Frame:
        """How this person's screens are drawn."""
        return Frame(words(actor.locale), self.mode)

    def frame_at_once(self, body: Body) -> Frame:
        """The same by what is known of whoever sent this, without asking Slack: for what an acknowledgement shows."""
        return Frame(words(self.people.language(_user_and_team(body)[0])), self.mode)


def find_actor(context: CommandContext, body: Body, *, fresh: bool = False) -> Actor:
    """Whoever sent this, with the roles they have (none for a stranger). `fresh` at every decision."""
    user, team = _user_and_team(body)
    return context.people.actor(user, team, fresh=fresh)


def require_member(actor: Actor) -> Actor:
    """Somebody who has a part in the desk. Raises NotAllowed."""
    if not actor.roles:
        raise NotAllowed("not_a_member")
    return actor


def require_own_channel(context: CommandContext, body: Body) -> None:
    """A card that was carried elsewhere decides nothing there. Raises NotAllowed."""
    channel = (body.get("channel") or {}).get("id")
    if channel is not None and channel not in context.channels:
        raise NotAllowed("other_channel")


def _user_and_team(body: Body) -> tuple[str, str | None]:
    if "command" in body:
        return str(body["user_id"]), body.get("team_id")
    if "event" in body:
        return str(body["event"]["user"]), body.get("team_id")
    user = body["user"]
    # A person of another workspace may stand in a shared channel: their own team counts, not the channel's.
    return str(user["id"]), user.get("team_id") or (body.get("team") or {}).get("id")
