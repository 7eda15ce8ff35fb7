"""The methods of the Web API, and the table of the scopes and tokens that they need."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sandbox.slack import objects
from sandbox.slack.actions import find_deletable_file, remove_file
from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channel
from sandbox.slack.content import read_blocks, read_message, read_view
from sandbox.slack.credentials import TokenKind
from sandbox.slack.errors import Json, RateLimited, Refused
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.people import (
    APP,
    BOT,
    BOT_HANDLE,
    BOT_USER,
    DISABLED_GROUPS,
    GROUPS,
    PEOPLE_BY_ID,
    TEAM,
    TEAM_NAME,
    Group,
    Person,
    Role,
)
from sandbox.slack.views import check_hash
from sandbox.slack.workspace import Workspace

_TIER_2 = 20  # calls a minute
SHARE_DELAY = 0.1  # real seconds: Slack shares an uploaded file only after it has answered


def open_connection(workspace: Workspace, _args: Arguments) -> Json:
    """Return the address of a socket; it is valid for one connection."""
    address = workspace.base.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={workspace.credentials.create_ticket()}"}


def identify_caller(workspace: Workspace, args: Arguments) -> Json:
    """Return who the caller is."""
    answer = {"url": f"{workspace.base}/", "team": TEAM_NAME, "team_id": TEAM, "is_enterprise_install": False}
    if args.caller != BOT_USER:
        return {**answer, "user": workspace.get_person(args.caller).handle, "user_id": args.caller}
    bot = {"user": BOT_HANDLE, "user_id": BOT_USER, "bot_id": BOT, "app_id": APP, "app_name": workspace.app.name}
    return {**answer, **bot}


def post_message(workspace: Workspace, args: Arguments) -> Json:
    """Post a message. Raises Refused, RateLimited."""
    channel = _get_writable_channel(workspace, args)
    delay = workspace.rate_limit.take(channel.id)
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
            thread_ts=args.get_text("thread_ts"),
            metadata=metadata if isinstance(metadata, dict) else None,
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": objects.build_message(workspace, message)}


def post_ephemeral(workspace: Workspace, args: Arguments) -> Json:
    """Post a message that one member of the channel sees. Raises Refused."""
    channel = _get_writable_channel(workspace, args)
    user = args.require_text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = read_message(workspace, args.given)
    message = Message(workspace.messages.create_ts(), channel.id, BOT_USER, text, blocks or [], ephemeral_to=user)
    return {"message_ts": workspace.messages.post(message).ts}


def update_message(workspace: Workspace, args: Arguments) -> Json:
    """Change one of the bot's messages; its blocks stay if none are given. Raises Refused."""
    channel = _get_writable_channel(workspace, args)
    old = workspace.messages.get_own(channel.id, args.require_text("ts"), BOT_USER, otherwise="cant_update_message")
    text, blocks = read_message(workspace, args.given)
    new = workspace.messages.edit(old, text=text, blocks=old.blocks if blocks is None else blocks)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": objects.build_message(workspace, new)}


def delete_message(workspace: Workspace, args: Arguments) -> Json:
    """Delete one of the bot's messages. Raises Refused."""
    channel = _get_writable_channel(workspace, args)
    old = workspace.messages.get_own(channel.id, args.require_text("ts"), BOT_USER, otherwise="cant_delete_message")
    workspace.messages.delete(old)
    return {"channel": channel.id, "ts": old.ts}


def _get_writable_channel(workspace: Workspace, args: Arguments) -> Channel:
    channel = workspace.channels.get_for_bot(args.require_text("channel"))
    if workspace.faults.take("archive_channel") is not None:
        raise Refused("is_archived")
    if channel.is_im and not workspace.app.has_messages:
        raise Refused("messages_tab_disabled")
    return channel


def get_channel(workspace: Workspace, args: Arguments) -> Json:
    """Describe a channel. Raises Refused."""
    return {"channel": objects.build_channel(_get_visible_channel(workspace, args))}


