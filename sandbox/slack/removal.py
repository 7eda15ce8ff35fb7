"""Deleting a file: it is nowhere any more, a tombstone stands in its messages, and the bot is told."""

from sandbox.slack import payloads
from sandbox.slack.files import File
from sandbox.slack.people import Person
from sandbox.slack.socket_mode import Envelope
from sandbox.slack.values import Refused
from sandbox.slack.world import World


def remove(world: World, file: File, by: str) -> None:
    """Delete a file. An app that sees it hears of it, if its manifest asks for the event."""
    world.files.remove(file.id)
    world.messages.touch(set(file.shares))
    if file.bot_sees and "file_deleted" in world.app.events:
        channels = [channel for channel, _ in file.shares]
        inner = {"type": "file_deleted", "file_id": file.id, "channel_ids": channels}
        world.hub.announce(Envelope("events_api", payloads.event(world, inner), "file_deleted", by))


def deletable(world: World, person: Person, identity: str) -> File:
    """Return a file that a person may delete: their own, and an administrator any.

    Raises Refused: `cant_delete_file` for what they only see, `file_not_found` for all else.
    """
    file = world.files.by_id.get(identity)
    if file is None or not file.complete:
        raise Refused("file_not_found")
    if person.is_admin or file.user == person.id:
        return file
    is_seen = any(person.id in world.channels.by_id[channel].members for channel, _ in file.shares)
    raise Refused("cant_delete_file" if is_seen else "file_not_found")
