"""Actions of people: commands, message shortcuts, the Home tab, messages and files; each returns what the person sees.

The functions raise NotFound for what a person cannot see, and NotPossible for what Slack does not let them do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.slack import objects, payloads
from sandbox.slack.channels import Channel
from sandbox.slack.content import reply
from sandbox.slack.credentials import ResponseUrl
from sandbox.slack.errors import Json, NotFound, NotPossible, Refused
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.people import Person
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What a person sees right after an action: Slack's error, errors by block id, the id of the modal on top.

    `ack_ms` is the time until the bot's acknowledgement, in milliseconds.
    """

    ack_ms: float | None = None
    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    view_id: str | None = None

    def to_json(self) -> Json:
        """Return the answer of the control interface."""
        return {
            "ok": self.error is None and not self.errors,
            "ack_ms": None if self.ack_ms is None else round(self.ack_ms, 1),
            "error": self.error,
            "errors": dict(self.errors),
            "view_id": self.view_id,
        }


def describe_failure(ack: Ack) -> str | None:
    """Return what a person sees when an interaction was not acknowledged; None if it was."""
    return None if ack.error is None else f"{TROUBLE} ({ack.error})"


def get_channel(workspace: Workspace, person: Person, identity: str) -> Channel:
    """Return a channel of which a person is a member, or their direct message with the bot. Raises NotFound."""
    workspace.channels.get_direct(person.id)
    channel = workspace.channels.by_id.get(identity)
    if channel is None or person.id not in channel.members:
        raise NotFound(f"{person.id} is in no channel {identity!r}")
    return channel


def get_message(workspace: Workspace, person: Person, channel: Channel, ts: str) -> Message:
    """Return a message that a person sees. Raises NotFound."""
    message = workspace.messages.find(channel.id, ts)
    if message is None or message.ephemeral_to not in {None, person.id}:
        raise NotFound(f"{person.id} sees no message {ts!r} in {channel.id}")
    return message


def _get_writable_channel(workspace: Workspace, person: Person, identity: str) -> Channel:
    """Return a channel in which people may write. Raises NotFound; NotPossible if the Messages tab is read-only."""
    channel = get_channel(workspace, person, identity)
    if channel.is_im and workspace.app.is_read_only:
        raise NotPossible("sending messages to this app has been turned off")
    return channel


async def deliver(workspace: Workspace, envelope: Envelope) -> tuple[Ack, str | None]:
    """Send an envelope; return its acknowledgement, and the id of the modal that the bot opened meanwhile, if any."""
    before = workspace.views.get_top(envelope.user)
    ack = await workspace.sockets.deliver(envelope)
    top = workspace.views.get_top(envelope.user)
    return ack, None if top == before else top


async def run_command(workspace: Workspace, user: str, channel_id: str, name: str, text: str) -> ActionResult:
    """Type a slash command. Raises NotFound, also for a command that the manifest does not declare."""
    person = workspace.get_person(user)
    channel = get_channel(workspace, person, channel_id)
    if name not in workspace.app.commands:
        raise NotFound(f"{name} is not a valid command")
    payload = payloads.build_slash_command(workspace, person, channel, name, text)
    envelope = Envelope("slash_commands", payload, name, user)
    ack, view_id = await deliver(workspace, envelope)
    error = ack.error
    if ack.payload:
        try:
            reply(workspace, ResponseUrl(user, channel.id, None, 0.0), ack.payload)
        except Refused as refused:
            workspace.sockets.record_failure(envelope, refused.error, ack.ms)
            error = refused.error
    return ActionResult(ack.ms, f'{name} failed with the error "{error}"' if error else None, view_id=view_id)


async def run_shortcut(workspace: Workspace, user: str, channel_id: str, ts: str, callback_id: str) -> ActionResult:
    """Choose a shortcut from a message's menu. Raises NotFound, NotPossible."""
    person = workspace.get_person(user)
    channel = get_channel(workspace, person, channel_id)
    message = get_message(workspace, person, channel, ts)
    if callback_id not in workspace.app.shortcuts:
        raise NotFound(f"there is no message shortcut {callback_id!r}")
    if message.ephemeral_to is not None:
        raise NotPossible("an ephemeral message has no shortcuts")
    payload = payloads.build_shortcut(workspace, person, channel, message, callback_id)
    ack, view_id = await deliver(workspace, Envelope.for_interaction(payload))
    return ActionResult(ack.ms, describe_failure(ack), view_id=view_id)


