"""Writing a message into a channel, or into a thread."""

from sandbox.slack.acts.seen import channel_of, message_of, written_by_people
from sandbox.slack.messages import Message
from sandbox.slack.values import NotPossible
from sandbox.slack.world import World


def say(world: World, user: str, channel_id: str, text: str, thread_ts: str | None) -> Message:
    """Post a message as a person. The bot asks for no message events, so it hears nothing of it.

    Raises NotThere, and NotPossible for an empty text or where nobody writes.
    """
    person = world.person(user)
    channel = written_by_people(world, channel_of(world, person, channel_id))
    if not text.strip():
        raise NotPossible("a message needs a text")
    if thread_ts is not None:
        message_of(world, person, channel, thread_ts)
    return world.messages.post(Message(world.messages.next_ts(), channel.id, user, text, thread_ts=thread_ts))
