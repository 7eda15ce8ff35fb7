"""Accrete's two paths under `/carrier/accrete/ibss/api`: a message, and the result of one."""

import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hmac import compare_digest

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import KNOWN_AFTER, Carrier, Outcome, outcome_of
from sandbox.carrier.sending import RETRY_AFTER_SECONDS, Attempt, Dialect, Sending, find_seconds

PER_SECOND = 30  # the next request within a second is refused
SHORT, LONG = 70, 660
BAD_LOGIN, BAD_NUMBER, BAD_TEXT, NO_BALANCE, NO_SUCH_ID = "9001", "9002", "9003", "9004", "9005"
DELIVERED, FAILED, UNDECIDED = "0001", "0002", "0003"
_JAPAN = timezone(timedelta(hours=9))
_ROOT = "/accrete/ibss/api"


def _answer_error(code: str, message: str) -> JSONResponse:
    return JSONResponse({"action": "sms_reg", "result_code": code, "message": message})


def _answer_too_many(seconds: float) -> Response:
    return PlainTextResponse("Too Many Requests", 429, {"Retry-After": f"{seconds:.0f}"})


def _make_id() -> str:
    return secrets.token_hex(5)


_DIALECT = Dialect(
    provider="accrete",
    refusals={
        "http_429": lambda fault: _answer_too_many(find_seconds(fault, RETRY_AFTER_SECONDS)),
        "http_500": lambda _fault: PlainTextResponse("<html>Internal Server Error</html>", 500),
        "http_401": lambda _fault: PlainTextResponse("Unauthorized", 401),
        "balance_out": lambda _fault: _answer_error(NO_BALANCE, "limit exceeded"),
    },
    id_fields=frozenset({"delivery_id"}),
    make_foreign=lambda item: {**item, "delivery_id": _make_id()},
)


@dataclass(frozen=True, slots=True)
class Account:
    """The credentials of the one account."""

    account_id: str
    request_id: str
    password: str


def make_account() -> Account:
    """Return a new account."""
    return Account(f"T{secrets.token_hex(3)}", secrets.token_hex(6), secrets.token_hex(8))


def list_settings(account: Account, base: str) -> dict[str, str]:
    """Return the settings for this account; `base` is the address of the carrier."""
    return {
        "ACCRETE_BASE_URL": f"{base}{_ROOT}",
        "ACCRETE_ACCOUNT_ID": account.account_id,
        "ACCRETE_ID": account.request_id,
        "ACCRETE_PASSWORD": account.password,
        "ACCRETE_RESULT_URL": f"{base}{_ROOT}/sms_result/{account.account_id}/json",
        "ACCRETE_REFUSED_CODES": f"{BAD_NUMBER},{BAD_TEXT}",
        "ACCRETE_STOP_CODES": f"{BAD_LOGIN},{NO_BALANCE}",
        "ACCRETE_UNDELIVERED_CODES": FAILED,
    }


def routes(carrier: Carrier, account: Account) -> list[BaseRoute]:
    """Return Accrete's routes, relative to `/carrier`, for an account without messages."""
    api = _Api(carrier, account)
    return [
        Route(f"{_ROOT}/sms_reg/{{account_id}}/json", api.send, methods=["POST"]),
        Route(f"{_ROOT}/sms_result/{{account_id}}/json", api.result, methods=["POST"]),
    ]


class _Api:
    """The two calls on one account."""

    def __init__(self, carrier: Carrier, account: Account) -> None:
        self._carrier = carrier
        self._account = account
        self._sending = Sending(carrier, _DIALECT)
        self._taken: dict[str, tuple[str, datetime]] = {}
        """number and time of each accepted message, by its id"""
        self._recent: deque[float] = deque(maxlen=PER_SECOND - 1)

    async def send(self, request: Request) -> Response:
        """Answer a send request; it is recorded before the answer leaves."""
        form = await self._sending.read_form(request)
        if not isinstance(form, FormData):
            return form
        fields = _read_fields(form)
        attempt = Attempt(fields.get("telno", ""), fields.get("text", fields.get("text.long", "")))
        if self._is_too_fast():
            return self._sending.refuse(attempt, _answer_too_many(RETRY_AFTER_SECONDS))
        if error := self._find_error(request, fields):
            return self._sending.refuse(attempt, error)
        return await self._sending.accept(request, attempt, lambda: self._take(attempt.to))

    async def result(self, request: Request) -> Response:
        """Answer a request for the result of a message."""
        fields = _read_fields(await request.form())
        if self._carrier.faults.take("lookup_down", method=request.method):
            return PlainTextResponse("<html>Internal Server Error</html>", 500)
        taken = self._taken.get(fields.get("delivery_id", ""))
        if not self._is_authorized(request, fields):
            code = BAD_LOGIN
        elif taken is None:
            code = NO_SUCH_ID
        else:
            code = _find_result(*taken, self._carrier.clock())
        return JSONResponse({"action": "sms_result", "result_code": code, "message": "succeeded"})

    def _find_error(self, request: Request, fields: Mapping[str, str]) -> Response | None:
        """Return the answer to a request that is wrong."""
        if not self._is_authorized(request, fields):
            return _answer_error(BAD_LOGIN, "authentication failed")
        number = fields.get("telno", "")
        if not (number.isascii() and number.isdigit() and number.startswith(("0", "81")) and len(number) >= 11):
            return _answer_error(BAD_NUMBER, "telno is invalid")
        texts = [(fields[name], limit) for name, limit in (("text", SHORT), ("text.long", LONG)) if name in fields]
        if len(texts) != 1 or not 0 < _measure(texts[0][0]) <= texts[0][1]:
            return _answer_error(BAD_TEXT, "text is invalid")
        return None

    def _is_authorized(self, request: Request, fields: Mapping[str, str]) -> bool:
        account, given = self._account, (request.path_params["account_id"], fields.get("id"), fields.get("pass"))
        wanted = (account.account_id, account.request_id, account.password)
        return compare_digest(repr(given).encode(), repr(wanted).encode())

    def _is_too_fast(self) -> bool:
        """Tell whether too many requests came within a second of real time."""
        now = time.monotonic()
        if len(self._recent) == self._recent.maxlen and now - self._recent[0] < 1.0:
            return True
        self._recent.append(now)
        return False

    def _take(self, number: str) -> dict[str, object]:
        now, delivery_id = self._carrier.clock(), _make_id()
        self._taken[delivery_id] = (number, now)
        return {
            "action": "sms_reg",
            "telno": number,
            "delivery_id": delivery_id,
            "result_code": "0000",
            "message": "succeeded",
            "register_time": now.astimezone(_JAPAN).strftime("%Y/%m/%d %H:%M:%S"),
        }


def _find_result(number: str, taken_at: datetime, now: datetime) -> str:
    outcome = outcome_of(number)
    if now < taken_at + KNOWN_AFTER or outcome is Outcome.NEVER_ANSWERED:
        return UNDECIDED
    return DELIVERED if outcome is Outcome.DELIVERED else FAILED


def _read_fields(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _measure(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
