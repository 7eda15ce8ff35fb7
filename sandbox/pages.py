"""The page's own files, sent with a policy under which a browser runs nothing else and asks nobody else."""

from importlib.resources import files
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def routes() -> list[BaseRoute]:
    """Return the routes of the page: `/`, and `/page/…` for what it loads."""
    return [Route("/", _index), Route("/page/{name:path}", _part)]


async def _index(_request: Request) -> Response:
    return _file("index.html")


async def _part(request: Request) -> Response:
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    """Return one of the page's files; only plain names below its folder exist."""
    path = PurePosixPath(name)
    kind = _TYPES.get(path.suffix)
    found = files("sandbox") / "page" / path
    if kind is None or path.is_absolute() or ".." in path.parts or not found.is_file():
        return PlainTextResponse("not found", status_code=404, headers=HEADERS)
    return Response(found.read_bytes(), media_type=kind, headers=HEADERS)
