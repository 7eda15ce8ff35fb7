"""The addresses beside the Web API: response URLs, uploads and downloads of files."""

import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from sandbox.carrier.breaking import Reset
from sandbox.evidence import Dir, Kind
from sandbox.slack.errors import Json, Refused
from sandbox.slack.replies import reply
from sandbox.slack.workspace import Workspace

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>【練習】 Please sign in.</body></html>"


async def respond(workspace: Workspace, request: Request) -> Response:
    """Take an answer at a response URL: five of them within half an hour."""
    if workspace.sockets.is_unreachable:
        return Reset()
    since = time.monotonic()
    try:
        body = await request.json()
        user = _respond(workspace, request.path_params["secret"], body)
        answer: Json = {"ok": True}
    except ValueError:
        body, user, answer = None, None, {"ok": False, "error": "invalid_json"}
    except Refused as refused:
        user, answer = None, refused.answer()
    ms = (time.monotonic() - since) * 1000
    workspace.evidence.slack(
        Dir.FROM_BOT, Kind.RESPONSE_URL, "response_url", user=user, body=body, answer=answer, ms=ms
    )
    return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, status_code=404)


def _respond(workspace: Workspace, secret: str, body: object) -> str:
    if not isinstance(body, dict):
        raise Refused("invalid_payload")
    hook = workspace.passes.answer(secret)
    reply(workspace, hook, body)
    return hook.user


async def upload(workspace: Workspace, request: Request) -> Response:
    """Take the content of a file at the address that files.getUploadURLExternal gave."""
    if workspace.sockets.is_unreachable:
        return Reset()
    file = workspace.files.fill(request.path_params["secret"], await _content(request))
    if file is None:
        return PlainTextResponse("not found", status_code=404)
    body = {"file": file.id, "name": file.name, "size": len(file.content), "sha256": file.digest}
    workspace.evidence.slack(Dir.FROM_BOT, Kind.UPLOAD, "upload", body=body, answer={"ok": True})
    return PlainTextResponse(f"OK - {len(file.content)}")


async def _content(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        for part in (await request.form()).values():
            if not isinstance(part, str):
                return await part.read()
    return await request.body()


async def download(workspace: Workspace, request: Request) -> Response:
    """Hand out a file to the bot; whoever has not its token gets a login page with 200, as at Slack."""
    if workspace.sockets.is_unreachable:
        return Reset()
    authorized = request.headers.get("authorization") == f"Bearer {workspace.bot_token}"
    if not authorized or "files:read" not in workspace.app.scopes:
        return HTMLResponse(LOGIN_PAGE)
    try:
        file = workspace.files.for_bot(request.path_params["file"])
    except Refused:
        return HTMLResponse("<!DOCTYPE html><title>404</title>", status_code=404)
    body = {"file": file.id, "size": len(file.content), "sha256": file.digest}
    workspace.evidence.slack(Dir.TO_BOT, Kind.DOWNLOAD, "download", body=body, answer={"ok": True})
    return Response(file.content, media_type=file.mimetype)
