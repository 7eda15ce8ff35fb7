"""What can be seen: `/control/ready`, `people`, `channels`, `messages`, `views`, `home`."""

from starlette.responses import JSONResponse
from starlette.routing import BaseRoute

from sandbox.control.requests import Body, get
from sandbox.slack import objects
from sandbox.slack.actions import open_home
from sandbox.slack.errors import Json, NotFound
from sandbox.slack.messages import Message
from sandbox.slack.people import PEOPLE
from sandbox.slack.workspace import Workspace


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes that look, relative to `/control`."""

    async def ready(_body: Body) -> JSONResponse:
        return JSONResponse({"ok": workspace.sockets.is_ready}, status_code=200 if workspace.sockets.is_ready else 503)

    async def people(_body: Body) -> list[Json]:
        return [{"id": p.id, "name": p.name, "role": p.role, "locale": p.locale} for p in PEOPLE]

    async def channels(_body: Body) -> list[Json]:
        known = workspace.channels.by_id.values()
        return [{"id": c.id, "name": c.name, "purpose": c.purpose} for c in known if not c.is_im]

    async def messages(body: Body) -> list[Json]:
        return _messages(workspace, body.maybe("channel"), body.maybe("user"))

    async def views(body: Body) -> list[Json]:
        user = workspace.get_person(body.text("user")).id
        return [objects.build_view(workspace.views.by_id[v]) for v in workspace.views.stacks.get(user, [])]

    async def home(body: Body) -> Json | None:
        return _home(workspace, workspace.get_person(body.text("user")).id)

    return [
        get("/ready", ready),
        get("/people", people),
        get("/channels", channels),
        get("/messages", messages),
        get("/views", views),
        get("/home", home),
    ]


def _messages(workspace: Workspace, channel: str | None, user: str | None) -> list[Json]:
    """Return the messages of one channel or of all; those that `user` sees, or all, ephemeral ones too."""
    if user is not None:
        workspace.get_person(user)
    if channel is not None and channel not in workspace.channels.by_id:
        raise NotFound(f"there is no channel {channel!r}")
    found = [m for m in workspace.messages.list_all() if channel in {None, m.channel}]
    return [_message(workspace, m) for m in found if user is None or _sees(workspace, user, m)]


def _sees(workspace: Workspace, user: str, message: Message) -> bool:
    members = workspace.channels.by_id[message.channel].members
    return user in members and message.ephemeral_to in {None, user}


def _message(workspace: Workspace, message: Message) -> Json:
    shown = objects.build_message(workspace, message)
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "ephemeral_to": message.ephemeral_to,
        "text": message.text,
        "blocks": message.blocks,
        "files": shown.get("files", []),
    }


def _home(workspace: Workspace, user: str) -> Json | None:
    """Return what a person's Home shows; whoever finds it empty has opened it, and the bot hears of that."""
    shown = workspace.views.find_home(user)
    if shown is None:
        open_home(workspace, user)
        return None
    return objects.build_view(shown)
