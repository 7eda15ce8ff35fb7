"""The payloads that Slack sends when people act: docs.slack.dev/reference/interaction-payloads."""

import secrets

from sandbox.slack import objects
from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json
from sandbox.slack.form_values import collect_values
from sandbox.slack.messages import Message
from sandbox.slack.people import (
    APP,
    BOT_USER,
    ENTERPRISE,
    ENTERPRISE_NAME,
    TEAM,
    TEAM_DOMAIN,
    VERIFICATION,
    Person,
)
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def build_slash_command(workspace: Workspace, person: Person, channel: Channel, command: str, text: str) -> Json:
    """Return the payload for a command that a person typed."""
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.name_for_payloads,
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": APP,
        **({"enterprise_id": ENTERPRISE, "enterprise_name": ENTERPRISE_NAME} if person.grid_teams else {}),
        "is_enterprise_install": "false",
        "response_url": _create_response_url(workspace, person, channel, None),
        "trigger_id": workspace.credentials.create_trigger(person.id),
    }


def build_shortcut(workspace: Workspace, person: Person, channel: Channel, message: Message, callback_id: str) -> Json:
    """Return the payload for a shortcut that a person chose from a message's menu."""
    common = _build_common_fields(person)
    del common["api_app_id"], common["user"]["username"]  # Slack leaves them out of this payload only
    return {
        "type": "message_action",
        "action_ts": workspace.messages.create_ts(),
        **common,
        "channel": {"id": channel.id, "name": channel.name_for_payloads},
        "callback_id": callback_id,
        "trigger_id": workspace.credentials.create_trigger(person.id),
        "response_url": _create_response_url(workspace, person, channel, message.ts),
        "message_ts": message.ts,
        "message": objects.build_message(workspace, message),
    }


def build_message_click(workspace: Workspace, person: Person, channel: Channel, message: Message, action: Json) -> Json:
    """Return the payload for an element of a message that a person used."""
    is_ephemeral = message.ephemeral_to is not None
    ids = {"message_ts": message.ts, "channel_id": channel.id}
    source = {} if is_ephemeral else {"message": objects.build_message(workspace, message)}
    return {
        "type": "block_actions",
        **_build_common_fields(person),
        "container": {"type": "message", **ids, "is_ephemeral": is_ephemeral},
        "trigger_id": workspace.credentials.create_trigger(person.id),
        "channel": {"id": channel.id, "name": channel.name_for_payloads},
        **source,
        "state": {"values": collect_values(message.blocks, {})},
        "response_url": _create_response_url(workspace, person, channel, message.ts),
        "actions": [action],
    }


def build_view_click(workspace: Workspace, person: Person, view: View, action: Json) -> Json:
    """Return the payload for an element of a modal or a Home that a person used."""
    return {
        "type": "block_actions",
        **_build_common_fields(person),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.credentials.create_trigger(person.id),
        "view": objects.build_view(view),
        "actions": [action],
    }


def build_view_submission(workspace: Workspace, person: Person, view: View) -> Json:
    """Return the payload for a modal that a person submitted."""
    return {
        "type": "view_submission",
        **_build_common_fields(person),
        "trigger_id": workspace.credentials.create_trigger(person.id),
        "view": objects.build_view(view),
        "response_urls": [],
    }


def build_view_closed(person: Person, view: View) -> Json:
    """Return the payload for a modal that a person closed."""
    return {
        "type": "view_closed",
        **_build_common_fields(person),
        "view": objects.build_view(view),
        "is_cleared": False,
    }


def build_event(workspace: Workspace, inner: Json) -> Json:
    """Return an event in the wrapper of the Events API."""
    installed = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {**inner, "event_ts": workspace.messages.create_ts()},
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(workspace.clock().timestamp()),
        "authorizations": [installed],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(12),
    }


def _build_common_fields(person: Person) -> Json:
    """Return what all interactions have; of a Grid organization only its own members' payloads speak here."""
    names = {"enterprise_id": ENTERPRISE, "enterprise_name": ENTERPRISE_NAME} if person.grid_teams else {}
    return {
        "team": {"id": TEAM, "domain": TEAM_DOMAIN, **names},
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.home_team},
        "api_app_id": APP,
        "token": VERIFICATION,
        "enterprise": {"id": ENTERPRISE, "name": ENTERPRISE_NAME} if person.grid_teams else None,
        "is_enterprise_install": False,
    }


def _create_response_url(workspace: Workspace, person: Person, channel: Channel, ts: str | None) -> str:
    return f"{workspace.base}/respond/{workspace.credentials.create_response_url(person.id, channel.id, ts)}"
