"""Writing a message into a channel, or into a thread."""

from sandbox.slack.acts.seen import channel_of, message_of, written_by_people
from sandbox.slack.errors import NotPossible
from sandbox.slack.messages import Message
from sandbox.slack.workspace import Workspace


def say(workspace: Workspace, user: str, channel_id: str, text: str, thread_ts: str | None) -> Message:
    """Post a message as a person. The bot asks for no message events, so it hears nothing of it.

    Raises NotFound, and NotPossible for an empty text or where nobody writes.
    """
    person = workspace.person(user)
    channel = written_by_people(workspace, channel_of(workspace, person, channel_id))
    if not text.strip():
        raise NotPossible("a message needs a text")
    if thread_ts is not None:
        message_of(workspace, person, channel, thread_ts)
    return workspace.messages.post(Message(workspace.messages.next_ts(), channel.id, user, text, thread_ts=thread_ts))
