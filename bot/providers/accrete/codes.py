"""Reads Accrete's answers. See the package for what is known of them and what is not."""

import re

from bot.model.messages import MessageState
from bot.model.providers import (
    UNKNOWN_ANSWER,
    Accepted,
    AccreteAccount,
    NoAnswer,
    NotSent,
    Outgoing,
    Receipt,
    Refused,
    SendResult,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.providers.base import HttpAnswer, HttpOutcome, Item, read_document

_ACCEPTED = "0000"
_DELIVERED = "0001"
_UNDECIDED = "0003"
_CODE = re.compile(r"[0-9A-Za-z]{1,8}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
# UNVERIFIED: that Accrete uses these as HTTP means them. A server that answers so has not acted on the request.
_ACCOUNT = frozenset({401, 403})


def read_send_result(answer: HttpAnswer, message: Outgoing, account: AccreteAccount) -> SendResult:
    """Return the result of a request to send.

    Without a published list of codes no other `result_code` than 0000 proves anything: a code that the settings do not
    name is uncertain, and so is every status of HTTP with which Accrete may have read the request.
    """
    if answer.status in _ACCOUNT:
        # Not "http_401": the check of an account would have to see whether that is mended, and cannot here.
        return NotSent(f"account_{answer.status}", stop=True)
    document = answer.read_json()
    if not isinstance(document, dict):
        return Uncertain("nonsense" if answer.status == 200 else f"http_{answer.status}")
    return _read_document(document, answer.status, message, account)


def _read_document(document: Item, status: int, message: Outgoing, account: AccreteAccount) -> SendResult:
    code = _read_code(document.get("result_code"))
    provider_id = _read_id(document.get("delivery_id"))
    # UNVERIFIED: that an answer with one of these codes never has a delivery_id. One that has is not believed.
    if provider_id is None and code in account.stop_codes:
        return NotSent(f"result_{code}", stop=True)
    if provider_id is None and code in account.refused_codes:
        return Refused(f"result_{code}")
    if status != 200:
        return Uncertain(f"http_{status}")
    if code != _ACCEPTED:
        return Uncertain(f"result_{code}")
    if provider_id is None:
        return Uncertain("no_id")
    if not _is_about(document.get("telno"), message.to):
        return Uncertain("other_message")
    return Accepted(provider_id)


def read_receipt(outcome: HttpOutcome, provider_id: str, account: AccreteAccount) -> Receipt | NoAnswer:
    """Return the receipt of a message.

    UNVERIFIED: that every other code than 0001 and 0003 means a failure, as one public program takes it. A wrong
    password may have a code, too; so only the codes of the settings mean that the message did not arrive. With another
    the message stays under way, and `raw` says `unknown_answer`.
    """
    document = read_document(outcome)
    if isinstance(document, NoAnswer):
        return document
    code = _read_code(document.get("result_code"))
    state, reason, raw = MessageState.ACCEPTED, None, code
    if code == _DELIVERED:
        state = MessageState.DELIVERED
    elif code in account.undelivered_codes:
        state, reason = MessageState.UNDELIVERED, NotDelivered.OTHER
    elif code != _UNDECIDED:
        raw = f"{UNKNOWN_ANSWER} {code}"
    return Receipt(provider_id=provider_id, reference=None, state=state, reason=reason, units=None, at=None, raw=raw)


def _is_about(telno: object, number: str) -> bool:
    """Tell whether an answer's number is that of the message. UNVERIFIED: that it always has one, and in which form."""
    if telno is None:
        return True
    digits = str(telno).removeprefix("+")
    return digits in (number, f"81{number[1:]}")


def _read_code(value: object) -> str:
    """Return a value only if it looks like a code: anything else could put a phone number or a text into a log."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else "?"


def _read_id(value: object) -> str | None:
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
