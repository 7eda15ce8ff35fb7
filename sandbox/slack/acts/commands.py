"""Slash commands, message shortcuts, opening the Home."""

from sandbox.slack import payloads, shapes
from sandbox.slack.acts.seen import Seen, channel_of, message_of, trouble
from sandbox.slack.passes import Hook
from sandbox.slack.replies import reply
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.values import Json, NotPossible, NotThere, Refused
from sandbox.slack.world import World


async def command(world: World, user: str, channel_id: str, name: str, text: str) -> Seen:
    """Type a slash command. Raises NotThere, also for a command that the manifest does not declare."""
    person = world.person(user)
    channel = channel_of(world, person, channel_id)
    if name not in world.app.commands:
        raise NotThere(f"{name} is not a valid command")
    before = world.modals.top(user)
    payload = payloads.slash_command(world, person, channel, name, text)
    envelope = Envelope("slash_commands", payload, name, user)
    ack = await world.hub.deliver(envelope)
    error = f'{name} failed with the error "{ack.error}"' if ack.error else None
    if ack.payload:
        error = _answered(world, envelope, ack, Hook(user, channel.id, None, 0.0))
    return Seen(ack.ms, error, view_id=_opened(world, user, before))


async def shortcut(world: World, user: str, channel_id: str, ts: str, callback_id: str) -> Seen:
    """Choose a shortcut from a message's menu. Raises NotThere, NotPossible."""
    person = world.person(user)
    channel = channel_of(world, person, channel_id)
    message = message_of(world, person, channel, ts)
    if callback_id not in world.app.shortcuts:
        raise NotThere(f"there is no message shortcut {callback_id!r}")
    if message.ephemeral_to is not None:
        raise NotPossible("an ephemeral message has no shortcuts")
    before = world.modals.top(user)
    payload = payloads.message_action(world, person, channel, message, callback_id)
    ack = await world.hub.deliver(Envelope("interactive", payload, "message_action", user))
    return Seen(ack.ms, trouble(ack), view_id=_opened(world, user, before))


def home(world: World, user: str) -> None:
    """Open the Home tab: the bot hears of it if its manifest asks for the event. Raises NotThere."""
    person = world.person(user)
    if "app_home_opened" not in world.app.events:
        return
    inner: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": world.channels.direct(person.id).id,
        "tab": "home",
    }
    shown = world.modals.by_id.get(world.modals.homes.get(user, ""))
    if shown is not None:
        inner["view"] = shapes.view(shown)
    world.hub.announce(Envelope("events_api", payloads.event(world, inner), "app_home_opened", user))


def _answered(world: World, envelope: Envelope, ack: Ack, hook: Hook) -> str | None:
    """Show what the acknowledgement says; return what the person sees if it cannot be shown."""
    try:
        reply(world, hook, ack.payload or {})
    except Refused as refused:
        world.hub.refused(envelope, refused.error, ack.ms)
        return f'{envelope.label} failed with the error "{refused.error}"'
    return None


def _opened(world: World, user: str, before: str | None) -> str | None:
    top = world.modals.top(user)
    return None if top == before else top
