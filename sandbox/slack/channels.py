"""Channels: who is in them. Two private ones with the bot in them, a public one without it, and direct messages."""

from dataclasses import dataclass, field

from sandbox.slack.errors import Refused
from sandbox.slack.people import BOT_USER, PEOPLE, Role

_EVERYONE = frozenset(person.id for person in PEOPLE)
_DESK = frozenset(person.id for person in PEOPLE if person.role is not Role.OUTSIDER)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or a direct message (`is_im`); `members` are user ids, the bot's among them where it is in."""

    id: str
    name: str
    purpose: str
    members: frozenset[str]
    is_private: bool = True
    is_im: bool = False

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return BOT_USER in self.members

    @property
    def name_for_payloads(self) -> str:
        """The name that Slack puts in payloads: it hides the names of private conversations."""
        if self.is_im:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    @property
    def scope(self) -> str:
        """The scope with which a bot may ask about this channel."""
        if self.is_im:
            return "im:read"
        return "groups:read" if self.is_private else "channels:read"


def _first() -> dict[str, Channel]:
    channels = (
        Channel("C0DESK00001", "sms-desk", "desk", _EVERYONE | {BOT_USER}),
        Channel("C0DIGEST001", "sms-digest", "digest", _DESK | {BOT_USER}),
        Channel("C0GENERAL01", "general", "general", _EVERYONE, is_private=False),
    )
    return {channel.id: channel for channel in channels}


@dataclass(slots=True)
class Channels:
    """Every channel by its id. A direct message with the bot comes to be when somebody first needs it."""

    by_id: dict[str, Channel] = field(default_factory=_first)

    def direct(self, user: str) -> Channel:
        """Return the direct message between a person and the bot."""
        identity = "D" + user[1:]
        return self.by_id.setdefault(identity, Channel(identity, "", "im", frozenset({user, BOT_USER}), is_im=True))

    def for_bot(self, identity: str) -> Channel:
        """Return the channel to which the bot wants to write; a user id means the direct message.

        Raises Refused: `channel_not_found` (also for a private one without the bot), `not_in_channel`.
        """
        if any(person.id == identity for person in PEOPLE):
            return self.direct(identity)
        channel = self.visible(identity)
        if not channel.has_bot:
            raise Refused("not_in_channel")
        return channel

    def visible(self, identity: str) -> Channel:
        """Return a channel of which the bot may know. Raises Refused `channel_not_found`."""
        channel = self.by_id.get(identity)
        if channel is None or (channel.is_private and not channel.has_bot):
            raise Refused("channel_not_found")
        return channel
