"""The payloads of what people do, key by key as Slack sends them: docs.slack.dev/reference/interaction-payloads."""

import secrets

from sandbox.slack import objects, state
from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json
from sandbox.slack.messages import Message
from sandbox.slack.people import APP, BOT_USER, TEAM, TEAM_DOMAIN, VERIFICATION, Person
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def slash_command(workspace: Workspace, person: Person, channel: Channel, command: str, text: str) -> Json:
    """Somebody typed a command."""
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
        "is_enterprise_install": "false",
        "response_url": _response_url(workspace, person, channel, None),
        "trigger_id": workspace.passes.trigger(person.id),
    }


def message_action(workspace: Workspace, person: Person, channel: Channel, message: Message, callback_id: str) -> Json:
    """Somebody chose a shortcut from a message's menu."""
    common = _common(person)
    del common["api_app_id"], common["user"]["username"]  # as Slack sends this one payload, and no other
    return {
        "type": "message_action",
        "action_ts": workspace.messages.next_ts(),
        **common,
        "channel": {"id": channel.id, "name": channel.name_for_payloads},
        "callback_id": callback_id,
        "trigger_id": workspace.passes.trigger(person.id),
        "response_url": _response_url(workspace, person, channel, message.ts),
        "message_ts": message.ts,
        "message": objects.build_message(workspace, message),
    }


def click_on_message(workspace: Workspace, person: Person, channel: Channel, message: Message, action: Json) -> Json:
    """Somebody used an element of a message."""
    is_ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    shown = {} if is_ephemeral else {"message": objects.build_message(workspace, message)}
    return {
        "type": "block_actions",
        **_common(person),
        "container": container,
        "trigger_id": workspace.passes.trigger(person.id),
        "channel": {"id": channel.id, "name": channel.name_for_payloads},
        **shown,
        "state": {"values": state.values(message.blocks, {})},
        "response_url": _response_url(workspace, person, channel, message.ts),
        "actions": [action],
    }


def click_in_view(workspace: Workspace, person: Person, view: View, action: Json) -> Json:
    """Somebody used an element of a modal or of their Home."""
    return {
        "type": "block_actions",
        **_common(person),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.passes.trigger(person.id, view.id),
        "view": objects.build_view(view),
        "actions": [action],
    }


def view_submission(workspace: Workspace, person: Person, view: View) -> Json:
    """Somebody handed a modal in."""
    return {
        "type": "view_submission",
        **_common(person),
        "trigger_id": workspace.passes.trigger(person.id, view.id),
        "view": objects.build_view(view),
        "response_urls": [],
    }


def view_closed(person: Person, view: View) -> Json:
    """Somebody closed a modal."""
    return {"type": "view_closed", **_common(person), "view": objects.build_view(view), "is_cleared": False}


def event(workspace: Workspace, inner: Json) -> Json:
    """An event, in the wrapper of the Events API."""
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
        "event": {**inner, "event_ts": workspace.messages.next_ts()},
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(workspace.clock().timestamp()),
        "authorizations": [installed],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(12),
    }


def _common(person: Person) -> Json:
    return {
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": TEAM},
        "api_app_id": APP,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _response_url(workspace: Workspace, person: Person, channel: Channel, ts: str | None) -> str:
    return f"{workspace.base}/respond/{workspace.passes.hook(person.id, channel.id, ts)}"
