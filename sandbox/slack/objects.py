"""How things look in answers and payloads: people, channels, messages, files and views as Slack writes them."""

from urllib.parse import quote

from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.people import APP, BOT, BOT_USER, TEAM, Group, Person
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

TOKYO = {"tz": "Asia/Tokyo", "tz_label": "Japan Standard Time", "tz_offset": 9 * 3600}


def build_user(person: Person, *, with_locale: bool) -> Json:
    """A member as in users.info."""
    profile = {
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": TEAM,
        "title": "",
    }
    return {
        "id": person.id,
        "team_id": TEAM,
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        **TOKYO,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.id == BOT_USER,
        "is_app_user": False,
        "updated": 0,
        **({"locale": person.locale} if with_locale else {}),
    }


def build_group(known: Group, *, with_users: bool) -> Json:
    """A user group as in usergroups.list."""
    return {
        "id": known.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_external": False,
        "name": known.name,
        "handle": known.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(known.members),
        **({"users": list(known.members)} if with_users else {}),
    }


def build_channel(known: Channel) -> Json:
    """A conversation as in conversations.info."""
    return {
        "id": known.id,
        "name": known.name,
        "name_normalized": known.name,
        "is_channel": not known.is_im,
        "is_group": False,
        "is_im": known.is_im,
        "is_mpim": False,
        "is_private": known.is_private,
        "is_archived": False,
        "is_general": known.purpose == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": known.has_bot,
        "context_team_id": TEAM,
        "num_members": len(known.members),
    }


def build_file(workspace: Workspace, known: File) -> Json:
    """A file as in files.info."""
    address = f"{workspace.base}/files-pri/{TEAM}-{known.id}"
    return {
        "id": known.id,
        "created": known.created,
        "timestamp": known.created,
        "name": known.name,
        "title": known.title,
        "mimetype": known.mimetype,
        "filetype": known.filetype,
        "pretty_type": known.filetype.upper(),
        "user": known.user,
        "user_team": TEAM,
        "editable": False,
        "size": len(known.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{address}/{quote(known.name)}",
        "url_private_download": f"{address}/download/{quote(known.name)}",
        "permalink": f"{workspace.base}/files/{known.user}/{known.id}/{quote(known.name)}",
        "comments_count": 0,
        "has_rich_preview": False,
        "file_access": "visible",
        **_shares(workspace, known),
    }


def _shares(workspace: Workspace, known: File) -> Json:
    where = [(workspace.channels.by_id[identity], ts) for identity, ts in known.shares]
    public = {c.id: [{"ts": ts, "channel_name": c.name, "team_id": TEAM}] for c, ts in where if not c.is_private}
    private = {c.id: [{"ts": ts, "channel_name": c.name, "team_id": TEAM}] for c, ts in where if c.is_private}
    both = {"public": public, "private": private}
    return {
        "shares": {kind: shares for kind, shares in both.items() if shares},
        "channels": list(public),
        "groups": [c.id for c, _ in where if c.is_private and not c.is_im],
        "ims": [c.id for c, _ in where if c.is_im],
    }


def build_message(workspace: Workspace, known: Message) -> Json:
    """A message as in answers of chat methods and in payloads."""
    by_bot = known.user == BOT_USER
    files = [found for identity in known.files if (found := _attached(workspace, identity))]
    edited = {"user": known.user, "ts": known.edited_ts}
    return {
        "type": "message",
        **({"subtype": "file_share"} if files and not by_bot else {}),
        "user": known.user,
        "ts": known.ts,
        "team": TEAM,
        "text": known.text,
        **({"bot_id": BOT, "app_id": APP} if by_bot else {}),
        **({"blocks": known.blocks} if known.blocks else {}),
        **({"files": files, "upload": False} if files else {}),
        **({"thread_ts": known.thread_ts} if known.thread_ts else {}),
        **({"metadata": known.metadata} if known.metadata else {}),
        **({"edited": edited} if known.edited_ts else {}),
    }


def _attached(workspace: Workspace, identity: str) -> Json | None:
    """A file of a message, or what is left of it: Slack keeps a tombstone there."""
    known = workspace.files.by_id.get(identity)
    if known is not None:
        return build_file(workspace, known)
    return {"id": identity, "mode": "tombstone"} if identity in workspace.files.deleted else None


def build_view(known: View) -> Json:
    """A view as in answers of views methods and in payloads."""
    shown = known.shown
    return {
        "id": known.id,
        "team_id": TEAM,
        "type": shown["type"],
        "blocks": shown["blocks"],
        "private_metadata": shown.get("private_metadata", ""),
        "callback_id": shown.get("callback_id", ""),
        "external_id": shown.get("external_id", ""),
        "state": {"values": known.values},
        "hash": known.hash,
        "title": shown.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": shown.get("clear_on_close", False),
        "notify_on_close": shown.get("notify_on_close", False),
        "close": shown.get("close"),
        "submit": shown.get("submit"),
        "previous_view_id": known.previous,
        "root_view_id": known.root,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
