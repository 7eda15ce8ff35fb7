"""The page's own endpoints under `/watch`: a socket that reports changes by number, and queries for what is new.

They change nothing: the page acts through the control interface.
"""

import asyncio
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.carrier.carrier import KNOWN_AFTER, Carrier, outcome_of
from sandbox.clock import Clock
from sandbox.pages import HEADERS
from sandbox.slack import objects
from sandbox.slack.errors import Json
from sandbox.slack.manifest import MenuEntry
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_HANDLE, BOT_USER, GROUPS, PEOPLE, TEAM_NAME
from sandbox.slack.workspace import Workspace

POLL_SECONDS = 0.05  # how often the numbers are compared while a page is open; a burst is reported once
NEWEST = 40  # how many arrivals the phone column shows
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif"})


class PageQueries:
    """The page's endpoints for one sandbox."""

    def __init__(self, workspace: Workspace, carrier: Carrier, clock: Clock) -> None:
        self._workspace = workspace
        self._carrier = carrier
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """Return the routes, relative to `/watch`."""
        return [
            WebSocketRoute("/changes", self._changes),
            Route("/start", self._start),
            Route("/messages", self._messages),
            Route("/arrivals", self._arrivals),
            Route("/files", self._own_files),
            Route("/files/{file}", self._file),
        ]

    async def _changes(self, socket: WebSocket) -> None:
        await socket.accept()
        sending = asyncio.create_task(self._send_numbers(socket))
        try:
            while True:
                await socket.receive_text()  # the page sends nothing: this waits until it disconnects
        except WebSocketDisconnect:
            sending.cancel()

    async def _send_numbers(self, socket: WebSocket) -> None:
        sent: Json = {}
        while True:
            numbers = self._numbers()
            if numbers != sent:
                await socket.send_json(numbers)
                sent = numbers
            await asyncio.sleep(POLL_SECONDS)

    def _numbers(self) -> Json:
        workspace = self._workspace
        return {
            "messages": workspace.messages.revision,
            "views": workspace.views.revision,
            "files": workspace.files.revision,
            "arrivals": len(self._carrier.arrived),
            "clock": self._clock.moves,
            "state": {
                "ready": workspace.sockets.is_ready,
                "gone": workspace.sockets.is_unreachable,
                "slack": workspace.faults.waiting,
                "carrier": self._carrier.faults.waiting,
            },
        }

    async def _start(self, _request: Request) -> JSONResponse:
        workspace = self._workspace
        direct = [workspace.channels.get_direct(person.id) for person in PEOPLE]
        channels = [*(c for c in workspace.channels.by_id.values() if not c.is_im), *direct]
        return JSONResponse(
            {
                "team": TEAM_NAME,
                "bot": {"id": BOT_USER, "name": BOT_HANDLE},
                "people": [{"id": p.id, "name": p.name, "role": p.role, "locale": p.locale} for p in workspace.people],
                "read_only": workspace.app.is_read_only,
                "groups": {group.id: group.handle for group in GROUPS},
                "channels": [
                    {"id": c.id, "name": c.name, "purpose": c.purpose, "members": sorted(c.members)} for c in channels
                ],
                "commands": [_offer(offer) for offer in workspace.app.command_menu],
                "shortcuts": [_offer(offer) for offer in workspace.app.shortcut_menu],
            }
        )

    async def _messages(self, request: Request) -> JSONResponse:
        """Return what changed for a person after a number: current messages, and the places of deleted ones."""
        user, after = request.query_params.get("user", ""), request.query_params.get("after", "0")
        messages = self._workspace.messages
        keys = messages.list_changed(int(after) if after.isdecimal() else 0)
        found = [(key, messages.find(*key)) for key in keys if self._is_member(user, key[0])]
        return JSONResponse(
            {
                "number": messages.revision,
                "messages": [self._message(m) for _, m in found if m and m.ephemeral_to in {None, user}],
                "gone": [key for key, message in found if message is None],
            }
        )

    def _message(self, message: Message) -> Json:
        return {
            **objects.build_message(self._workspace, message),
            "channel": message.channel,
            "ephemeral_to": message.ephemeral_to,
        }

    async def _arrivals(self, _request: Request) -> JSONResponse:
        now, arrived = self._clock.now(), self._carrier.arrived
        newest = [_arrival(line, now) for line in reversed(arrived[-NEWEST:])]
        return JSONResponse({"count": len(arrived), "newest": newest})

    async def _own_files(self, request: Request) -> JSONResponse:
        """Return the files that a person uploaded and did not delete, newest first, with their channels."""
        own = self._workspace.files.list_for(request.query_params.get("user", ""))
        return JSONResponse(
            [
                {
                    "id": f.id,
                    "name": f.name,
                    "size": len(f.content),
                    "at": f.created,
                    "channels": [c for c, _ in f.shares],
                }
                for f in own
            ]
        )

    async def _file(self, request: Request) -> Response:
        """Return a file that a person may open: an image to show, any other file to save."""
        file = self._workspace.files.by_id.get(request.path_params["file"])
        user = request.query_params.get("user", "")
        if file is None or not (file.user == user or any(self._is_member(user, channel) for channel, _ in file.shares)):
            return PlainTextResponse("not found", status_code=404, headers=HEADERS)
        if file.mimetype in _IMAGES:
            return Response(file.content, media_type=file.mimetype, headers=HEADERS)
        saved = {**HEADERS, "Content-Disposition": "attachment"}
        return Response(file.content, media_type="application/octet-stream", headers=saved)

    def _is_member(self, user: str, channel: str) -> bool:
        return user in self._workspace.channels.by_id[channel].members


def _offer(offer: MenuEntry) -> Json:
    return {"id": offer.id, "name": offer.name, "description": offer.description}


def _arrival(line: dict[str, object], now: datetime) -> Json:
    at, to = str(line["at"]), str(line["to"])
    known = now >= datetime.fromisoformat(at) + KNOWN_AFTER
    return {"at": at, "to": to, "body": line["body"], "outcome": outcome_of(to) if known else None}
