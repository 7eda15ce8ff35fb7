"""Channels and their members: two private ones with the bot, a public one without it, and direct messages."""

from dataclasses import dataclass, field

from sandbox.slack.people import BOT_USER, PEOPLE, PEOPLE_BY_ID, Role

_EVERYONE = frozenset(PEOPLE_BY_ID)
_OFFICE = frozenset(person.id for person in PEOPLE if person.role is not Role.OUTSIDER)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or a direct message (`is_im`); `members` are user ids, the bot's too if it is a member.

    `is_archived` and a bot that was removed come from faults.
    """

    id: str
    name: str
    purpose: str
    members: frozenset[str]
    is_private: bool = True
    is_im: bool = False
    is_archived: bool = False

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return BOT_USER in self.members

    @property
    def name_for_payloads(self) -> str:
        """The name in payloads, which do not carry the names of private conversations."""
        if self.is_im:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    @property
    def scope(self) -> str:
        """The scope that a bot needs to read about this channel."""
        if self.is_im:
            return "im:read"
        return "groups:read" if self.is_private else "channels:read"


def _create_channels() -> dict[str, Channel]:
    channels = (
        Channel("C0DESK00001", "sms-desk", "desk", _EVERYONE | {BOT_USER}),
        Channel("C0DIGEST001", "sms-digest", "digest", _OFFICE | {BOT_USER}),
        Channel("C0GENERAL01", "general", "general", _EVERYONE, is_private=False),
    )
    return {channel.id: channel for channel in channels}


@dataclass(slots=True)
class Channels:
    """Every channel by its id. A direct message with the bot is created when it is first needed."""

    by_id: dict[str, Channel] = field(default_factory=_create_channels)

    def get_direct(self, user: str) -> Channel:
        """Return the direct message between a person and the bot."""
        identity = "D" + user[1:]
        return self.by_id.setdefault(identity, Channel(identity, "", "im", frozenset({user, BOT_USER}), is_im=True))
