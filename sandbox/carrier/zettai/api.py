"""絶対リーチ's paths under `/carrier/zettai/p5/api`, and the faults of each."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hmac import compare_digest

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.carrier.carrier import KNOWN_AFTER, LEAVES_AFTER, Carrier, Outcome, outcome_of
from sandbox.carrier.sending import RETRY_AFTER_SECONDS, Attempt, Dialect, Sending, find_seconds

MAX_MESSAGE = 660
_ROOT = "/zettai/p5/api"
_JAPAN = timezone(timedelta(hours=9))
_NUMBER = re.compile(r"(\+81|0)[6789]0[1-9][0-9]{7}")
_TAG = re.compile(r"[\x20-\x7e]{1,200}")
_DETAILS = {
    Outcome.OUT_OF_AREA: "31824",
    Outcome.REFUSED: "31834",
    Outcome.INVALID_NUMBER: "31732",
    Outcome.NO_SMS: "31834",
    Outcome.SUSPENDED: "31732",
    Outcome.CONGESTION: "31721",
}


_HOLDERS = {"93": "T", "94": "ERROR"}
"""What a check says of a number with this ending: another holder, or not in the database. Any other: N, the same."""


def answer_error(code: int, message: str) -> JSONResponse:
    """Return an error, which is a success for HTTP."""
    return JSONResponse({"responseCode": code, "responseMessage": message})


_DIALECT = Dialect(
    provider="zettai",
    refusals={
        "http_429": lambda fault: PlainTextResponse(
            "", 429, {"Retry-After": f"{find_seconds(fault, RETRY_AFTER_SECONDS):.0f}"}
        ),
        "http_500": lambda _fault: answer_error(500, "System error."),
        "http_401": lambda _fault: answer_error(110, "Invalid token."),
        "balance_out": lambda _fault: answer_error(300, "Exceed sending count."),
    },
    id_fields=frozenset({"phoneNumber", "smsMessage"}),
    make_foreign=lambda item: {**item, "phoneNumber": "+819099999999"},
)


@dataclass(frozen=True, slots=True)
class Account:
    """The credentials of the one account, and the sender's code."""

    token: str
    client_id: str
    sms_code: str


@dataclass(frozen=True, slots=True)
class Message:
    """An accepted message. Its state is not stored: it follows from the time."""

    number: str
    text: str
    tag: str
    created_at: datetime

    def json(self, now: datetime, sms_code: str) -> dict[str, object]:
        """Return the message as a search for statuses shows it at an instant."""
        outcome, known = outcome_of(self.number), self.created_at + KNOWN_AFTER
        status, changed_at = "1", self.created_at + LEAVES_AFTER
        if now >= known and outcome is not Outcome.NEVER_ANSWERED:
            status, changed_at = ("2" if outcome is Outcome.DELIVERED else "3"), known
        local = changed_at.astimezone(_JAPAN)
        return {
            "dateTime": f"{local:%Y%m%d %H%M%S}{local.microsecond // 1000:03d}",
            "phoneNumber": self.number,
            "message": self.text,
            "smsCode": int(sms_code),
            "carrierId": "103" if status in "23" else None,
            "carrierName": "Docomo" if status in "23" else "",
            "statusId": status,
            "clientTag": self.tag,
            "detailedStatusId": _DETAILS.get(outcome, "2") if status == "3" else status,
            "separatedSuccessCount": count_units(self.text) if status == "2" else 0,
        }


