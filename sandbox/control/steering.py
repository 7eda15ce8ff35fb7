"""The clock and Slack's faults: `/control/clock`, `/control/faults`."""

from datetime import datetime

from starlette.routing import BaseRoute

from sandbox.clock import JST, Clock
from sandbox.control.requests import Body, get, post
from sandbox.slack.errors import Json, NotPossible
from sandbox.slack.workspace import Workspace

LONGEST_STEP = 10 * 366 * 24 * 3600  # seconds; more is a slip of the finger, and overflows a date


def routes(workspace: Workspace, clock: Clock) -> list[BaseRoute]:
    """Return the routes that steer, relative to `/control`."""

    async def read(_body: Body) -> Json:
        return {"now": clock.now().astimezone(JST).isoformat()}

    async def move(body: Body) -> Json:
        _move(clock, body)
        return await read(body)

    async def fault(body: Body) -> Json:
        workspace.faults.set(body.fields)
        if body.fields.get("fault") == "drop_socket" and not body.fields.get("after"):
            now = workspace.faults.take("drop_socket")
            if now is not None:
                await workspace.sockets.drop(now.seconds)
        return {"ok": True}

    return [get("/clock", read), post("/clock", move), post("/faults", fault)]


def _move(clock: Clock, body: Body) -> None:
    if set(body.fields) == {"now"}:
        clock.set(_moment(body.text("now")))
        return
    step = body.fields.get("advance_seconds")
    if set(body.fields) != {"advance_seconds"} or isinstance(step, bool) or not isinstance(step, int | float):
        raise NotPossible('expected {"now": ISO time with an offset} or {"advance_seconds": a number}')
    if not -LONGEST_STEP <= step <= LONGEST_STEP:
        raise NotPossible("advance_seconds is too large")
    clock.advance(step)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise NotPossible(f"now is not an ISO time: {wrong}") from wrong
    if moment.tzinfo is None:
        raise NotPossible("now needs an offset, such as +09:00")
    return moment
