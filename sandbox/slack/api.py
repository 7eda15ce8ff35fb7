"""The Web API's one entrance: reads the call, judges the token, runs the method, writes the evidence."""

import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.carrier.breaking import Reset
from sandbox.evidence import Dir, Kind
from sandbox.slack.args import Args
from sandbox.slack.errors import Json, RateLimited, Refused
from sandbox.slack.methods import METHODS, Method
from sandbox.slack.tokens import Caller
from sandbox.slack.workspace import Workspace


async def call(workspace: Workspace, request: Request) -> Response:
    """Answer one call of `/api/<method>`."""
    name, since = request.path_params["method"], time.monotonic()
    if workspace.sockets.is_unreachable:
        return Reset()
    given, token = await _read(request)
    args = Args(given)
    response, answer = _answer(workspace, name, token, args)
    workspace.evidence.slack(
        Dir.FROM_BOT,
        Kind.API,
        name,
        user=args.text("user") or args.text("user_id"),
        body=args.given,
        answer=answer,
        ms=(time.monotonic() - since) * 1000,
    )
    return response


async def _read(request: Request) -> tuple[Json, str | None]:
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
    asked = given.pop("token", None)
    return given, bearer if kind.lower() == "bearer" and bearer else asked


def _answer(workspace: Workspace, name: str, token: str | None, args: Args) -> tuple[Response, Json]:
    slow = workspace.faults.take("http_429", method=name)
    try:
        if slow is not None:
            raise RateLimited(1 if slow.seconds is None else round(slow.seconds))
        if workspace.faults.take("http_500", method=name) is not None:
            return PlainTextResponse("internal error", status_code=500), {"ok": False, "error": "http_500"}
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        caller = _admitted(workspace, name, method, token)
        if args.given.get("_unreadable"):
            raise Refused("invalid_json")
        answer = {"ok": True, **method.run(workspace, Args(args.given, caller.user))}
        return JSONResponse(answer, headers=_scopes(caller, method)), answer
    except Refused as refused:
        return JSONResponse(refused.answer()), refused.answer()
    except RateLimited as early:
        answer = {"ok": False, "error": "ratelimited"}
        return JSONResponse(answer, status_code=429, headers={"Retry-After": str(early.seconds)}), answer


def _admitted(workspace: Workspace, name: str, method: Method, token: str | None) -> Caller:
    """Return whose token it is. Raises Refused unless it is good, of the method's type, and has the method's scope."""
    if not token:
        raise Refused("not_authed")
    caller = workspace.tokens.caller(token)
    if caller is None:
        raise Refused("invalid_auth")
    if workspace.faults.take("revoke_token", method=name) is not None:
        raise Refused("token_revoked")
    if caller.kind not in method.tokens:
        raise Refused("not_allowed_token_type")
    if method.scope is not None and method.scope not in caller.scopes:
        raise Refused("missing_scope", needed=method.scope, provided=",".join(sorted(caller.scopes)))
    return caller


def _scopes(caller: Caller, method: Method) -> dict[str, str]:
    """The headers in which Slack tells an app what it may do and what the method needs."""
    return {"x-oauth-scopes": ",".join(sorted(caller.scopes)), "x-accepted-oauth-scopes": method.scope or ""}
