"""Users, channels, messages, files and views as JSON in answers and payloads."""

from html import escape
from urllib.parse import quote

from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.people import (
    ADMINISTRATOR,
    APP,
    BOT,
    BOT_USER,
    ENTERPRISE,
    ENTERPRISE_NAME,
    TEAM,
    Group,
    Person,
)
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

TOKYO = {"tz": "Asia/Tokyo", "tz_label": "Japan Standard Time", "tz_offset": 9 * 3600}

# Fields that are always false here.
_USER_FLAGS = dict.fromkeys(
    ("deleted", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted", "is_app_user"), False
)
_CHANNEL_FLAGS = dict.fromkeys(("is_group", "is_mpim", "is_shared", "is_ext_shared", "is_org_shared"), False)
_FILE_FLAGS = dict.fromkeys(
    ("is_external", "is_public", "public_url_shared", "display_as_bot", "has_rich_preview"), False
)
_PREVIEW_LINES = 5
_CREATED = 1_767_225_600  # of every conversation: 1 January 2026


def build_user(person: Person, *, with_locale: bool) -> Json:
    """Return a person as in users.info. A member of a Grid organization and of our workspace has no `team_id`."""
    names = ("real_name", "real_name_normalized", "display_name", "display_name_normalized")
    return {
        "id": person.id,
        **({} if person.grid_teams and TEAM in person.grid_teams else {"team_id": person.home_team}),
        "name": person.handle,
        "real_name": person.name,
        **TOKYO,
        "profile": {**dict.fromkeys(names, person.name), "team": person.home_team, "title": ""},
        "is_admin": person.is_admin,
        **_USER_FLAGS,
        "is_bot": person.id == BOT_USER,
        "updated": 0,
        **({"locale": person.locale} if with_locale else {}),
        **({"enterprise_user": _build_enterprise_user(person)} if person.grid_teams else {}),
    }


def _build_enterprise_user(person: Person) -> Json:
    flags = dict.fromkeys(("is_admin", "is_owner", "is_primary_owner"), False)
    teams = list(person.grid_teams)
    return {
        "id": person.id,
        "enterprise_id": ENTERPRISE,
        "enterprise_name": ENTERPRISE_NAME,
        **flags,
        "teams": teams,
    }


def build_group(group: Group, *, with_users: bool, with_count: bool) -> Json:
    """Return a user group as in usergroups.list; its count is a text, as Slack's is."""
    return {
        "id": group.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_delete": group.disabled_at,
        **({"users": list(group.members)} if with_users else {}),
        **({"user_count": str(len(group.members))} if with_count else {}),
    }


def build_channel(channel: Channel, *, with_count: bool) -> Json:
    """Return a conversation as in conversations.info; its number of members on request."""
    count = {"num_members": len(channel.members)} if with_count else {}
    if channel.is_im:
        (user,) = channel.members - {BOT_USER}
        flags = {"is_im": True, "is_org_shared": False, "is_archived": channel.is_archived, "is_open": True}
        return {"id": channel.id, "created": _CREATED, "user": user, **flags, "context_team_id": TEAM, **count}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": _CREATED,
        "creator": ADMINISTRATOR,
        "last_read": "0000000000.000000",
        "unlinked": 0,
        "previous_names": [],
        **{key: {"value": "", "creator": "", "last_set": 0} for key in ("topic", "purpose")},
        **_CHANNEL_FLAGS,
        "is_archived": channel.is_archived,
        "is_channel": True,
        "is_im": False,
        "is_private": channel.is_private,
        "is_general": channel.purpose == "general",
        "is_member": channel.has_bot,
        "context_team_id": TEAM,
        **count,
    }


