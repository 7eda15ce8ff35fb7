"""The carrier's own control face: faults to set, arrivals to read."""

from json import JSONDecodeError

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import Carrier
from sandbox.faults import BadFault


def routes(carrier: Carrier) -> list[BaseRoute]:
    """Return `POST /control/faults` and `GET /control/arrivals`, relative to `/carrier`."""

    async def faults(request: Request) -> JSONResponse:
        try:
            wish = await request.json()
            if not isinstance(wish, dict):
                raise BadFault("an object is expected")
            carrier.faults.set(wish)
        except (BadFault, JSONDecodeError, UnicodeDecodeError) as refused:
            return JSONResponse({"ok": False, "error": str(refused)}, status_code=400)
        return JSONResponse({"ok": True})

    async def arrivals(_request: Request) -> JSONResponse:
        return JSONResponse(carrier.arrived)

    return [
        Route("/control/faults", faults, methods=["POST"]),
        Route("/control/arrivals", arrivals, methods=["GET"]),
    ]