def count_units(text: str) -> int:
    """Return how many messages are billed for a text: 70 characters, then 66 a part."""
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= 70 else -(-length // 66)


def make_abroad(number: str) -> str:
    """Return a number as it is written abroad."""
    return number if number.startswith("+") else f"+81{number[1:]}"


def make_account() -> Account:
    """Return a new account."""
    return Account(secrets.token_hex(16), "12345", "54321")


def list_settings(account: Account, base: str) -> dict[str, str]:
    """Return the settings for this account; `base` is the address of the carrier."""
    return {
        "ZETTAI_BASE_URL": f"{base}/zettai",
        "ZETTAI_TOKEN": account.token,
        "ZETTAI_CLIENT_ID": account.client_id,
        "ZETTAI_SMS_CODE": account.sms_code,
    }


def routes(carrier: Carrier, account: Account) -> list[BaseRoute]:
    """Return 絶対リーチ's routes, relative to `/carrier`, for an account without messages."""
    api = _Api(carrier, account)
    return [
        Route(f"{_ROOT}/mt.json", api.send, methods=["POST"]),
        Route(f"{_ROOT}/status.json", api.status, methods=["GET"]),
        Route(f"{_ROOT}/template.json", api.templates, methods=["GET"]),
        Route(f"{_ROOT}/numbercleaning.json", api.check_number, methods=["GET"]),
    ]


class _Api:
    """The four calls on one account."""

    def __init__(self, carrier: Carrier, account: Account) -> None:
        self._carrier = carrier
        self._account = account
        self._sending = Sending(carrier, _DIALECT)
        self._messages: list[Message] = []
        self._by_tag: dict[str, Message] = {}

    async def send(self, request: Request) -> Response:
        """Answer a send request; it is recorded before the answer leaves."""
        form = await self._sending.read_form(request)
        if not isinstance(form, FormData):
            return form
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        number, tag = fields.get("phoneNumber", ""), fields.get("clientTag")
        attempt = Attempt(number, fields.get("message", ""), [tag] if tag else [])
        if error := self._find_login_error(fields) or self._find_error(fields):
            return self._sending.refuse(attempt, error)
        return await self._sending.accept(request, attempt, lambda: self._take(fields))

    async def status(self, request: Request) -> Response:
        """Answer with the messages that have a tag, or were sent on a day."""
        query, now, faults = dict(request.query_params), self._carrier.clock(), self._carrier.faults
        if error := self._find_login_error(query):
            return error
        tag, day = query.get("clientTag"), query.get("date")
        if tag is not None:
            if faults.take("lookup_down", method=request.method):
                return answer_error(500, "System error.")
            youngest, message = self._carrier.find_youngest(request.method), self._by_tag.get(tag)
            found = [message] if message is not None and message.created_at <= youngest else []
        elif day is not None and re.fullmatch(r"[0-9]{8}", day):
            found = [one for one in self._messages if f"{one.created_at.astimezone(_JAPAN):%Y%m%d}" == day]
        else:
            return answer_error(100 if day is None else 110, "Required date." if day is None else "Invalid date.")
        data = [message.json(now, self._account.sms_code) for message in found]
        if tag is None and faults.take("receipts_duplicate", method=request.method):
            data = [item for item in data for _ in range(2)]
        if tag is None and faults.take("receipts_reversed", method=request.method):
            earlier = [message.json(message.created_at, self._account.sms_code) for message in found]
            data = [item for pair in zip(reversed(data), reversed(earlier), strict=True) for item in pair]
        return JSONResponse({"responseCode": 0, "responseMessage": "Success.", "status": data})

    async def templates(self, request: Request) -> Response:
        """Answer with the registered templates: none."""
        if error := self._find_login_error(request.query_params):
            return error
        return JSONResponse({"responseCode": 0, "responseMessage": "Success.", "count": 0, "templates": []})

    async def check_number(self, request: Request) -> Response:
        """Answer whether a number has another holder since a day."""
        query = dict(request.query_params)
        if error := self._find_login_error(query):
            return error
        number, day = query.get("phoneNumber", ""), query.get("referenceDate", "")
        if not number or not day:
            return answer_error(100, f"Required {'referenceDate' if number else 'phoneNumber'}.")
        if not _NUMBER.fullmatch(number):
            return answer_error(110, "Invalid phoneNumber.")
        if not self._is_reference_day(day):
            return answer_error(110, "Invalid referenceDate.")
        if self._carrier.faults.take("lookup_down", method=request.method, to=number):
            return answer_error(500, "System error.")
        return JSONResponse(
            {
                "responseCode": 0,
                "responseMessage": "Success.",
                "phoneNumber": make_abroad(number),
                "referenceDate": day,
                "status": _HOLDERS.get(number[-2:], "N"),
            }
        )

    def _is_reference_day(self, day: str) -> bool:
        """Whether a text is a day of the last two years."""
        today = self._carrier.clock().astimezone(_JAPAN).date()
        try:
            since = datetime.strptime(day, "%Y%m%d").replace(tzinfo=_JAPAN).date()
        except ValueError:
            return False
        return len(day) == 8 and today - timedelta(days=731) <= since <= today

    def _find_login_error(self, fields: Mapping[str, str]) -> Response | None:
        for name, wanted in (("token", self._account.token), ("clientId", self._account.client_id)):
            if not fields.get(name):
                return answer_error(100, f"Required {name}.")
            if not compare_digest(fields[name].encode(), wanted.encode()):
                return answer_error(110, f"Invalid {name}.")
        return None

    def _find_error(self, fields: Mapping[str, str]) -> Response | None:
        """Return the answer to a form that is wrong."""
        for name in ("smsCode", "message", "phoneNumber"):
            if not fields.get(name):
                return answer_error(100, f"Required {name}.")
        if fields["smsCode"] != self._account.sms_code:
            return answer_error(110, "Invalid smsCode.")
        if len(fields["message"].encode("utf-16-le")) // 2 > MAX_MESSAGE:
            return answer_error(120, "message too long.")
        if not _NUMBER.fullmatch(fields["phoneNumber"]):
            return answer_error(110, "Invalid phoneNumber.")
        tag = fields.get("clientTag")
        if tag is not None and not _TAG.fullmatch(tag):
            return answer_error(110, "Invalid clientTag.")
        return answer_error(400, "Duplicate client tag.") if tag in self._by_tag else None

    def _take(self, fields: Mapping[str, str]) -> dict[str, object]:
        number = fields["phoneNumber"]
        message = Message(make_abroad(number), fields["message"], fields.get("clientTag", ""), self._carrier.clock())
        self._messages.append(message)
        if message.tag:
            self._by_tag[message.tag] = message
        success = {"responseCode": 0, "responseMessage": "Success"}
        return {**success, "phoneNumber": message.number, "smsMessage": message.text}
