"""The control interface under `/control`: act as a person, read what people see, move the clock, set Slack's faults.

The tests, the walk and the page use it. Bad input is answered with 400, a missing person, channel or view with 404.
"""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.clock import JST, Clock, ClockRunsForward
from sandbox.faults import BadFault
from sandbox.slack import actions, interactions, objects
from sandbox.slack.errors import Json, NotFound, NotPossible
from sandbox.slack.messages import Message
from sandbox.slack.workspace import Workspace

Handler = Callable[["Body"], Awaitable[object]]
MAX_STEP_SECONDS = 10 * 366 * 24 * 3600  # a larger step is a typing error, and overflows a date


class Body:
    """The fields of a request: of its JSON object or of its query. A field of a wrong type raises NotPossible."""

    def __init__(self, fields: Json) -> None:
        self.fields = fields

    def text(self, key: str) -> str:
        """Return a required text."""
        value = self.optional_text(key)
        if value is None:
            raise NotPossible(f"{key} is missing")
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None if it is missing or null."""
        value = self.fields.get(key)
        if value is not None and not isinstance(value, str):
            raise NotPossible(f"{key} must be text")
        return value

    def object(self, key: str) -> Json:
        """Return an object, an empty one if it is missing."""
        value = self.fields.get(key, {})
        if not isinstance(value, dict):
            raise NotPossible(f"{key} must be an object")
        return value


class Control:
    """The handlers of the control interface, named after their paths."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """Return the routes, relative to `/control`."""
        actions = (
            *(
                self.command,
                self.click,
                self.submit,
                self.close,
                self.upload,
                self.delete_file,
                self.say,
                self.shortcut,
            ),
            *(self.token, self.app_token, self.faults),
        )
        queries = (self.ready, self.people, self.channels, self.messages, self.views)
        return [
            *(_route("POST", action.__name__, action) for action in actions),
            *(_route("GET", query.__name__, query) for query in queries),
            _route("POST", "home", self.open_home),
            _route("GET", "home", self.read_home),
            _route("POST", "clock", self.move_clock),
            _route("GET", "clock", self.read_clock),
        ]

    async def command(self, body: Body) -> Json:
        """Type a slash command."""
        user, channel, name = body.text("user"), body.text("channel"), body.text("command")
        text = body.optional_text("text") or ""
        return (await actions.run_command(self._workspace, user, channel, name, text)).to_json()

    async def click(self, body: Body) -> Json:
        """Use an element of a view or of a message."""
        user, block_id, action_id = body.text("user"), body.optional_text("block_id"), body.text("action_id")
        value, view = body.fields.get("value"), body.optional_text("view")
        if view is not None:
            values = body.object("values")
            result = await interactions.click_in_view(self._workspace, user, view, block_id, action_id, value, values)
        else:
            channel, ts = body.text("channel"), body.text("ts")
            result = await interactions.click_in_message(self._workspace, user, channel, ts, block_id, action_id, value)
        return result.to_json()

    async def submit(self, body: Body) -> Json:
        """Submit a form."""
        values = body.object("values")
        return (
            await interactions.submit_modal(self._workspace, body.text("user"), body.text("view"), values)
        ).to_json()

    async def close(self, body: Body) -> Json:
        """Close a form."""
        return (await interactions.close_modal(self._workspace, body.text("user"), body.text("view"))).to_json()

    async def upload(self, body: Body) -> Json:
        """Upload a file, into a channel or only for a form."""
        content, channel = _decode(body.text("content_base64")), body.optional_text("channel")
        file = actions.upload_file(self._workspace, body.text("user"), channel, body.text("filename"), content)
        return {"ok": True, "file_id": file.id}

    async def delete_file(self, body: Body) -> Json:
        """Delete a file."""
        actions.delete_file(self._workspace, body.text("user"), body.text("file_id"))
        return {"ok": True}

    async def token(self, body: Body) -> Json:
        """Return a person's user token."""
        person = self._workspace.get_person(body.text("user"))
        return {"ok": True, "token": self._workspace.credentials.create_user_token(person.id)}

    async def app_token(self, body: Body) -> Json:
        """Return a new app-level token with the `scopes`, separated by commas; none of them by default."""
        scopes = frozenset(filter(None, (body.optional_text("scopes") or "").split(",")))
        return {"ok": True, "token": self._workspace.credentials.create_app_token(scopes)}

    async def say(self, body: Body) -> Json:
        """Write a message into a channel."""
        text, thread_ts = body.text("text"), body.optional_text("thread_ts")
        message = actions.post_message(self._workspace, body.text("user"), body.text("channel"), text, thread_ts)
        return {"ok": True, "ts": message.ts}

    async def shortcut(self, body: Body) -> Json:
        """Use a message shortcut."""
        user, channel, ts = body.text("user"), body.text("channel"), body.text("ts")
        return (await actions.run_shortcut(self._workspace, user, channel, ts, body.text("callback_id"))).to_json()

    async def faults(self, body: Body) -> Json:
        """Set or clear Slack's faults. A `drop_socket` without `after` happens now, without an envelope to wait for."""
        faults = self._workspace.faults
        faults.set(body.fields)
        if body.fields.get("fault") == "drop_socket" and not body.fields.get("after"):
            drop = faults.take("drop_socket")
            if drop is not None:
                await self._workspace.sockets.drop(drop.seconds)
        return {"ok": True}

    async def ready(self, _body: Body) -> JSONResponse:
        """Answer 200 while the bot has a socket, else 503."""
        ready = self._workspace.sockets.is_ready
        return JSONResponse({"ok": ready}, status_code=200 if ready else 503)

    async def people(self, _body: Body) -> list[Json]:
        """List the people."""
        return [{"id": p.id, "name": p.name, "role": p.role, "locale": p.locale} for p in self._workspace.people]

    async def channels(self, _body: Body) -> list[Json]:
        """List the channels, without direct messages."""
        known = self._workspace.channels.by_id.values()
        return [{"id": c.id, "name": c.name, "purpose": c.purpose} for c in known if not c.is_im]

    async def messages(self, body: Body) -> list[Json]:
        """List the messages of one channel or of all: those that `user` sees, or all, ephemeral ones too."""
        channel, user = body.optional_text("channel"), body.optional_text("user")
        if user is not None:
            self._workspace.get_person(user)
        if channel is not None and channel not in self._workspace.channels.by_id:
            raise NotFound(f"there is no channel {channel!r}")
        found = [m for m in self._workspace.messages.list_all() if channel in {None, m.channel}]
        return [self._message(m) for m in found if user is None or self._sees(user, m)]

    async def views(self, body: Body) -> list[Json]:
        """List a person's open modals, the topmost last."""
        user, views = self._workspace.get_person(body.text("user")).id, self._workspace.views
        return [objects.build_view(views.by_id[view]) for view in views.stacks.get(user, [])]

    async def open_home(self, body: Body) -> Json:
        """Open the App as a person, on its tab `home` or `messages`."""
        actions.open_home(self._workspace, body.text("user"), body.optional_text("tab") or "home")
        return {"ok": True}

    async def read_home(self, body: Body) -> Json | None:
        """Return a person's App Home. If it is still empty, open it, so that the bot publishes one."""
        user = self._workspace.get_person(body.text("user")).id
        home = self._workspace.views.find_home(user)
        if home is None:
            actions.open_home(self._workspace, user)
            return None
        return objects.build_view(home)

    async def read_clock(self, _body: Body) -> Json:
        """Return the desk's time."""
        return {"now": self._clock.now().astimezone(JST).isoformat()}

    async def move_clock(self, body: Body) -> Json:
        """Move the clock to `now` or by `advance_seconds`."""
        if set(body.fields) == {"now"}:
            self._clock.set(_instant(body.text("now")))
        else:
            self._clock.advance(_step(body.fields))
        return await self.read_clock(body)

    def _sees(self, user: str, message: Message) -> bool:
        members = self._workspace.channels.by_id[message.channel].members
        return user in members and message.ephemeral_to in {None, user}

    def _message(self, message: Message) -> Json:
        return {
            "ts": message.ts,
            "channel": message.channel,
            "user": message.user,
            "ephemeral_to": message.ephemeral_to,
            "thread_ts": message.thread_ts,
            "text": message.text,
            "blocks": message.blocks,
            "files": objects.build_message(self._workspace, message).get("files", []),
        }


