"""Reads Twilio's answers, by the documentation of its Messages resource and of its error codes.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/api/errors

An answer that is not described there is uncertain. Twilio answers an error with a status of HTTP and a JSON object with
a `code`; a request with such an answer and the status 400 or 404 made no message. Another status does not prove
it, such as 408 (time-out) and 409 (conflict).
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.model.messages import MessageState
from bot.model.providers import UNKNOWN_ANSWER, Accepted, NoAnswer, NotSent, Receipt, Refused, SendResult, Uncertain
from bot.model.reasons import NotDelivered
from bot.providers.base import HttpAnswer, Item, read_items

_ACCOUNT = frozenset({401, 403})
_REFUSING = frozenset({400, 404})
OPTED_OUT = 21610
_QUEUE_FULL = 21611
_EVERY_MESSAGE = frozenset({21408, 21606, 21603, 21660, 21701, 21703, 21704, 21705, 21710, 30002})
"""Errors of the account, its sender or its permissions: every further message would have them, too."""
_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
_STATUS = re.compile(r"[a-z_]{1,20}")

_UNDER_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_FAILED = frozenset({"undelivered", "failed", "canceled"})
_REASONS = {
    OPTED_OUT: NotDelivered.REFUSED,
    21211: NotDelivered.REJECTED_BY_PROVIDER,
    21614: NotDelivered.NO_SMS,
    30001: NotDelivered.CONGESTION,
    30003: NotDelivered.OUT_OF_AREA,
    30004: NotDelivered.REFUSED,
    30005: NotDelivered.INVALID_NUMBER,
    30006: NotDelivered.NO_SMS,
    30007: NotDelivered.OTHER,
    30036: NotDelivered.EXPIRED,
}
"""30001 queue overflow, 30003 unreachable handset, 30004 blocked, 30005 unknown number, 30006 landline or a network
without SMS, 30007 filtered by a network, 30036 the validity period is over. Any other code: OTHER."""


def read_send_result(answer: HttpAnswer, to: str) -> SendResult:
    """Return the result of a request to send. `to`: the number as it was sent."""
    if answer.status == 201:
        return _read_created(answer.read_json(), to)
    if answer.status in _ACCOUNT:
        return NotSent(f"http_{answer.status}", stop=True)
    if answer.status in _REFUSING and (code := read_error_code(answer)) is not None:
        return _read_error(code)
    return Uncertain(f"http_{answer.status}")


def read_error_code(answer: HttpAnswer) -> int | None:
    """Return the code of Twilio's error object; None for any other body, such as a proxy's page."""
    document = answer.read_json()
    code = document.get("code") if isinstance(document, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) and 10_000 <= code <= 99_999 else None


def read_page(document: Item) -> tuple[list[Item], str | None] | NoAnswer:
    """Return the messages of a page, and the URI of the next one."""
    found, following = read_items(document.get("messages")), document.get("next_page_uri")
    if isinstance(found, NoAnswer) or not (following is None or isinstance(following, str)):
        return NoAnswer("nonsense")
    return found, following


def read_account_status(document: Item) -> str:
    """Return the status of an account: `active`, or what is wrong."""
    status = document.get("status")
    return status if isinstance(status, str) and _STATUS.fullmatch(status) else "nonsense"


def read_receipt(item: Item) -> Receipt | None:
    """Return the receipt of a message; None for one that is not ours: without an id, or received.

    A status that is not in the tables leaves the message under way, and `raw` says `unknown_answer`.
    """
    provider_id = _read_sid(item)
    if provider_id is None or not str(item.get("direction", "")).startswith("outbound"):
        return None
    given, code = item.get("status"), item.get("error_code")
    status = given if isinstance(given, str) and _STATUS.fullmatch(given) else "?"
    raw = f"{status}/{code}" if isinstance(code, int) else status
    state, reason = MessageState.ACCEPTED, None
    if status == "delivered":
        state = MessageState.DELIVERED
    elif status in _FAILED:
        state = MessageState.UNDELIVERED
        reason = _REASONS.get(code, NotDelivered.OTHER) if isinstance(code, int) else NotDelivered.OTHER
    elif status not in _UNDER_WAY:
        raw = f"{UNKNOWN_ANSWER} {raw}"
    return Receipt(
        provider_id=provider_id,
        reference=None,
        state=state,
        reason=reason,
        units=_read_units(item),
        at=_parse_moment(item.get("date_updated")),
        raw=raw,
        opted_out=code == OPTED_OUT,
    )


def _read_created(document: object, to: str) -> SendResult:
    """Accept a 201 only if it names this message; an answer about another message is uncertain."""
    if not isinstance(document, dict):
        return Uncertain("nonsense")
    provider_id = _read_sid(document)
    if provider_id is None:
        return Uncertain("no_id")
    if document.get("to") != to:
        return Uncertain("other_message")
    return Accepted(provider_id, _read_units(document))


def _read_error(code: int) -> SendResult:
    if code == _QUEUE_FULL:
        return NotSent(f"error_{code}")
    if code in _EVERY_MESSAGE or code // 1000 == 20:  # 20xxx: authentication, permission, account, resource
        return NotSent(f"error_{code}", stop=True)
    return Refused(f"error_{code}", opted_out=code == OPTED_OUT)


def _read_sid(item: Item) -> str | None:
    found = item.get("sid")
    return found if isinstance(found, str) and _SID.fullmatch(found) else None


def _read_units(item: Item) -> int | None:
    """Return the billed units; 0 means that they are not known yet."""
    found = item.get("num_segments")
    return int(found) if isinstance(found, str) and re.fullmatch(r"[1-9][0-9]?", found) else None


def _parse_moment(value: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(value)).astimezone(UTC) if value else None
    except (ValueError, TypeError):
        return None
