"""Slash commands, message shortcuts, opening the Home."""

from sandbox.slack import objects, payloads
from sandbox.slack.acts.seen import Seen, channel_of, message_of, trouble
from sandbox.slack.errors import Json, NotFound, NotPossible, Refused
from sandbox.slack.passes import Hook
from sandbox.slack.replies import reply
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.workspace import Workspace


async def command(workspace: Workspace, user: str, channel_id: str, name: str, text: str) -> Seen:
    """Type a slash command. Raises NotFound, also for a command that the manifest does not declare."""
    person = workspace.person(user)
    channel = channel_of(workspace, person, channel_id)
    if name not in workspace.app.commands:
        raise NotFound(f"{name} is not a valid command")
    before = workspace.views.top(user)
    payload = payloads.slash_command(workspace, person, channel, name, text)
    envelope = Envelope("slash_commands", payload, name, user)
    ack = await workspace.sockets.deliver(envelope)
    error = f'{name} failed with the error "{ack.error}"' if ack.error else None
    if ack.payload:
        error = _answered(workspace, envelope, ack, Hook(user, channel.id, None, 0.0))
    return Seen(ack.ms, error, view_id=_opened(workspace, user, before))


async def shortcut(workspace: Workspace, user: str, channel_id: str, ts: str, callback_id: str) -> Seen:
    """Choose a shortcut from a message's menu. Raises NotFound, NotPossible."""
    person = workspace.person(user)
    channel = channel_of(workspace, person, channel_id)
    message = message_of(workspace, person, channel, ts)
    if callback_id not in workspace.app.shortcuts:
        raise NotFound(f"there is no message shortcut {callback_id!r}")
    if message.ephemeral_to is not None:
        raise NotPossible("an ephemeral message has no shortcuts")
    before = workspace.views.top(user)
    payload = payloads.message_action(workspace, person, channel, message, callback_id)
    ack = await workspace.sockets.deliver(Envelope("interactive", payload, "message_action", user))
    return Seen(ack.ms, trouble(ack), view_id=_opened(workspace, user, before))


def home(workspace: Workspace, user: str) -> None:
    """Open the Home tab: the bot hears of it if its manifest asks for the event. Raises NotFound."""
    person = workspace.person(user)
    if "app_home_opened" not in workspace.app.events:
        return
    inner: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": workspace.channels.direct(person.id).id,
        "tab": "home",
    }
    shown = workspace.views.by_id.get(workspace.views.homes.get(user, ""))
    if shown is not None:
        inner["view"] = objects.build_view(shown)
    workspace.sockets.announce(Envelope("events_api", payloads.event(workspace, inner), "app_home_opened", user))


def _answered(workspace: Workspace, envelope: Envelope, ack: Ack, hook: Hook) -> str | None:
    """Show what the acknowledgement says; return what the person sees if it cannot be shown."""
    try:
        reply(workspace, hook, ack.payload or {})
    except Refused as refused:
        workspace.sockets.refused(envelope, refused.error, ack.ms)
        return f'{envelope.label} failed with the error "{refused.error}"'
    return None


def _opened(workspace: Workspace, user: str, before: str | None) -> str | None:
    top = workspace.views.top(user)
    return None if top == before else top
