"""Karaden's paths under `/carrier/karaden/api`, and the faults of each.

A fault of sending happens only to a request that would otherwise be accepted, so that `times` and `after` count
exactly those. `refuse_connection` is the exception: it comes before the body is read, when neither the number nor the
fields are known, so `to_suffix` cannot choose it.

`lookup_down` fails the list by tag and the single message; `receipts_duplicate` and `receipts_reversed` change a list
without a tag, which is how receipts are polled.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from hmac import compare_digest

from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import LEAVES_AFTER, Answer, Carrier
from sandbox.carrier.karaden import errors
from sandbox.carrier.karaden.errors import RequestError
from sandbox.carrier.karaden.messages import Message, Messages
from sandbox.carrier.karaden.requests import Order, read_order, read_query, tags_of, texts_of
from sandbox.carrier.responses import HalfAnswer, Reset, Silence
from sandbox.faults import Fault

VERSION = "2024-03-01"
CANCEL_BEFORE = timedelta(minutes=5)
SILENCE_SECONDS = 60.0
SLOW_SECONDS = 3.0
RETRY_AFTER_SECONDS = 1.0
FORM = "application/x-www-form-urlencoded"
_MESSAGES = "/karaden/api/{tenant_id}/messages"

_REFUSALS: dict[str, Callable[[Fault, Request], Response]] = {
    "http_429": lambda fault, _: errors.too_many_requests().response(
        {"Retry-After": f"{_seconds(fault, RETRY_AFTER_SECONDS):.0f}"}
    ),
    "http_500": lambda _fault, _: errors.server_error().response(),
    "http_401": lambda _fault, _: errors.bad_token().response(),
    "redirect_307": lambda _fault, request: RedirectResponse(str(request.url), status_code=307),
    "balance_out": lambda _fault, _: errors.no_balance().response(),
}

_BAD_ANSWERS: dict[str, Callable[[Fault, dict[str, object]], Response]] = {
    "timeout_after_accept": lambda fault, _: Silence(_seconds(fault, SILENCE_SECONDS)),
    "reset_after_accept": lambda _fault, _: Reset(),
    "half_answer": lambda _fault, message: HalfAnswer(JSONResponse(message).body, media_type="application/json"),
    "garbage": lambda _fault, _: PlainTextResponse("<html><body>\x00 502", media_type="application/json"),
    "accepted_no_id": lambda _fault, message: JSONResponse({k: v for k, v in message.items() if k != "id"}),
}


def routes(carrier: Carrier) -> list[BaseRoute]:
    """Return Karaden's routes, relative to `/carrier`, for an account without messages."""
    api = _Api(carrier)
    return [
        Route(_MESSAGES, api.send, methods=["POST"]),
        Route(_MESSAGES, api.list, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}", api.detail, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}/cancel", api.cancel, methods=["POST"]),
    ]


class _Api:
    """The four calls on one account."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._messages = Messages()

    async def send(self, request: Request) -> Response:
        """Answer a send request; it is recorded before the answer leaves."""
        faults, method = self._carrier.faults, request.method
        if faults.take("refuse_connection", method=method):
            return Reset()
        try:
            form = await _read_form(request)
        except ClientDisconnect:
            return Response()
        try:
            self._authorize(request)
            order = read_order(form, now=self._carrier.clock(), service_id=self._carrier.service_id)
        except RequestError as error:
            return self._refuse(form, error.response())
        for name, refusal in _REFUSALS.items():
            if fault := faults.take(name, method=method, to=order.to):
                return self._refuse(form, refusal(fault, request))
        return await self._accept(order, method)

    async def list(self, request: Request) -> Response:
        faults, now = self._carrier.faults, self._carrier.clock()
        try:
            self._authorize(request)
            query = read_query(request.query_params)
            if query.tag and faults.take("lookup_down", method=request.method):
                raise errors.server_error()
        except RequestError as error:
            return error.response()
        found, has_more = self._messages.page(query, now)
        data = [message.json(now) for message in found]
        if query.tag is None and faults.take("receipts_duplicate", method=request.method):
            data = [item for item in data for _ in range(2)]
        if query.tag is None and faults.take("receipts_reversed", method=request.method):
            data = _reverse(found, data)
        return JSONResponse({"object": "list", "has_more": has_more, "data": data})

    async def detail(self, request: Request) -> Response:
        try:
            self._authorize(request)
            if self._carrier.faults.take("lookup_down", method=request.method):
                raise errors.server_error()
            message = self._find(request)
        except RequestError as error:
            return error.response()
        return JSONResponse(message.json(self._carrier.clock()))

    async def cancel(self, request: Request) -> Response:
        now = self._carrier.clock()
        try:
            self._authorize(request)
            message = self._find(request)
            scheduled = message.order.scheduled_at
            if message.cancelled_at or scheduled is None or now > scheduled - CANCEL_BEFORE:
                raise errors.too_late_to_cancel()
        except RequestError as error:
            return error.response()
        return JSONResponse(self._messages.cancel(message, now).json(now))

    def _authorize(self, request: Request) -> None:
        """Raise RequestError unless token, tenant and version are right."""
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, f"Bearer {self._carrier.token}".encode()):
            raise errors.bad_token()
        if request.path_params["tenant_id"] != self._carrier.tenant_id:
            raise errors.bad_tenant()
        if request.headers.get("karaden-version") != VERSION:
            raise errors.bad_version()

    def _find(self, request: Request) -> Message:
        message = self._messages.find(request.path_params["message_id"])
        if message is None:
            raise errors.not_found()
        return message

    def _refuse(self, form: FormData, answer: Response) -> Response:
        texts = texts_of(form)
        to, body = texts.get("to", ""), texts.get("body", "")
        self._record(to, body, tags_of(form), Answer.REFUSED, answer.status_code)
        return answer

    async def _accept(self, order: Order, method: str) -> Response:
        carrier = self._carrier
        message = self._messages.add(order, service_id=carrier.service_id, now=carrier.clock())
        item = message.json(carrier.clock())
        answer: Response = JSONResponse(item)
        for name, bad_answer in _BAD_ANSWERS.items():
            if fault := carrier.faults.take(name, method=method, to=order.to):
                answer = bad_answer(fault, item)
                break
        if isinstance(answer, Silence | Reset | HalfAnswer):
            self._record(order.to, order.body, order.tags, Answer.NONE, None)
        else:
            self._record(order.to, order.body, order.tags, Answer.ACCEPTED, answer.status_code)
        if fault := carrier.faults.take("slow", method=method, to=order.to):
            await asyncio.sleep(_seconds(fault, SLOW_SECONDS))
        return answer

    def _record(self, to: str, body: str, tags: Sequence[str], answer: Answer, status: int | None) -> None:
        self._carrier.record_send(provider="karaden", to=to, body=body, tags=tags, answer=answer, status=status)


async def _read_form(request: Request) -> FormData:
    """Read the form. A body of another type is read, too, and gives a form without fields."""
    await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await request.form() if kind == FORM else FormData()


def _seconds(fault: Fault, default: float) -> float:
    return default if fault.seconds is None else fault.seconds


def _reverse(found: list[Message], data: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return a page in reverse order, each message followed by an earlier state of it."""
    earlier = [message.json(message.created_at + LEAVES_AFTER) for message in found]
    return [item for pair in zip(reversed(data), reversed(earlier), strict=True) for item in pair]
