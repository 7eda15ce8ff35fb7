"""The page's files, the policy they are served with, and the check that no other site's page uses the sandbox.

Under the policy a browser runs no other script and sends no request to another site.
"""

from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_INDEX = "/"
_OWN_SITES = frozenset({None, "same-origin", "none"})  # "none": typed into the address bar, or a bookmark


class OriginCheck:
    """Middleware that answers 403 to requests from pages other than those of `base`.

    A page of another site can make a browser send requests to this machine. A browser names the page's origin with
    every request that changes something and with every WebSocket, and says of each other request whether it came from
    the same origin. A request with neither header is from no browser (the bot, tests, curl). A link to the index may
    stand on any site.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        port = urlsplit(base).port
        self._app = app
        self._origins = frozenset({None, f"http://127.0.0.1:{port}", f"http://localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unchanged, or refuse it."""
        app = self._app
        if scope["type"] in {"http", "websocket"} and not self._is_allowed(Headers(scope=scope), scope["path"]):
            # Closing a WebSocket before its handshake gives the browser a 403, too.
            is_socket = scope["type"] == "websocket"
            app = WebSocketClose() if is_socket else PlainTextResponse("not from this page", status_code=403)
        await app(scope, receive, send)

    def _is_allowed(self, headers: Headers, path: str) -> bool:
        is_own = path == _INDEX or headers.get("sec-fetch-site") in _OWN_SITES
        return is_own and headers.get("origin") in self._origins


def routes() -> list[BaseRoute]:
    """Return the routes of the page: `/`, `/page/…` for its files, `/archives/…` for links to messages."""
    return [Route(_INDEX, _index), Route("/page/{name:path}", _page_file), Route("/archives/{rest:path}", _follow_link)]


async def _follow_link(_request: Request) -> Response:
    """Open the page: it does not find the message, which the reader looks for in its channel."""
    return RedirectResponse(_INDEX, headers=HEADERS)


async def _index(_request: Request) -> Response:
    return _file("index.html")


async def _page_file(request: Request) -> Response:
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    """Return a file below the page's folder; 404 for any other path."""
    path = PurePosixPath(name)
    kind = _TYPES.get(path.suffix)
    found = files("sandbox") / "page" / path
    if kind is None or path.is_absolute() or ".." in path.parts or not found.is_file():
        return PlainTextResponse("not found", status_code=404, headers=HEADERS)
    return Response(found.read_bytes(), media_type=kind, headers=HEADERS)
