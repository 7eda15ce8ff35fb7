"""What can be seen: `/control/ready`, `people`, `channels`, `messages`, `views`, `home`."""

from starlette.responses import JSONResponse
from starlette.routing import BaseRoute

from sandbox.control.requests import Body, get
from sandbox.slack import shapes
from sandbox.slack.acts import commands
from sandbox.slack.messages import Message
from sandbox.slack.people import PEOPLE
from sandbox.slack.values import Json, NotThere
from sandbox.slack.world import World


def routes(world: World) -> list[BaseRoute]:
    """Return the routes that look, relative to `/control`."""

    async def ready(_body: Body) -> JSONResponse:
        return JSONResponse({"ok": world.hub.ready}, status_code=200 if world.hub.ready else 503)

    async def people(_body: Body) -> list[Json]:
        return [{"id": p.id, "name": p.name, "role": p.role, "locale": p.locale} for p in PEOPLE]

    async def channels(_body: Body) -> list[Json]:
        known = world.channels.by_id.values()
        return [{"id": c.id, "name": c.name, "purpose": c.purpose} for c in known if not c.is_im]

    async def messages(body: Body) -> list[Json]:
        return _messages(world, body.maybe("channel"), body.maybe("user"))

    async def views(body: Body) -> list[Json]:
        user = world.person(body.text("user")).id
        return [shapes.view(world.modals.by_id[v]) for v in world.modals.stacks.get(user, [])]

    async def home(body: Body) -> Json | None:
        return _home(world, world.person(body.text("user")).id)

    return [
        get("/ready", ready),
        get("/people", people),
        get("/channels", channels),
        get("/messages", messages),
        get("/views", views),
        get("/home", home),
    ]


def _messages(world: World, channel: str | None, user: str | None) -> list[Json]:
    """Return the messages of one channel or of all; those that `user` sees, or all, ephemeral ones too."""
    if user is not None:
        world.person(user)
    if channel is not None and channel not in world.channels.by_id:
        raise NotThere(f"there is no channel {channel!r}")
    found = [m for m in world.messages.all() if channel in {None, m.channel}]
    return [_message(world, m) for m in found if user is None or _sees(world, user, m)]


def _sees(world: World, user: str, message: Message) -> bool:
    members = world.channels.by_id[message.channel].members
    return user in members and message.ephemeral_to in {None, user}


def _message(world: World, message: Message) -> Json:
    shown = shapes.message(world, message)
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "ephemeral_to": message.ephemeral_to,
        "text": message.text,
        "blocks": message.blocks,
        "files": shown.get("files", []),
    }


def _home(world: World, user: str) -> Json | None:
    """Return what a person's Home shows; whoever finds it empty has opened it, and the bot hears of that."""
    shown = world.modals.by_id.get(world.modals.homes.get(user, ""))
    if shown is None:
        commands.home(world, user)
        return None
    return shapes.view(shown)
