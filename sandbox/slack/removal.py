"""Deleting a file: it is nowhere any more, a tombstone stands in its messages, and the bot is told."""

from sandbox.slack import payloads
from sandbox.slack.errors import Refused
from sandbox.slack.files import File
from sandbox.slack.people import Person
from sandbox.slack.socket_mode import Envelope
from sandbox.slack.workspace import Workspace


def remove(workspace: Workspace, file: File, by: str) -> None:
    """Delete a file. An app that sees it hears of it, if its manifest asks for the event."""
    workspace.files.remove(file.id)
    workspace.messages.touch(set(file.shares))
    if file.bot_sees and "file_deleted" in workspace.app.events:
        channels = [channel for channel, _ in file.shares]
        inner = {"type": "file_deleted", "file_id": file.id, "channel_ids": channels}
        workspace.sockets.announce(Envelope("events_api", payloads.event(workspace, inner), "file_deleted", by))


def deletable(workspace: Workspace, person: Person, identity: str) -> File:
    """Return a file that a person may delete: their own, and an administrator any.

    Raises Refused: `cant_delete_file` for what they only see, `file_not_found` for all else.
    """
    file = workspace.files.by_id.get(identity)
    if file is None or not file.complete:
        raise Refused("file_not_found")
    if person.is_admin or file.user == person.id:
        return file
    is_seen = any(person.id in workspace.channels.by_id[channel].members for channel, _ in file.shares)
    raise Refused("cant_delete_file" if is_seen else "file_not_found")
