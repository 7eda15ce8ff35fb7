"""Taking a message, and everything that can go wrong while doing so.

A fault happens only to a request that would otherwise have been taken, so that `times` and `after` count exactly
those. `refuse_connection` is the exception: it comes before the body is read, so neither the number nor the request's
correctness is known, and `to_suffix` cannot choose it.
"""

import asyncio
from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.carrier.breaking import Half, Reset, Silence
from sandbox.carrier.carrier import Answer, Carrier
from sandbox.carrier.karaden import errors, form
from sandbox.carrier.karaden.box import Box
from sandbox.carrier.karaden.errors import Trouble
from sandbox.faults import Fault

SILENCE_SECONDS = 60.0
SLOW_SECONDS = 3.0
RETRY_AFTER_SECONDS = 1.0
FORM = "application/x-www-form-urlencoded"

_REFUSING: dict[str, Callable[[Fault, Request], Response]] = {
    "http_429": lambda fault, _: errors.too_many().response(
        {"Retry-After": f"{fault.seconds if fault.seconds is not None else RETRY_AFTER_SECONDS:.0f}"}
    ),
    "http_500": lambda _fault, _: errors.unknown().response(),
    "http_401": lambda _fault, _: errors.bad_token().response(),
    "redirect_307": lambda _fault, request: RedirectResponse(str(request.url), status_code=307),
    "balance_out": lambda _fault, _: errors.forbidden().response(),
}

_SPOILING: dict[str, Callable[[Fault, dict[str, object]], Response]] = {
    "timeout_after_accept": lambda fault, _: Silence(SILENCE_SECONDS if fault.seconds is None else fault.seconds),
    "reset_after_accept": lambda _fault, _: Reset(),
    "half_answer": lambda _fault, message: Half(JSONResponse(message).body, media_type="application/json"),
    "garbage": lambda _fault, _: PlainTextResponse("<html><body>\x00 502", media_type="application/json"),
    "accepted_no_id": lambda _fault, message: JSONResponse({k: v for k, v in message.items() if k != "id"}),
}


async def send(carrier: Carrier, box: Box, request: Request, guard: Callable[[Request], None]) -> Response:
    """Answer one request to send; it is written down before the answer leaves."""
    if carrier.faults.take("refuse_connection", method=request.method):
        return Reset()
    try:
        filled = await _read(request)
    except ClientDisconnect:
        return Response()
    try:
        guard(request)
        order = form.read(filled, now=carrier.clock(), service_id=carrier.service_id)
    except Trouble as trouble:
        return _refuse(carrier, filled, trouble.response())
    for name, refusal in _REFUSING.items():
        if fault := carrier.faults.take(name, method=request.method, to=order.to):
            return _refuse(carrier, filled, refusal(fault, request))
    return await _accept(carrier, box, order, request.method)


async def _read(request: Request) -> FormData:
    """Read the body; one of another kind counts as read too, and all of its fields are missing."""
    await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await request.form() if kind == FORM else FormData()


def _refuse(carrier: Carrier, filled: FormData, answer: Response) -> Response:
    values = form.texts(filled)
    carrier.witness(
        provider="karaden",
        to=values.get("to", ""),
        body=values.get("body", ""),
        tags=form.tags_of(filled),
        answer=Answer.REFUSED,
        status=answer.status_code,
    )
    return answer


async def _accept(carrier: Carrier, box: Box, order: form.Order, method: str) -> Response:
    message = box.take(order, service_id=carrier.service_id, now=carrier.clock())
    shown = message.json(carrier.clock())
    answer: Response = JSONResponse(shown)
    for name, spoilt in _SPOILING.items():
        if fault := carrier.faults.take(name, method=method, to=order.to):
            answer = spoilt(fault, shown)
            break
    unanswered = isinstance(answer, Silence | Reset | Half)
    carrier.witness(
        provider="karaden",
        to=order.to,
        body=order.body,
        tags=order.tags,
        answer=Answer.NONE if unanswered else Answer.ACCEPTED,
        status=None if unanswered else answer.status_code,
    )
    if fault := carrier.faults.take("slow", method=method, to=order.to):
        await asyncio.sleep(SLOW_SECONDS if fault.seconds is None else fault.seconds)
    return answer