def _route(method: str, name: str, handler: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            fields = await _read_json(request) if method == "POST" else dict(request.query_params)
            result = await handler(Body(fields))
        except NotFound as missing:
            return JSONResponse({"ok": False, "error": str(missing)}, status_code=404)
        except (NotPossible, BadFault, ClockRunsForward) as refused:
            return JSONResponse({"ok": False, "error": str(refused)}, status_code=400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return Route(f"/{name}", endpoint, methods=[method])


async def _read_json(request: Request) -> Json:
    try:
        fields = json.loads(await request.body())
    except ValueError as wrong:
        raise NotPossible(f"the body is not JSON: {wrong}") from wrong
    if not isinstance(fields, dict):
        raise NotPossible("the body must be a JSON object")
    return fields


def _decode(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as wrong:
        raise NotPossible(f"content_base64 is not base64: {wrong}") from wrong


def _step(fields: Mapping[str, object]) -> float:
    step = fields.get("advance_seconds")
    if set(fields) != {"advance_seconds"} or isinstance(step, bool) or not isinstance(step, int | float):
        raise NotPossible('expected {"now": ISO time with an offset} or {"advance_seconds": a number}')
    if not -MAX_STEP_SECONDS <= step <= MAX_STEP_SECONDS:
        raise NotPossible("advance_seconds is too large")
    return step


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise NotPossible(f"now is not an ISO time: {wrong}") from wrong
    if instant.tzinfo is None:
        raise NotPossible("now needs an offset, such as +09:00")
    return instant
