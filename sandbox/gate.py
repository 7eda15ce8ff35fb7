"""Who may speak to the sandbox from within a browser: its own page, and nobody else's.

A page of another site can make a browser send requests to this machine. A browser names the page's origin with
every request that changes something and with every WebSocket, and says of each look-up whether it came from the same
origin. What carries neither (the bot, tests, curl) is no browser.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_OWN = frozenset({"same-origin", "none"})  # "none": typed into the address bar, or a bookmark
_DOOR = "/"  # a link to the page itself may stand anywhere


class Gate:
    """Middleware that answers 403 to requests from pages other than those of `base`."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        port = urlsplit(base).port
        self._app = app
        self._origins = frozenset({f"http://127.0.0.1:{port}", f"http://localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, untouched, or refuse it."""
        if scope["type"] in {"http", "websocket"} and not self._lets_in(Headers(scope=scope), scope["path"]):
            refusal: ASGIApp = PlainTextResponse("not from this page", status_code=403)
            if scope["type"] == "websocket":
                refusal = WebSocketClose()  # before the handshake: the browser gets 403 too
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _lets_in(self, headers: Headers, path: str) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin not in self._origins:
            return False
        return site is None or site in _OWN or path == _DOOR
