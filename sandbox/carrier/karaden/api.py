"""Karaden's paths under `/carrier/karaden/api`, and the faults of each.

`lookup_down` fails the list by tag and the single message, `list_lags` hides the youngest messages from both;
`receipts_duplicate` and `receipts_reversed` change a list without a tag, which is how receipts are polled.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import LEAVES_AFTER, Carrier
from sandbox.carrier.karaden import errors
from sandbox.carrier.karaden.errors import RequestError
from sandbox.carrier.karaden.messages import Message, Messages
from sandbox.carrier.karaden.requests import read_order, read_query, tags_of, texts_of
from sandbox.carrier.sending import RETRY_AFTER_SECONDS, Attempt, Dialect, Sending, find_seconds

VERSION = "2024-03-01"
CANCEL_BEFORE = timedelta(minutes=5)
_MESSAGES = "/karaden/api/{tenant_id}/messages"
_DIALECT = Dialect(
    provider="karaden",
    refusals={
        "http_429": lambda fault: errors.too_many_requests().response(
            {"Retry-After": f"{find_seconds(fault, RETRY_AFTER_SECONDS):.0f}"}
        ),
        "http_500": lambda _fault: errors.server_error().response(),
        "http_401": lambda _fault: errors.bad_token().response(),
        "balance_out": lambda _fault: errors.no_balance().response(),
    },
    id_fields=frozenset({"id"}),
    make_foreign=lambda item: {**item, "id": str(uuid4())},
)


@dataclass(frozen=True, slots=True)
class Account:
    """The credentials of the one account."""

    token: str
    tenant_id: str
    service_id: int


def make_account() -> Account:
    """Return a new account."""
    return Account(token=secrets.token_hex(20), tenant_id=str(uuid4()), service_id=1)


def list_settings(account: Account, base: str) -> dict[str, str]:
    """Return the settings for this account; `base` is the address of the carrier."""
    return {
        "KARADEN_BASE_URL": f"{base}/karaden/api",
        "KARADEN_TENANT_ID": account.tenant_id,
        "KARADEN_TOKEN": account.token,
        "KARADEN_SERVICE_ID": str(account.service_id),
    }


def routes(carrier: Carrier, account: Account) -> list[BaseRoute]:
    """Return Karaden's routes, relative to `/carrier`, for an account without messages."""
    api = _Api(carrier, account)
    return [
        Route(_MESSAGES, api.send, methods=["POST"]),
        Route(_MESSAGES, api.list, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}", api.detail, methods=["GET"]),
        Route(_MESSAGES + "/{message_id}/cancel", api.cancel, methods=["POST"]),
    ]


class _Api:
    """The four calls on one account."""

    def __init__(self, carrier: Carrier, account: Account) -> None:
        self._carrier = carrier
        self._account = account
        self._sending = Sending(carrier, _DIALECT)
        self._messages = Messages()

    async def send(self, request: Request) -> Response:
        """Answer a send request; it is recorded before the answer leaves."""
        form = await self._sending.read_form(request)
        if not isinstance(form, FormData):
            return form
        texts, now = texts_of(form), self._carrier.clock()
        attempt = Attempt(texts.get("to", ""), texts.get("body", ""), tags_of(form))
        try:
            self._authorize(request)
            order = read_order(form, now=now, service_id=self._account.service_id)
        except RequestError as error:
            return self._sending.refuse(attempt, error.response())

        def accept() -> dict[str, object]:
            return self._messages.add(order, service_id=self._account.service_id, now=now).json(now)

        return await self._sending.accept(request, attempt, accept)

    async def list(self, request: Request) -> Response:
        faults, now = self._carrier.faults, self._carrier.clock()
        try:
            self._authorize(request)
            query = read_query(request.query_params)
            if query.tag:
                self._check_look_up(request)
        except RequestError as error:
            return error.response()
        youngest = self._carrier.find_youngest(request.method) if query.tag else now
        found, has_more = self._messages.page(query, now, youngest)
        data = [message.json(now) for message in found]
        if query.tag is None and faults.take("receipts_duplicate", method=request.method):
            data = [item for item in data for _ in range(2)]
        if query.tag is None and faults.take("receipts_reversed", method=request.method):
            data = _reverse(found, data)
        return JSONResponse({"object": "list", "has_more": has_more, "data": data})

    async def detail(self, request: Request) -> Response:
        try:
            self._authorize(request)
            self._check_look_up(request)
            message = self._find(request)
            if message.created_at > self._carrier.find_youngest(request.method):
                raise errors.not_found()
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
        if not compare_digest(given, f"Bearer {self._account.token}".encode()):
            raise errors.bad_token()
        if request.path_params["tenant_id"] != self._account.tenant_id:
            raise errors.bad_tenant()
        if request.headers.get("karaden-version") != VERSION:
            raise errors.bad_version()

    def _find(self, request: Request) -> Message:
        message = self._messages.find(request.path_params["message_id"])
        if message is None:
            raise errors.not_found()
        return message

    def _check_look_up(self, request: Request) -> None:
        """Raise RequestError where a fault makes looking up impossible."""
        if self._carrier.faults.take("lookup_down", method=request.method):
            raise errors.server_error()


def _reverse(found: list[Message], data: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return a page in reverse order, each message followed by an earlier state of it."""
    earlier = [message.json(message.created_at + LEAVES_AFTER) for message in found]
    return [item for pair in zip(reversed(data), reversed(earlier), strict=True) for item in pair]
