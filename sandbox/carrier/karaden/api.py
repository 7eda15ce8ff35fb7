"""Karaden's paths under `/carrier/karaden/api`, and what guards them.

Sending has its faults in sending.py. On reading: `lookup_down` fails the list by tag and the single message;
`receipts_duplicate` and `receipts_reversed` spoil a list without a tag, which is how receipts are polled.
"""

from datetime import timedelta
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import Carrier
from sandbox.carrier.karaden import errors, listing, sending
from sandbox.carrier.karaden.box import Box
from sandbox.carrier.karaden.errors import Trouble
from sandbox.carrier.karaden.message import Message
from sandbox.carrier.outcome import LEAVES_AFTER

VERSION = "2024-03-01"
CANCEL_BEFORE = timedelta(minutes=5)
_MESSAGES = "/karaden/api/{tenant_id}/messages"


def routes(carrier: Carrier) -> list[BaseRoute]:
    """Return Karaden's routes, relative to `/carrier`, with an empty box of messages."""
    api = _Api(carrier)
    return [
        Route(_MESSAGES, api.send, methods=["POST"]),
        Route(_MESSAGES, api.list, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}", api.detail, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}/cancel", api.cancel, methods=["POST"]),
    ]


class _Api:
    """The four calls on one account."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._box = Box()

    async def send(self, request: Request) -> Response:
        return await sending.send(self._carrier, self._box, request, self._guard)

    async def list(self, request: Request) -> Response:
        faults, now = self._carrier.faults, self._carrier.clock()
        try:
            self._guard(request)
            query = listing.read(request.query_params)
            if query.tag and faults.take("lookup_down", method=request.method):
                raise errors.unknown()
        except Trouble as trouble:
            return trouble.response()
        found, has_more = listing.page(self._box, query, now)
        data = [message.json(now) for message in found]
        if query.tag is None and faults.take("receipts_duplicate", method=request.method):
            data = [shown for shown in data for _ in range(2)]
        if query.tag is None and faults.take("receipts_reversed", method=request.method):
            data = _reversed(found, data)
        return JSONResponse({"object": "list", "has_more": has_more, "data": data})

    async def detail(self, request: Request) -> Response:
        try:
            self._guard(request)
            if self._carrier.faults.take("lookup_down", method=request.method):
                raise errors.unknown()
            message = self._find(request)
        except Trouble as trouble:
            return trouble.response()
        return JSONResponse(message.json(self._carrier.clock()))

    async def cancel(self, request: Request) -> Response:
        now = self._carrier.clock()
        try:
            self._guard(request)
            message = self._find(request)
            scheduled = message.order.scheduled_at
            if message.cancelled_at or scheduled is None or now > scheduled - CANCEL_BEFORE:
                raise errors.too_late()
        except Trouble as trouble:
            return trouble.response()
        return JSONResponse(self._box.cancel(message, now).json(now))

    def _guard(self, request: Request) -> None:
        """Raise Trouble unless token, tenant and version are right."""
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, f"Bearer {self._carrier.token}".encode()):
            raise errors.bad_token()
        if request.path_params["tenant_id"] != self._carrier.tenant_id:
            raise errors.bad_tenant()
        if request.headers.get("karaden-version") != VERSION:
            raise errors.bad_version()

    def _find(self, request: Request) -> Message:
        message = self._box.find(request.path_params["message_id"])
        if message is None:
            raise errors.not_found()
        return message


def _reversed(found: list[Message], data: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return a page backwards, each message followed by what it was before: old news after new."""
    old = [message.json(message.created_at + LEAVES_AFTER) for message in found]
    return [shown for pair in zip(reversed(data), reversed(old), strict=True) for shown in pair]
