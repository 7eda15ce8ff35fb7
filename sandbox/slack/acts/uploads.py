"""Putting a file into a channel, or having it ready for a form; deleting it again."""

from sandbox.slack import payloads
from sandbox.slack.acts.seen import channel_of, written_by_people
from sandbox.slack.channels import Channel
from sandbox.slack.errors import NotFound, NotPossible, Refused
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.removal import deletable, remove
from sandbox.slack.socket_mode import Envelope
from sandbox.slack.workspace import Workspace


def upload(workspace: Workspace, user: str, channel_id: str | None, name: str, content: bytes) -> File:
    """Put a file into a channel as a message, or keep it for a form. Raises NotFound, NotPossible."""
    person = workspace.person(user)
    channel = None if channel_id is None else written_by_people(workspace, channel_of(workspace, person, channel_id))
    file = workspace.files.add(user, name, content)
    if channel is None:
        return file
    message = Message(workspace.messages.next_ts(), channel.id, user, files=(file.id,))
    workspace.share(file, message)
    if channel.has_bot and "file_shared" in workspace.app.events:
        _tell(workspace, user, channel, file)
    return file


def delete(workspace: Workspace, user: str, identity: str) -> None:
    """Delete a file: one's own, or, as an administrator of the workspace, anybody's. Raises NotFound, NotPossible."""
    try:
        file = deletable(workspace, workspace.person(user), identity)
    except Refused as refused:
        if refused.error == "cant_delete_file":
            raise NotPossible(f"{user} may not delete {identity!r}: it is somebody else's") from refused
        raise NotFound(f"{user} has no file {identity!r}") from refused
    remove(workspace, file, user)


def _tell(workspace: Workspace, user: str, channel: Channel, file: File) -> None:
    inner = {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file.id,
        "user_id": user,
        "file": {"id": file.id},
    }
    workspace.sockets.announce(Envelope("events_api", payloads.event(workspace, inner), "file_shared", user))