def build_file(workspace: Workspace, file: File) -> Json:
    """Return a file as in files.info."""
    address = f"{workspace.base}/files-pri/{TEAM}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": file.filetype.upper(),
        "user": file.user,
        "user_team": TEAM,
        **_FILE_FLAGS,
        "size": len(file.content),
        **_build_mode(file, f"{workspace.base}/files/{file.user}/{file.id}"),
        "external_type": "",
        "username": "",
        "url_private": f"{address}/{quote(file.name)}",
        "url_private_download": f"{address}/download/{quote(file.name)}",
        "permalink": f"{workspace.base}/files/{file.user}/{file.id}/{quote(file.name)}",
        "comments_count": 0,
        "file_access": "visible",
        **_build_shares(workspace, file),
    }


def _build_mode(file: File, address: str) -> Json:
    """Return how Slack keeps a file: most are hosted, and a small text is a snippet, with its first lines."""
    if file.snippet is None:
        return {"mode": "hosted", "editable": False}
    lines = file.snippet.splitlines()
    preview = "\n".join(lines[:_PREVIEW_LINES])
    return {
        "mode": "snippet",
        "editable": True,
        "edit_link": f"{address}/{quote(file.name)}/edit",
        "preview": preview,
        "preview_highlight": f"<div>{escape(preview)}</div>",
        "lines": len(lines),
        "lines_more": max(len(lines) - _PREVIEW_LINES, 0),
        "preview_is_truncated": len(lines) > _PREVIEW_LINES,
    }


def build_file_content(file: File) -> Json:
    """Return what files.info answers besides the file: the text of a snippet."""
    if file.snippet is None:
        return {}
    highlighted = f"<pre>{escape(file.snippet)}</pre>"
    return {"content": file.snippet, "content_highlight_html": highlighted, "is_truncated": False}


def _build_shares(workspace: Workspace, file: File) -> Json:
    shared_in = [(workspace.channels.by_id[identity], ts) for identity, ts in file.shares]
    public = {c.id: [{"ts": ts, "channel_name": c.name, "team_id": TEAM}] for c, ts in shared_in if not c.is_private}
    private = {c.id: [{"ts": ts, "channel_name": c.name, "team_id": TEAM}] for c, ts in shared_in if c.is_private}
    both = {"public": public, "private": private}
    return {
        "shares": {kind: shares for kind, shares in both.items() if shares},
        "channels": list(public),
        "groups": [c.id for c, _ in shared_in if c.is_private and not c.is_im],
        "ims": [c.id for c, _ in shared_in if c.is_im],
    }


def build_message(workspace: Workspace, message: Message) -> Json:
    """Return a message as in answers of chat methods and in payloads."""
    by_bot = message.user == BOT_USER
    files = [file for identity in message.files if (file := _build_attachment(workspace, identity))]
    edited = {"user": message.user, "ts": message.edited_ts}
    return {
        "type": "message",
        **({"subtype": "file_share"} if files and not by_bot else {}),
        "user": message.user,
        "ts": message.ts,
        "team": TEAM,
        "text": message.text,
        **({"bot_id": BOT, "app_id": APP} if by_bot else {}),
        **({"blocks": message.blocks} if message.blocks else {}),
        **({"files": files, "upload": False} if files else {}),
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        **({"metadata": message.metadata} if message.metadata else {}),
        **({"edited": edited} if message.edited_ts else {}),
    }


def _build_attachment(workspace: Workspace, identity: str) -> Json | None:
    """Return a message's file; for a deleted file, a tombstone as Slack keeps it."""
    file = workspace.files.by_id.get(identity)
    if file is not None:
        return build_file(workspace, file)
    return {"id": identity, "mode": "tombstone"} if identity in workspace.files.deleted else None


def build_view(view: View) -> Json:
    """Return a view as in answers of views methods and in payloads."""
    source = view.source
    return {
        "id": view.id,
        "team_id": TEAM,
        "type": source["type"],
        "blocks": source["blocks"],
        "private_metadata": source.get("private_metadata", ""),
        "callback_id": source.get("callback_id", ""),
        "external_id": source.get("external_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": source.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": source.get("clear_on_close", False),
        "notify_on_close": source.get("notify_on_close", False),
        "close": source.get("close"),
        "submit": source.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
