"""Twilio's paths under `/carrier/twilio/2010-04-01`, and the faults of each."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from itertools import islice
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import Carrier
from sandbox.carrier.sending import RETRY_AFTER_SECONDS, Attempt, Dialect, Sending, find_seconds
from sandbox.carrier.twilio.messages import Message, is_number, to_national

MAX_BODY = 1600
MAX_PAGE = 1000
REFUSED_ENDING = "8686"
_ACCOUNT = "/twilio/2010-04-01/Accounts/{account_sid}"


def answer_error(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return Twilio's answer to a request that it refuses."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status, headers)


def _make_sid() -> str:
    return f"SM{secrets.token_hex(16)}"


_DIALECT = Dialect(
    provider="twilio",
    refusals={
        "http_429": lambda fault: answer_error(
            429, 20429, "Too Many Requests", {"Retry-After": f"{find_seconds(fault, RETRY_AFTER_SECONDS):.0f}"}
        ),
        "http_500": lambda _fault: answer_error(500, 20500, "Internal Server Error"),
        "http_401": lambda _fault: answer_error(401, 20003, "Authenticate"),
        "balance_out": lambda _fault: answer_error(403, 20005, "Account not active"),
    },
    id_fields=frozenset({"sid"}),
    make_foreign=lambda item: {**item, "sid": _make_sid()},
    accepted=201,
)


@dataclass(frozen=True, slots=True)
class Account:
    """The credentials of the one account, and its number."""

    sid: str
    token: str
    number: str


def make_account() -> Account:
    """Return a new account."""
    return Account(f"AC{secrets.token_hex(16)}", secrets.token_hex(16), "+815000000000")


def list_settings(account: Account, base: str) -> dict[str, str]:
    """Return the settings for this account; `base` is the address of the carrier."""
    return {
        "TWILIO_BASE_URL": f"{base}/twilio",
        "TWILIO_ACCOUNT_SID": account.sid,
        "TWILIO_AUTH_TOKEN": account.token,
        "TWILIO_SENDER": account.number,
    }


def routes(carrier: Carrier, account: Account) -> list[BaseRoute]:
    """Return Twilio's routes, relative to `/carrier`, for an account without messages."""
    api = _Api(carrier, account)
    return [
        Route(f"{_ACCOUNT}.json", api.account, methods=["GET"]),
        Route(f"{_ACCOUNT}/Messages.json", api.send, methods=["POST"]),
        Route(f"{_ACCOUNT}/Messages.json", api.list, methods=["GET"]),
        Route(f"{_ACCOUNT}/Messages/{{sid}}.json", api.detail, methods=["GET"]),
    ]


class _Api:
    """The four calls on one account."""

    def __init__(self, carrier: Carrier, account: Account) -> None:
        self._carrier = carrier
        self._account = account
        self._sending = Sending(carrier, _DIALECT)
        self._messages: dict[str, Message] = {}

    async def account(self, request: Request) -> Response:
        """Answer with the account."""
        if error := self._find_login_error(request):
            return error
        return JSONResponse({"sid": self._account.sid, "status": "active", "friendly_name": "practice", "type": "Full"})

    async def send(self, request: Request) -> Response:
        """Answer a send request; it is recorded before the answer leaves."""
        form = await self._sending.read_form(request)
        if not isinstance(form, FormData):
            return form
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        attempt = Attempt(to_national(fields.get("To", "")), fields.get("Body", ""))
        if error := self._find_login_error(request) or self._find_error(fields):
            return self._sending.refuse(attempt, error)
        return await self._sending.accept(request, attempt, lambda: self._take(fields))

    async def list(self, request: Request) -> Response:
        """Answer with a page of the messages, newest first."""
        if error := self._find_login_error(request):
            return error
        query, now, faults = dict(request.query_params), self._carrier.clock(), self._carrier.faults
        size = min(MAX_PAGE, int(query.get("PageSize", "50")))
        first = int(query.get("Page", "0")) * size
        youngest = self._carrier.find_youngest(request.method)
        matching = (
            message
            for message in reversed(self._messages.values())
            if message.created_at <= youngest and _matches(message, query)
        )
        found = list(islice(matching, first, first + size + 1))
        data = [message.json(now) for message in found[:size]]
        if faults.take("receipts_duplicate", method=request.method):
            data = [item for item in data for _ in range(2)]
        if faults.take("receipts_reversed", method=request.method):
            earlier = [message.json(message.created_at) for message in found[:size]]
            data = [item for pair in zip(reversed(data), reversed(earlier), strict=True) for item in pair]
        following = None
        if len(found) > size:
            again = {**query, "Page": str(first // size + 1), "PageToken": f"PA{found[size].sid}"}
            following = f"/2010-04-01/Accounts/{self._account.sid}/Messages.json?{urlencode(again)}"
        page = {"page": first // size, "page_size": size, "next_page_uri": following, "previous_page_uri": None}
        return JSONResponse({"messages": data, "start": first, "end": first + len(data), "uri": "", **page})

    async def detail(self, request: Request) -> Response:
        """Answer with one message."""
        if error := self._find_login_error(request):
            return error
        if self._carrier.faults.take("lookup_down", method=request.method):
            return answer_error(500, 20500, "Internal Server Error")
        message = self._messages.get(request.path_params["sid"])
        if message is None:
            return answer_error(404, 20404, "The requested resource was not found")
        return JSONResponse(message.json(self._carrier.clock()))

    def _find_login_error(self, request: Request) -> Response | None:
        wanted = base64.b64encode(f"{self._account.sid}:{self._account.token}".encode())
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, b"Basic " + wanted):
            return answer_error(401, 20003, "Authenticate")
        if request.path_params["account_sid"] != self._account.sid:
            return answer_error(404, 20404, "The requested resource was not found")
        return None

    def _find_error(self, fields: Mapping[str, str]) -> Response | None:
        """Return the answer to a form that is wrong."""
        to, body = fields.get("To", ""), fields.get("Body", "")
        if not to:
            return answer_error(400, 21604, "A 'To' phone number is required.")
        if not is_number(to) or (to.startswith("+81") and len(to) != 13):
            return answer_error(400, 21211, "Invalid 'To' Phone Number")
        if not body:
            return answer_error(400, 21602, "Message body is required.")
        if len(body) > MAX_BODY:
            return answer_error(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if not fields.get("MessagingServiceSid") and fields.get("From") != self._account.number:
            return answer_error(400, 21606, "The 'From' phone number is not a valid number of your account")
        if to.endswith(REFUSED_ENDING):
            return answer_error(400, 21610, "Attempt to send to unsubscribed recipient")
        return None

    def _take(self, fields: Mapping[str, str]) -> dict[str, object]:
        now = self._carrier.clock()
        message = Message(
            sid=_make_sid(),
            account_sid=self._account.sid,
            to=fields["To"],
            sender=fields.get("From"),
            service=fields.get("MessagingServiceSid"),
            body=fields["Body"],
            created_at=now,
        )
        self._messages[message.sid] = message
        return message.json(now)


def _matches(message: Message, query: Mapping[str, str]) -> bool:
    """Tell whether a query of the list selects a message, by number and day or time of sending."""
    if query.get("To") not in (None, message.to) or query.get("From") not in (None, message.sender):
        return False
    after, before = _read_moment(query.get("DateSent>")), _read_moment(query.get("DateSent<"))
    return (after is None or message.created_at >= after) and (before is None or message.created_at <= before)


def _read_moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
