"""chat.*: what the bot writes into channels."""

from sandbox.slack import shapes
from sandbox.slack.args import Args
from sandbox.slack.channels import Channel
from sandbox.slack.composing import content
from sandbox.slack.identity import BOT_USER
from sandbox.slack.messages import Message
from sandbox.slack.values import Json, Refused, TooFast
from sandbox.slack.world import World


def post_message(world: World, args: Args) -> Json:
    """Post a message, at about one a second and channel. Raises Refused, TooFast."""
    channel = _writable(world, args)
    wait = world.pace.wait(channel.id)
    if wait:
        raise TooFast(wait)
    text, blocks = content(world, args.given)
    metadata = args.json("metadata")
    message = world.messages.post(
        Message(
            ts=world.messages.next_ts(),
            channel=channel.id,
            user=BOT_USER,
            text=text,
            blocks=blocks or [],
            thread_ts=args.text("thread_ts"),
            metadata=metadata if isinstance(metadata, dict) else None,
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": shapes.message(world, message)}


def post_ephemeral(world: World, args: Args) -> Json:
    """Post a message that one member of the channel sees. Raises Refused."""
    channel = _writable(world, args)
    user = args.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(world, args.given)
    message = world.messages.post(
        Message(world.messages.next_ts(), channel.id, BOT_USER, text, blocks or [], ephemeral_to=user)
    )
    return {"message_ts": message.ts}


def update(world: World, args: Args) -> Json:
    """Change one of the bot's lasting messages; without blocks the old ones stay. Raises Refused."""
    channel = _writable(world, args)
    old = world.messages.own(channel.id, args.need("ts"), BOT_USER, otherwise="cant_update_message")
    text, blocks = content(world, args.given)
    message = world.messages.edit(old, text=text, blocks=old.blocks if blocks is None else blocks)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": shapes.message(world, message),
    }


def delete(world: World, args: Args) -> Json:
    """Remove one of the bot's lasting messages. Raises Refused."""
    channel = _writable(world, args)
    old = world.messages.own(channel.id, args.need("ts"), BOT_USER, otherwise="cant_delete_message")
    world.messages.remove(old)
    return {"channel": channel.id, "ts": old.ts}


def _writable(world: World, args: Args) -> Channel:
    channel = world.channels.for_bot(args.need("channel"))
    if world.faults.take("archive_channel") is not None:
        raise Refused("is_archived")
    if channel.is_im and not world.app.has_messages:
        raise Refused("messages_tab_disabled")
    return channel
