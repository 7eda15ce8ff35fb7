"""The HTTP routes of the local Slack: the Web API, response URLs, uploads and downloads of files, sockets."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.carrier.responses import Reset
from sandbox.evidence import Dir, Kind
from sandbox.slack.arguments import Arguments
from sandbox.slack.content import reply
from sandbox.slack.credentials import Caller
from sandbox.slack.errors import Json, RateLimited, Refused
from sandbox.slack.methods import METHODS, Method
from sandbox.slack.workspace import Workspace

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>【練習】 Please sign in.</body></html>"

Endpoint = Callable[[Workspace, Request], Awaitable[Response]]


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes, relative to the root. While Slack is unreachable, connections are reset or closed."""

    def route(path: str, endpoint: Endpoint, *methods: str) -> Route:
        async def answer(request: Request) -> Response:
            return Reset() if workspace.sockets.is_unreachable else await endpoint(workspace, request)

        return Route(path, answer, methods=list(methods))

    async def link(socket: WebSocket) -> None:
        is_valid = workspace.credentials.use_ticket(socket.query_params.get("ticket", ""))
        if workspace.sockets.is_unreachable or not is_valid:
            await socket.close()
            return
        await workspace.sockets.serve(socket)

    return [
        route("/api/{method}", call_method, "GET", "POST"),
        route("/respond/{secret}", respond, "POST"),
        route("/upload/{secret}", upload, "POST"),
        route("/files-pri/{team}-{file}/{name:path}", download, "GET"),
        WebSocketRoute("/link", link),
    ]


async def call_method(workspace: Workspace, request: Request) -> Response:
    """Answer one call of `/api/<method>`, and record it in the evidence."""
    name, start = request.path_params["method"], time.monotonic()
    given, token = await _read(request)
    args = Arguments(given)
    latency = workspace.faults.take("latency", method=name)
    if latency is not None:
        await asyncio.sleep(latency.seconds or 0)  # on the way here, so that a trigger grows old meanwhile
    response, answer = _answer(workspace, name, token, args)
    user, ms = args.get_text("user") or args.get_text("user_id"), (time.monotonic() - start) * 1000
    workspace.evidence.record_slack(Dir.FROM_BOT, Kind.API, name, user=user, body=args.given, answer=answer, ms=ms)
    return response


async def _read(request: Request) -> tuple[Json, str | None]:
    """Return the arguments and the token of a call."""
    given: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.body()
        try:
            given |= json.loads(body or b"{}")
        except (ValueError, TypeError):
            given["_unreadable"] = True
    else:
        given |= {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    argument = given.pop("token", None)
    return given, bearer if kind.lower() == "bearer" and bearer else argument


def _answer(workspace: Workspace, name: str, token: str | None, args: Arguments) -> tuple[Response, Json]:
    fault = workspace.faults.take("http_429", method=name)
    try:
        if fault is not None:
            raise RateLimited(1 if fault.seconds is None else round(fault.seconds))
        if workspace.faults.take("http_500", method=name) is not None:
            return PlainTextResponse("internal error", status_code=500), {"ok": False, "error": "http_500"}
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        caller = _authorize(workspace, name, method, token)
        delay = workspace.call_limit.take(f"{caller.kind}/{caller.user}", name, method.tier, time.monotonic())
        if delay:
            raise RateLimited(delay)
        if args.given.get("_unreadable"):
            raise Refused("invalid_json")
        answer = {"ok": True, **method.run(workspace, Arguments(args.given, name, caller.user))}
        return JSONResponse(answer, headers=_build_scope_headers(caller, method)), answer
    except Refused as refused:
        return JSONResponse(refused.to_json()), refused.to_json()
    except RateLimited as limited:
        answer = {"ok": False, "error": "ratelimited"}
        return JSONResponse(answer, status_code=429, headers={"Retry-After": str(limited.seconds)}), answer


def _authorize(workspace: Workspace, name: str, method: Method, token: str | None) -> Caller:
    """Return the caller. Raises Refused unless the token is valid, of the method's kind, and has the method's scope."""
    if not token:
        raise Refused("not_authed")
    caller = workspace.credentials.find_caller(token)
    if caller is None:
        raise Refused("invalid_auth")
    if workspace.faults.take("revoke_token", method=name) is not None:
        raise Refused("token_revoked")
    if caller.kind not in method.tokens:
        raise Refused("not_allowed_token_type")
    if method.scope is not None:
        workspace.require_scope(method.scope, caller.scopes)
    return caller


def _build_scope_headers(caller: Caller, method: Method) -> dict[str, str]:
    """Return the headers in which Slack names the granted scopes and the scope that the method needs."""
    return {"x-oauth-scopes": ",".join(sorted(caller.scopes)), "x-accepted-oauth-scopes": method.scope or ""}


async def respond(workspace: Workspace, request: Request) -> Response:
    """Take an answer at a response URL."""
    start = time.monotonic()
    body, user = None, None
    answer: Json = {"ok": True}
    try:
        body = await request.json()
        user = _respond(workspace, request.path_params["secret"], body)
    except ValueError:
        answer = {"ok": False, "error": "invalid_json"}
    except Refused as refused:
        answer = refused.to_json()
    ms = (time.monotonic() - start) * 1000
    evidence = workspace.evidence
    evidence.record_slack(Dir.FROM_BOT, Kind.RESPONSE_URL, "response_url", user=user, body=body, answer=answer, ms=ms)
    return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, status_code=404)


def _respond(workspace: Workspace, secret: str, body: object) -> str:
    if not isinstance(body, dict):
        raise Refused("invalid_payload")
    url = workspace.credentials.use_response_url(secret)
    reply(workspace, url, body)
    return url.user


async def upload(workspace: Workspace, request: Request) -> Response:
    """Take the content of a file at the address from files.getUploadURLExternal."""
    file = workspace.files.fill_upload(request.path_params["secret"], await _read_content(request))
    if file is None:
        return PlainTextResponse("not found", status_code=404)
    body = {"file": file.id, "name": file.name, "size": len(file.content), "sha256": file.digest}
    workspace.evidence.record_slack(Dir.FROM_BOT, Kind.UPLOAD, "upload", body=body, answer={"ok": True})
    return PlainTextResponse(f"OK - {len(file.content)}")


async def _read_content(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        for part in (await request.form()).values():
            if not isinstance(part, str):
                return await part.read()
    return await request.body()


async def download(workspace: Workspace, request: Request) -> Response:
    """Send a file to the bot. Without its token the answer is a login page with status 200, as at Slack."""
    is_authorized = request.headers.get("authorization") == f"Bearer {workspace.credentials.bot_token}"
    if not is_authorized or "files:read" not in workspace.app.scopes:
        return HTMLResponse(LOGIN_PAGE)
    try:
        file = workspace.files.get_for_bot(request.path_params["file"])
    except Refused:
        return HTMLResponse("<!DOCTYPE html><title>404</title>", status_code=404)
    body = {"file": file.id, "size": len(file.content), "sha256": file.digest}
    workspace.evidence.record_slack(Dir.TO_BOT, Kind.DOWNLOAD, "download", body=body, answer={"ok": True})
    return Response(file.content, media_type=file.mimetype)
