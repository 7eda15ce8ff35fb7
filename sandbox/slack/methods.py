"""The table of the Web API's methods with their rates, scopes and tokens; the methods of app, groups and people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sandbox.slack import method_chat as chat
from sandbox.slack import method_files as files
from sandbox.slack import method_views as views
from sandbox.slack import objects
from sandbox.slack.arguments import Arguments
from sandbox.slack.credentials import TokenKind
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import (
    APP,
    BOT,
    BOT_HANDLE,
    BOT_USER,
    DISABLED_GROUPS,
    GROUPS,
    TEAM,
    TEAM_NAME,
    Group,
    Person,
    Role,
)
from sandbox.slack.rates import Tier
from sandbox.slack.workspace import Workspace


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
    person = {**workspace.people_by_id, BOT_USER: bot}.get(args.require_text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": objects.build_user(person, with_locale=args.is_true("include_locale"))}


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, how often it may be called, the scope that it needs, the kinds of token it accepts."""

    run: Callable[[Workspace, Arguments], Json]
    tier: Tier
    scope: str | None = None
    tokens: frozenset[TokenKind] = frozenset({TokenKind.BOT})


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "apps.connections.open": Method(open_connection, Tier.THREE, "connections:write", frozenset({TokenKind.APP})),
        "auth.test": Method(identify_caller, Tier.HUNDREDS, tokens=frozenset(TokenKind)),
        # Slack names no number for blocks.validate ("special rate limits apply").
        "blocks.validate": Method(views.validate_blocks, Tier.HUNDREDS),
        "chat.delete": Method(chat.delete_message, Tier.THREE, "chat:write"),
        "chat.getPermalink": Method(chat.get_permalink, Tier.HUNDREDS),
        "chat.postEphemeral": Method(chat.post_ephemeral, Tier.FOUR, "chat:write"),
        "chat.postMessage": Method(chat.post_message, Tier.MESSAGES, "chat:write"),
        "chat.update": Method(chat.update_message, Tier.THREE, "chat:write"),
        "conversations.info": Method(chat.get_channel, Tier.THREE),
        "conversations.members": Method(chat.list_channel_members, Tier.FOUR),
        "conversations.open": Method(chat.open_direct_message, Tier.THREE, "im:write"),
        "files.completeUploadExternal": Method(files.complete_upload, Tier.FOUR, "files:write"),
        "files.delete": Method(
            files.delete_file, Tier.THREE, "files:write", frozenset({TokenKind.BOT, TokenKind.USER})
        ),
        "files.getUploadURLExternal": Method(files.create_upload_url, Tier.FOUR, "files:write"),
        "files.info": Method(files.get_file, Tier.FOUR, "files:read"),
        "usergroups.list": Method(list_groups, Tier.TWO, "usergroups:read"),
        "usergroups.users.list": Method(list_group_members, Tier.TWO, "usergroups:read"),
        "users.info": Method(get_user, Tier.FOUR, "users:read"),
        "views.open": Method(views.open_view, Tier.FOUR),
        "views.publish": Method(views.publish_home, Tier.FOUR),
        "views.push": Method(views.push_view, Tier.FOUR),
        "views.update": Method(views.update_view, Tier.FOUR),
    }
)
