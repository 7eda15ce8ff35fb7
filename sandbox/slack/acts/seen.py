"""What a person sees right after an act, and who and what the act is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json, NotFound, NotPossible
from sandbox.slack.messages import Message
from sandbox.slack.people import Person
from sandbox.slack.socket_mode import Ack
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Seen:
    """How an act ended: after how many milliseconds, Slack's own complaint, complaints a block, the modal on top."""

    ack_ms: float | None = None
    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    view_id: str | None = None

    def answer(self) -> Json:
        """Return the control face's answer."""
        return {
            "ok": self.error is None and not self.errors,
            "ack_ms": None if self.ack_ms is None else round(self.ack_ms, 1),
            "error": self.error,
            "errors": dict(self.errors),
            "view_id": self.view_id,
        }


def trouble(ack: Ack) -> str | None:
    """Return what a person sees where an envelope was not acknowledged; None if it was."""
    return None if ack.error is None else f"{TROUBLE} ({ack.error})"


def channel_of(workspace: Workspace, person: Person, identity: str) -> Channel:
    """Return a channel in which a person is, their direct message with the bot among them. Raises NotFound."""
    workspace.channels.direct(person.id)
    channel = workspace.channels.by_id.get(identity)
    if channel is None or person.id not in channel.members:
        raise NotFound(f"{person.id} is in no channel {identity!r}")
    return channel


def written_by_people(workspace: Workspace, channel: Channel) -> Channel:
    """Return the channel if people write there. Raises NotPossible: to an app whose Messages tab is read-only."""
    if channel.is_im and workspace.app.is_read_only:
        raise NotPossible("sending messages to this app has been turned off")
    return channel


def message_of(workspace: Workspace, person: Person, channel: Channel, ts: str) -> Message:
    """Return a message that a person sees. Raises NotFound."""
    message = workspace.messages.find(channel.id, ts)
    if message is None or message.ephemeral_to not in {None, person.id}:
        raise NotFound(f"{person.id} sees no message {ts!r} in {channel.id}")
    return message


def view_of(workspace: Workspace, person: Person, identity: str) -> View:
    """Return a view that a person has open. Raises NotFound."""
    view = workspace.views.by_id.get(identity)
    if view is None or view.user != person.id:
        raise NotFound(f"{person.id} has no view {identity!r} open")
    return view
