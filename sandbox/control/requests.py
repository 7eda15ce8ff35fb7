"""Requests of the control face: bodies read with their types, bad input answered with 400 and 404."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import ClockRunsForward
from sandbox.faults import BadFault
from sandbox.slack.errors import Json, NotFound, NotPossible

Handler = Callable[["Body"], Awaitable[object]]


class Body:
    """The fields of a request: a JSON object's, or the query's. A wrong type raises NotPossible."""

    def __init__(self, fields: Json) -> None:
        self.fields = fields

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.maybe(key)
        if value is None:
            raise NotPossible(f"{key} is missing")
        return value

    def maybe(self, key: str) -> str | None:
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


def post(path: str, handler: Handler) -> Route:
    """Make a route that acts."""

    async def endpoint(request: Request) -> Response:
        async def work() -> object:
            return await handler(Body(await _json(request)))

        return await _answer(work)

    return Route(path, endpoint, methods=["POST"])


def get(path: str, handler: Handler) -> Route:
    """Make a route that looks."""

    async def endpoint(request: Request) -> Response:
        async def work() -> object:
            return await handler(Body(dict(request.query_params)))

        return await _answer(work)

    return Route(path, endpoint, methods=["GET"])


async def _answer(work: Callable[[], Awaitable[object]]) -> Response:
    try:
        result = await work()
    except NotFound as missing:
        return JSONResponse({"ok": False, "error": str(missing)}, status_code=404)
    except (NotPossible, BadFault, ClockRunsForward) as refused:
        return JSONResponse({"ok": False, "error": str(refused)}, status_code=400)
    return result if isinstance(result, Response) else JSONResponse(result)


async def _json(request: Request) -> Json:
    try:
        fields = json.loads(await request.body())
    except ValueError as wrong:
        raise NotPossible(f"the body is not JSON: {wrong}") from wrong
    if not isinstance(fields, dict):
        raise NotPossible("the body must be a JSON object")
    return fields