def list_channel_members(workspace: Workspace, args: Arguments) -> Json:
    """List the ids of a channel's members, all on one page. Raises Refused."""
    members = sorted(_get_visible_channel(workspace, args).members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def open_direct_message(workspace: Workspace, args: Arguments) -> Json:
    """Open the direct message with one person. Raises Refused `user_not_found`."""
    channel = workspace.channels.get_direct(_require_person(args, "users"))
    return {"no_op": False, "already_open": False, "channel": {"id": channel.id}}


def _get_visible_channel(workspace: Workspace, args: Arguments) -> Channel:
    channel = workspace.channels.get_visible(args.require_text("channel"))
    workspace.require_scope(channel.scope)
    return channel


def _require_person(args: Arguments, key: str) -> str:
    user = args.require_text(key)
    if user not in PEOPLE_BY_ID:
        raise Refused("user_not_found")
    return user


def get_file(workspace: Workspace, args: Arguments) -> Json:
    """Describe a file. Raises Refused `file_not_found`."""
    return {"file": objects.build_file(workspace, workspace.files.get_for_bot(args.require_text("file")))}


def delete_file(workspace: Workspace, args: Arguments) -> Json:
    """Delete a file: the bot its own, a person their own, an administrator any.

    Raises Refused: `file_not_found`, `cant_delete_file`.
    """
    identity = args.require_text("file")
    if args.caller != BOT_USER:
        file = find_deletable_file(workspace, workspace.get_person(args.caller), identity)
    else:
        file = workspace.files.get_for_bot(identity)
        if file.user != BOT_USER:
            raise Refused("cant_delete_file")
    remove_file(workspace, file, args.caller)
    return {}


def create_upload_url(workspace: Workspace, args: Arguments) -> Json:
    """Return the address for one upload. Raises Refused."""
    name, length = args.require_text("filename"), args.require_text("length")
    if not length.isdecimal() or int(length) == 0:
        raise Refused("invalid_arguments")
    file = workspace.files.add(BOT_USER, name, bot_sees=True, is_complete=False)
    return {"upload_url": f"{workspace.base}/upload/{workspace.files.create_upload(file)}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Arguments) -> Json:
    """Complete uploaded files; share them a moment later if a channel is given. Raises Refused."""
    channel_id = args.get_text("channel_id")
    channel = workspace.channels.get_for_bot(channel_id) if channel_id else None
    requests = args.given.get("files")
    if not isinstance(requests, list) or not requests or not all(isinstance(one, dict) for one in requests):
        raise Refused("invalid_arguments")
    files = [_complete_file(workspace, request) for request in requests]
    if channel is not None:
        comment, raw = args.get_text("initial_comment") or "", args.given.get("blocks")
        blocks = read_blocks(workspace, raw) if raw and not comment else []
        message = Message("", channel.id, BOT_USER, comment, blocks, tuple(file.id for file in files))
        asyncio.get_running_loop().call_later(SHARE_DELAY, _share_files, workspace, message, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _complete_file(workspace: Workspace, request: Json) -> File:
    file = workspace.files.by_id.get(str(request.get("id")))
    if file is None or file.user != BOT_USER or file.is_complete or not file.content:
        raise Refused("file_not_found")
    return workspace.files.save(replace(file, title=request.get("title") or file.name, is_complete=True))


def _share_files(workspace: Workspace, message: Message, files: list[File]) -> None:
    message = replace(message, ts=workspace.messages.create_ts())
    for file in files:
        workspace.share_file(file, message)


def list_groups(workspace: Workspace, args: Arguments) -> Json:
    """List all user groups; members, counts and disabled groups on request. Raises Refused `plan_upgrade_required`."""
    _require_paid_plan(workspace)
    with_users, with_count = args.is_true("include_users"), args.is_true("include_count")
    groups = _list_groups(args)
    return {
        "usergroups": [objects.build_group(group, with_users=with_users, with_count=with_count) for group in groups]
    }


def list_group_members(workspace: Workspace, args: Arguments) -> Json:
    """List the ids of a user group's members. Raises Refused: `no_such_subteam`, `plan_upgrade_required`."""
    _require_paid_plan(workspace)
    group_id = args.require_text("usergroup")
    for group in _list_groups(args):
        if group.id == group_id:
            return {"users": list(group.members)}
    raise Refused("no_such_subteam")


def _list_groups(args: Arguments) -> tuple[Group, ...]:
    return (*GROUPS, *DISABLED_GROUPS) if args.is_true("include_disabled") else GROUPS


def _require_paid_plan(workspace: Workspace) -> None:
    """Refuse as a free workspace does, which has no user groups, while the fault `free_plan` is set."""
    if workspace.faults.take("free_plan") is not None:
        raise Refused("plan_upgrade_required")


def get_user(workspace: Workspace, args: Arguments) -> Json:
    """Describe a person or the bot. Raises Refused `user_not_found`."""
    bot = Person(BOT_USER, BOT_HANDLE, workspace.app.name, Role.OUTSIDER)
    person = {**PEOPLE_BY_ID, BOT_USER: bot}.get(args.require_text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": objects.build_user(person, with_locale=args.is_true("include_locale"))}


def open_view(workspace: Workspace, args: Arguments) -> Json:
    """Open a modal within three seconds of a person's action. Raises Refused."""
    return {"view": objects.build_view(workspace.views.open(*_read_modal(workspace, args)))}


def push_view(workspace: Workspace, args: Arguments) -> Json:
    """Push a modal onto the one in which a person just acted. Raises Refused."""
    return {"view": objects.build_view(workspace.views.push(*_read_modal(workspace, args)))}


def _read_modal(workspace: Workspace, args: Arguments) -> tuple[str, Json]:
    """Return the user of the trigger, and the modal."""
    modal = read_view(workspace, args.given.get("view"), "modal")
    return workspace.credentials.use_trigger(args.require_text("trigger_id")), modal


def update_view(workspace: Workspace, args: Arguments) -> Json:
    """Replace the content of an open view. Raises Refused: `not_found`, `hash_conflict`, …."""
    old = workspace.views.get(args.get_text("view_id"), args.get_text("external_id"))
    check_hash(old, args.get_text("hash"))
    new = read_view(workspace, args.given.get("view"), old.source["type"])
    return {"view": objects.build_view(workspace.views.update(old, new))}


def publish_home(workspace: Workspace, args: Arguments) -> Json:
    """Replace a person's Home. Raises Refused: `not_enabled`, `user_not_found`, `hash_conflict`, …."""
    args.require_text("user_id")
    if not workspace.app.has_home:
        raise Refused("not_enabled")
    user = _require_person(args, "user_id")
    new = read_view(workspace, args.given.get("view"), "home")
    old = workspace.views.find_home(user)
    if old is not None:
        check_hash(old, args.get_text("hash"))
    return {"view": objects.build_view(workspace.views.publish(user, new))}


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, the scope that it needs, and the kinds of token that it accepts.

    `per_minute`: how many calls Slack accepts (docs.slack.dev/apis/web-api/rate-limits); None: not limited here.
    """

    run: Callable[[Workspace, Arguments], Json]
    scope: str | None = None
    tokens: frozenset[TokenKind] = frozenset({TokenKind.BOT})
    per_minute: int | None = None


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "apps.connections.open": Method(open_connection, tokens=frozenset({TokenKind.APP})),
        "auth.test": Method(identify_caller, tokens=frozenset(TokenKind)),
        "chat.delete": Method(delete_message, "chat:write"),
        "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
        "chat.postMessage": Method(post_message, "chat:write"),
        "chat.update": Method(update_message, "chat:write"),
        "conversations.info": Method(get_channel),
        "conversations.members": Method(list_channel_members),
        "conversations.open": Method(open_direct_message, "im:write"),
        "files.completeUploadExternal": Method(complete_upload, "files:write"),
        "files.delete": Method(delete_file, "files:write", frozenset({TokenKind.BOT, TokenKind.USER})),
        "files.getUploadURLExternal": Method(create_upload_url, "files:write"),
        "files.info": Method(get_file, "files:read"),
        "usergroups.list": Method(list_groups, "usergroups:read", per_minute=_TIER_2),
        "usergroups.users.list": Method(list_group_members, "usergroups:read", per_minute=_TIER_2),
        "users.info": Method(get_user, "users:read"),
        "views.open": Method(open_view),
        "views.publish": Method(publish_home),
        "views.push": Method(push_view),
        "views.update": Method(update_view),
    }
)
