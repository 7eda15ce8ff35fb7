"""Reads 絶対リーチ's answers. Errors come with status 200 of HTTP, and with a `responseCode` other than 0.

By the description every `responseCode` other than 0 means that the request was not accepted. Two of them are uncertain
all the same: 400 says that an earlier request with this reference was accepted, 500 that nobody knows what happened.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.model.messages import MessageState
from bot.model.providers import (
    UNKNOWN_ANSWER,
    Absent,
    Accepted,
    Found,
    Holder,
    LookUp,
    MobileCarrier,
    NoAnswer,
    NotSent,
    Outgoing,
    Receipt,
    Refused,
    SendResult,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.providers.base import HttpAnswer, HttpOutcome, Item, read_document, read_items, read_number

_SUCCESS = 0
_FIELD = re.compile(r"\b(token|clientId|smsCode|message|phoneNumber|clientTag)\b")
_EVERY_MESSAGE = frozenset({"token", "clientId", "smsCode"})
"""Fields that are the same in each request: a fault in one of them is a fault of every message."""
_CODE = re.compile(r"[0-9]{1,8}")
_TAG = re.compile(r"[!-~]{1,200}")
_JST = ZoneInfo("Asia/Tokyo")

_CARRIERS = {
    "101": MobileCarrier.AU,
    "103": MobileCarrier.DOCOMO,
    "105": MobileCarrier.SOFTBANK,
    "106": MobileCarrier.RAKUTEN,
}
_HOLDERS = {"N": Holder.SAME, "T": Holder.OTHER, "ERROR": Holder.UNKNOWN}
"""ERROR: the number is not in the provider's database."""
_REASONS = {
    "721": NotDelivered.CONGESTION,
    "821": NotDelivered.CONGESTION,
    "823": NotDelivered.OUT_OF_AREA,
    "824": NotDelivered.OUT_OF_AREA,
    "833": NotDelivered.OUT_OF_AREA,
    "834": NotDelivered.REFUSED,
}
"""The last three digits of `detailedStatusId`. 732 means a number that is not in use or something of the customer's,
and is OTHER like every code that is not here: the description says that codes may be added."""


def read_send_result(answer: HttpAnswer, message: Outgoing) -> SendResult:
    """Return the result of a request to send."""
    if answer.status == 200:
        return _read_response(answer.read_json(), message)
    if answer.status in (401, 403):  # UNVERIFIED: what an address outside the allowed ones gets
        return NotSent(f"http_{answer.status}", stop=True)
    return Uncertain(f"http_{answer.status}")


def read_response(outcome: HttpOutcome) -> Item | NoAnswer:
    """Return an answer to a question, if it is a success."""
    document = read_document(outcome)
    if isinstance(document, NoAnswer):
        return document
    code = _read_number(document.get("responseCode"))
    if code == _SUCCESS:
        return document
    return NoAnswer("nonsense" if code is None else f"response_{code}")


def read_statuses(outcome: HttpOutcome) -> list[Item] | NoAnswer:
    """Return the messages of an answer about statuses."""
    document = read_response(outcome)
    return document if isinstance(document, NoAnswer) else read_items(document.get("status"))


def read_look_up(found: list[Item], reference: str) -> LookUp:
    """Return whether the provider has the message with a reference. It does not say when it took it."""
    if any(item.get("clientTag") != reference for item in found):
        return NoAnswer("other_message")
    if len(found) > 1:
        return NoAnswer("several")
    return Found(reference) if found else Absent()


def read_number_check(outcome: HttpOutcome, number: str, since: date) -> Holder | NoAnswer:
    """Return who holds a number now. An answer counts only if it names this number and this day."""
    document = read_response(outcome)
    if isinstance(document, NoAnswer):
        return document
    if not _is_number(document.get("phoneNumber"), number) or str(document.get("referenceDate")) != f"{since:%Y%m%d}":
        return NoAnswer("other_number")
    return _HOLDERS.get(str(document.get("status")), NoAnswer("unknown_status"))


def read_receipt(item: Item) -> Receipt | None:
    """Return the receipt of a message; None if it has no reference, and so is not ours.

    A status that is not in the description leaves the message under way, and `raw` says `unknown_answer`.
    """
    tag = item.get("clientTag")
    if not isinstance(tag, str) or not _TAG.fullmatch(tag):
        return None
    status, detail = _read_code(item.get("statusId")), _read_code(item.get("detailedStatusId"))
    state, reason, raw = MessageState.ACCEPTED, None, status
    if status == "2":
        state = MessageState.DELIVERED
    elif status == "3":
        state, reason = MessageState.UNDELIVERED, _REASONS.get(detail[-3:], NotDelivered.OTHER)
        raw = f"{status}/{detail}"
    elif status not in ("0", "1"):
        raw = f"{UNKNOWN_ANSWER} {status}"
    is_final = status in ("2", "3")  # before, the description says, the other fields mean nothing
    return Receipt(
        provider_id=tag,
        reference=tag,
        state=state,
        reason=reason,
        units=_read_number(item.get("separatedSuccessCount")) if is_final else None,
        at=_parse_moment(item.get("dateTime")) if is_final else None,
        raw=raw,
        carrier=_CARRIERS.get(_read_code(item.get("carrierId"))) if is_final else None,
        to=read_number(item.get("phoneNumber")),
    )


def _read_response(document: object, message: Outgoing) -> SendResult:
    if not isinstance(document, dict):
        return Uncertain("nonsense")
    match _read_number(document.get("responseCode")):
        case 0:
            return _read_accepted(document, message)
        case 300:
            return NotSent("response_300", stop=True)
        case 100 | 110 | 120 as code:
            field = _FIELD.search(str(document.get("responseMessage")))
            if field is not None and field[0] in _EVERY_MESSAGE:
                return NotSent(f"response_{code}_{field[0].lower()}", stop=True)
            return Refused(f"response_{code}" if field is None else f"response_{code}_{field[0].lower()}")
        case None:
            return Uncertain("nonsense")
        case code:  # 400: taken before; 500 and any other: unknown
            return Uncertain(f"response_{code}")


def _read_accepted(document: Item, message: Outgoing) -> SendResult:
    """Accept a success only if it names this message's number. The message has no id but our reference."""
    number = document.get("phoneNumber")
    if not isinstance(number, str):
        return Uncertain("no_id")
    if not _is_number(number, message.to):
        return Uncertain("other_message")
    return Accepted(message.reference)


def _is_number(value: object, number: str) -> bool:
    """Whether a value is this number, written as here or as from abroad."""
    return value in (f"+81{number[1:]}", number)


def _read_number(value: object) -> int | None:
    """Return a number that may be written as a text: the description's types and examples differ."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return int(value) if _CODE.fullmatch(str(value)) else None


def _read_code(value: object) -> str:
    """Return a value only if it looks like a code: anything else could put a phone number or a text into a log."""
    number = _read_number(value)
    return "?" if number is None else str(number)


def _parse_moment(value: object) -> datetime | None:
    """Read `yyyyMMdd HHmmssSSS`. UNVERIFIED: that it is in Japan's time."""
    try:
        return datetime.strptime(f"{value}000", "%Y%m%d %H%M%S%f").replace(tzinfo=_JST).astimezone(UTC)
    except ValueError:
        return None