def open_home(workspace: Workspace, user: str, tab: str = "home") -> None:
    """Open a tab of the app, `home` or `messages`. Raises NotFound; NotPossible for a tab that it does not have."""
    if not {"home": workspace.app.has_home, "messages": workspace.app.has_messages}.get(tab, False):
        raise NotPossible(f"the app has no tab {tab!r}")
    channel = workspace.channels.get_direct(workspace.get_person(user).id)
    home = workspace.views.find_home(user)
    view = {"view": objects.build_view(home)} if home is not None and tab == "home" else {}
    inner = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab, **view}
    _announce(workspace, inner, user)


def post_message(workspace: Workspace, user: str, channel_id: str, text: str, thread_ts: str | None) -> Message:
    """Post a message as a person. The bot subscribes to no message events, so it is not informed.

    Raises NotFound; NotPossible for an empty text or where people may not write.
    """
    person = workspace.get_person(user)
    channel = _get_writable_channel(workspace, person, channel_id)
    if not text.strip():
        raise NotPossible("a message needs a text")
    if thread_ts is not None:
        get_message(workspace, person, channel, thread_ts)
    return workspace.messages.post(Message(workspace.messages.create_ts(), channel.id, user, text, thread_ts=thread_ts))


def upload_file(workspace: Workspace, user: str, channel_id: str | None, name: str, content: bytes) -> File:
    """Post a file to a channel, or keep it for a form if `channel_id` is None. Raises NotFound, NotPossible."""
    person = workspace.get_person(user)
    channel = None if channel_id is None else _get_writable_channel(workspace, person, channel_id)
    file = workspace.files.add(user, name, content)
    if channel is None:
        return file
    workspace.share_file(file, Message(workspace.messages.create_ts(), channel.id, user, files=(file.id,)))
    if channel.has_bot:
        ids = {"channel_id": channel.id, "file_id": file.id, "user_id": user, "file": {"id": file.id}}
        _announce(workspace, {"type": "file_shared", **ids}, user)
    return file


def delete_file(workspace: Workspace, user: str, identity: str) -> None:
    """Delete a person's own file, or as an administrator any file. Raises NotFound, NotPossible."""
    try:
        file = find_deletable_file(workspace, workspace.get_person(user), identity)
    except Refused as refused:
        if refused.error == "cant_delete_file":
            raise NotPossible(f"{user} may not delete {identity!r}: it is somebody else's") from refused
        raise NotFound(f"{user} has no file {identity!r}") from refused
    remove_file(workspace, file, user)


def find_deletable_file(workspace: Workspace, person: Person, identity: str) -> File:
    """Return a file that a person may delete: their own, and an administrator any.

    Raises Refused: `cant_delete_file` for a file that they only see, else `file_not_found`.
    """
    file = workspace.files.by_id.get(identity)
    if file is None or not file.is_complete:
        raise Refused("file_not_found")
    if person.is_admin or file.user == person.id:
        return file
    is_visible = any(person.id in workspace.channels.by_id[channel].members for channel, _ in file.shares)
    raise Refused("cant_delete_file" if is_visible else "file_not_found")


def remove_file(workspace: Workspace, file: File, user: str) -> None:
    """Delete a file for `user`. Its messages show a tombstone; the bot is informed if it saw the file."""
    workspace.files.delete(file.id)
    workspace.messages.mark_changed(set(file.shares))
    if file.bot_sees:
        channels = [channel for channel, _ in file.shares]
        _announce(workspace, {"type": "file_deleted", "file_id": file.id, "channel_ids": channels}, user)


def _announce(workspace: Workspace, inner: Json, user: str) -> None:
    """Send an event that `user` caused, if the manifest subscribes to its type."""
    if inner["type"] in workspace.app.events:
        event = payloads.build_event(workspace, inner)
        workspace.sockets.announce(Envelope("events_api", event, inner["type"], user))
