"""chat.*: what the bot writes into channels."""

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.channels import Channel
from sandbox.slack.composing import content
from sandbox.slack.errors import Json, RateLimited, Refused
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER
from sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, args: Args) -> Json:
    """Post a message, at about one a second and channel. Raises Refused, RateLimited."""
    channel = _writable(workspace, args)
    wait = workspace.pace.wait(channel.id)
    if wait:
        raise RateLimited(wait)
    text, blocks = content(workspace, args.given)
    metadata = args.json("metadata")
    message = workspace.messages.post(
        Message(
            ts=workspace.messages.next_ts(),
            channel=channel.id,
            user=BOT_USER,
            text=text,
            blocks=blocks or [],
            thread_ts=args.text("thread_ts"),
            metadata=metadata if isinstance(metadata, dict) else None,
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": objects.build_message(workspace, message)}


def post_ephemeral(workspace: Workspace, args: Args) -> Json:
    """Post a message that one member of the channel sees. Raises Refused."""
    channel = _writable(workspace, args)
    user = args.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(workspace, args.given)
    message = workspace.messages.post(
        Message(workspace.messages.next_ts(), channel.id, BOT_USER, text, blocks or [], ephemeral_to=user)
    )
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Args) -> Json:
    """Change one of the bot's lasting messages; without blocks the old ones stay. Raises Refused."""
    channel = _writable(workspace, args)
    old = workspace.messages.own(channel.id, args.need("ts"), BOT_USER, otherwise="cant_update_message")
    text, blocks = content(workspace, args.given)
    message = workspace.messages.edit(old, text=text, blocks=old.blocks if blocks is None else blocks)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": objects.build_message(workspace, message),
    }


def delete(workspace: Workspace, args: Args) -> Json:
    """Remove one of the bot's lasting messages. Raises Refused."""
    channel = _writable(workspace, args)
    old = workspace.messages.own(channel.id, args.need("ts"), BOT_USER, otherwise="cant_delete_message")
    workspace.messages.remove(old)
    return {"channel": channel.id, "ts": old.ts}


def _writable(workspace: Workspace, args: Args) -> Channel:
    channel = workspace.channels.for_bot(args.need("channel"))
    if workspace.faults.take("archive_channel") is not None:
        raise Refused("is_archived")
    if channel.is_im and not workspace.app.has_messages:
        raise Refused("messages_tab_disabled")
    return channel
