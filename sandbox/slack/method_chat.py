"""Methods of the Web API that concern messages and conversations: `chat.*` and `conversations.*`."""

import time
from dataclasses import replace

from sandbox.slack import objects
from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channel
from sandbox.slack.content import LONGEST_EDITED_TEXT, read_message
from sandbox.slack.errors import Json, RateLimited, Refused
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER, PEOPLE_BY_ID
from sandbox.slack.workspace import Workspace

MOST_IN_GROUP = 8  # people in one direct message


def post_message(workspace: Workspace, args: Arguments) -> Json:
    """Post a message; a person's id means the direct message. Raises Refused, RateLimited."""
    identity = args.require_text("channel")
    if identity in PEOPLE_BY_ID:
        identity = workspace.channels.get_direct(identity).id
    channel = get_writable_channel(workspace, args, identity)
    delay = workspace.message_limit.take(channel.id, time.monotonic())
    if delay:
        raise RateLimited(delay)
    text, blocks = read_message(workspace, args.given)
    metadata = args.given.get("metadata")
    message = workspace.messages.post(
        Message(
            ts=workspace.messages.create_ts(),
            channel=channel.id,
            user=BOT_USER,
            text=text,
            blocks=blocks or [],
            thread_ts=_find_thread(workspace, channel, args.get_text("thread_ts")),
            metadata=metadata if isinstance(metadata, dict) else None,
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": objects.build_message(workspace, message)}


def _find_thread(workspace: Workspace, channel: Channel, ts: str | None) -> str | None:
    """Return the ts of the thread to which a reply to the message `ts` belongs.

    None if the message does not exist any more: Slack then posts the reply to the channel, and says so only by the
    missing `thread_ts` of its answer (github.com/slack-go/slack/issues/1571). Raises Refused `cannot_reply_to_message`.
    """
    parent = workspace.messages.find(channel.id, ts) if ts is not None else None
    if parent is None:
        return None
    if parent.ephemeral_to is not None:
        raise Refused("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


def post_ephemeral(workspace: Workspace, args: Arguments) -> Json:
    """Post a message that one member of the channel sees. Raises Refused."""
    channel = get_writable_channel(workspace, args, args.require_text("channel"))
    user = args.require_text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = read_message(workspace, args.given)
    message = Message(workspace.messages.create_ts(), channel.id, BOT_USER, text, blocks or [], ephemeral_to=user)
    return {"message_ts": workspace.messages.post(message).ts}


def update_message(workspace: Workspace, args: Arguments) -> Json:
    """Change one of the bot's messages; its blocks stay if none are given. Raises Refused."""
    channel = get_writable_channel(workspace, args, args.require_text("channel"), archived="is_inactive")
    old = workspace.messages.get_own(channel.id, args.require_text("ts"), BOT_USER, otherwise="cant_update_message")
    text, blocks = read_message(workspace, args.given, LONGEST_EDITED_TEXT)
    new = workspace.messages.edit(old, text=text, blocks=old.blocks if blocks is None else blocks)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": objects.build_message(workspace, new)}


def delete_message(workspace: Workspace, args: Arguments) -> Json:
    """Delete one of the bot's messages. Raises Refused."""
    channel = get_writable_channel(workspace, args, args.require_text("channel"))
    old = workspace.messages.get_own(channel.id, args.require_text("ts"), BOT_USER, otherwise="cant_delete_message")
    workspace.messages.delete(old)
    return {"channel": channel.id, "ts": old.ts}


def get_permalink(workspace: Workspace, args: Arguments) -> Json:
    """Return the address of a message. Raises Refused: `channel_not_found`, `message_not_found`."""
    channel = _get_visible_channel(workspace, args, args.require_text("channel"))
    message = workspace.messages.find(channel.id, args.require_text("message_ts"))
    if message is None or message.ephemeral_to is not None:
        raise Refused("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    address = f"{workspace.base}/archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": address}


def get_writable_channel(
    workspace: Workspace, args: Arguments, identity: str, archived: str = "is_archived"
) -> Channel:
    """Return a channel in which the bot may write.

    Raises Refused: `channel_not_found` (also for a private one without the bot), `not_in_channel`, `archived`,
    `messages_tab_disabled`.
    """
    channel = _get_visible_channel(workspace, args, identity)
    if not channel.has_bot:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused(archived)
    if channel.is_im and not workspace.app.has_messages:
        raise Refused("messages_tab_disabled")
    return channel


def _get_visible_channel(workspace: Workspace, args: Arguments, identity: str) -> Channel:
    """Return a channel that the bot can see, as the faults make it. Raises Refused `channel_not_found`."""
    channel = workspace.channels.by_id.get(identity)
    if channel is None:
        raise Refused("channel_not_found")
    if workspace.faults.take("remove_bot", method=args.method, channel=identity) is not None:
        channel = replace(channel, members=channel.members - {BOT_USER})
    if channel.is_private and not channel.has_bot:
        raise Refused("channel_not_found")
    is_archived = workspace.faults.take("archive_channel", method=args.method, channel=identity) is not None
    return replace(channel, is_archived=is_archived)


def get_channel(workspace: Workspace, args: Arguments) -> Json:
    """Describe a channel. Raises Refused: `channel_not_found`, `missing_scope`."""
    with_count = args.is_true("include_num_members")
    return {"channel": objects.build_channel(_get_readable_channel(workspace, args), with_count=with_count)}


def list_channel_members(workspace: Workspace, args: Arguments) -> Json:
    """List the ids of a channel's members, all on one page. Raises Refused: `channel_not_found`, `missing_scope`."""
    members = sorted(_get_readable_channel(workspace, args).members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def _get_readable_channel(workspace: Workspace, args: Arguments) -> Channel:
    channel = _get_visible_channel(workspace, args, args.require_text("channel"))
    workspace.require_scope(channel.scope)
    return channel


def open_direct_message(workspace: Workspace, args: Arguments) -> Json:
    """Open the direct message with one person, or look one up by its channel.

    Raises Refused: `users_list_not_supplied`, `too_many_users`, `user_not_found`, `channel_not_found`,
    `method_not_supported_for_channel_type`, and `missing_scope` for several people.
    """
    identity, users = args.get_text("channel"), (args.get_text("users") or "").split(",")
    if identity is None:
        channel = workspace.channels.get_direct(_read_recipient(workspace, users))
    else:
        channel = _get_visible_channel(workspace, args, identity)
    if not channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    details = objects.build_channel(channel, with_count=False) if args.is_true("return_im") else {"id": channel.id}
    return {"no_op": False, "already_open": False, "channel": details}


def _read_recipient(workspace: Workspace, users: list[str]) -> str:
    if users == [""]:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_IN_GROUP:
        raise Refused("too_many_users")
    if any(user not in PEOPLE_BY_ID for user in users):
        raise Refused("user_not_found")
    if len(users) > 1:
        workspace.require_scope("mpim:write")
        raise Refused("invalid_user_combination")  # the sandbox has no direct messages of several people
    return users[0]
