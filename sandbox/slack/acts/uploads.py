"""Putting a file into a channel, or having it ready for a form; deleting it again."""

from sandbox.slack import payloads
from sandbox.slack.acts.seen import channel_of, written_by_people
from sandbox.slack.channels import Channel
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.removal import deletable, remove
from sandbox.slack.socket_mode import Envelope
from sandbox.slack.values import NotPossible, NotThere, Refused
from sandbox.slack.world import World


def upload(world: World, user: str, channel_id: str | None, name: str, content: bytes) -> File:
    """Put a file into a channel as a message, or keep it for a form. Raises NotThere, NotPossible."""
    person = world.person(user)
    channel = None if channel_id is None else written_by_people(world, channel_of(world, person, channel_id))
    file = world.files.add(user, name, content)
    if channel is None:
        return file
    message = Message(world.messages.next_ts(), channel.id, user, files=(file.id,))
    world.share(file, message)
    if channel.has_bot and "file_shared" in world.app.events:
        _tell(world, user, channel, file)
    return file


def delete(world: World, user: str, identity: str) -> None:
    """Delete a file: one's own, or, as an administrator of the workspace, anybody's. Raises NotThere, NotPossible."""
    try:
        file = deletable(world, world.person(user), identity)
    except Refused as refused:
        if refused.error == "cant_delete_file":
            raise NotPossible(f"{user} may not delete {identity!r}: it is somebody else's") from refused
        raise NotThere(f"{user} has no file {identity!r}") from refused
    remove(world, file, user)


def _tell(world: World, user: str, channel: Channel, file: File) -> None:
    inner = {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file.id,
        "user_id": user,
        "file": {"id": file.id},
    }
    world.hub.announce(Envelope("events_api", payloads.event(world, inner), "file_shared", user))
