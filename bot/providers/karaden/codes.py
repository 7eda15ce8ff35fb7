"""Reads Karaden's answers, by its OpenAPI description of 2024-03-01.

An answer that is not described there is uncertain. The description has no code for too many requests or an exhausted
balance; 402 and 403 count as faults of the account, 429 as a request to retry later. Refusals of every message (tenant,
version, service unknown) stop the sending, so that a campaign does not lose its messages one by one.
"""

import re
from datetime import UTC, datetime

from bot.model.messages import MessageState
from bot.model.providers import (
    UNKNOWN_ANSWER,
    Accepted,
    Cancellation,
    MobileCarrier,
    NoAnswer,
    NotSent,
    Outgoing,
    Receipt,
    Refused,
    SendResult,
    TakenBack,
    TooLate,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.providers.base import HttpAnswer, HttpOutcome, Item, read_items, read_number

_ACCOUNT = frozenset({401, 402, 403})
_REFUSING = frozenset({400, 404, 422})
_WRONG_SETTINGS = frozenset({"invalid_tenant", "invalid_version", "model_not_found", "unauthentication"})
_WORD = re.compile(r"[a-z_]{1,40}")

_UNDER_WAY = (MessageState.ACCEPTED, None)
_STATES: dict[tuple[str, str, str], tuple[MessageState, NotDelivered | None]] = {
    ("waiting", "processing", "none"): _UNDER_WAY,
    ("done", "processing", "none"): _UNDER_WAY,
    ("done", "processing", "unconnected"): _UNDER_WAY,
    ("done", "processing", "error"): _UNDER_WAY,
    ("done", "processing", "unknown"): _UNDER_WAY,
    ("done", "done", "none"): _UNDER_WAY,
    ("done", "processing", "received"): (MessageState.DELIVERED, None),
    ("done", "done", "received"): (MessageState.DELIVERED, None),
    ("done", "done", "unconnected"): (MessageState.UNDELIVERED, NotDelivered.OUT_OF_AREA),
    ("done", "done", "error"): (MessageState.UNDELIVERED, NotDelivered.OTHER),
    ("done", "done", "unknown"): (MessageState.UNKNOWN, None),
    ("error", "processing", "none"): (MessageState.UNDELIVERED, NotDelivered.REJECTED_BY_PROVIDER),
    ("error", "done", "none"): (MessageState.UNDELIVERED, NotDelivered.REJECTED_BY_PROVIDER),
    ("error", "done", "error"): (MessageState.UNDELIVERED, NotDelivered.REJECTED_BY_PROVIDER),
    ("processing_error", "done", "none"): (MessageState.UNDELIVERED, NotDelivered.REJECTED_BY_PROVIDER),
    ("processing_error", "done", "error"): (MessageState.UNDELIVERED, NotDelivered.REJECTED_BY_PROVIDER),
    ("canceled", "processing", "none"): (MessageState.UNDELIVERED, NotDelivered.OTHER),
    ("canceled", "done", "none"): (MessageState.UNDELIVERED, NotDelivered.OTHER),
}
"""(status, result, sent_result) -> our state and reason. `sent_result: error` covers refused, not in use, suspended
and congested: Karaden does not distinguish them."""


_CARRIERS = {carrier.value: carrier for carrier in MobileCarrier}
"""By Karaden's own words. `checking` and `unknown` are no network."""


def read_send_result(answer: HttpAnswer, message: Outgoing) -> SendResult:
    """Return the result of a request to send."""
    if answer.status == 200:
        return _read_accepted(answer.read_json(), message)
    if answer.status in _ACCOUNT:
        return NotSent(f"http_{answer.status}", stop=True)
    if answer.status in _REFUSING and (code := read_error_code(answer)):
        return NotSent(code, stop=True) if code in _WRONG_SETTINGS else Refused(code)
    return Uncertain(f"http_{answer.status}")


def read_cancellation(outcome: HttpOutcome, provider_id: str) -> Cancellation:
    """Return what became of a request to cancel a message. Only an answer that names the message cancels it."""
    if not isinstance(outcome, HttpAnswer):
        return NoAnswer(outcome.reason)
    if outcome.status == 200:
        item = outcome.read_json()
        is_cancelled = isinstance(item, dict) and item.get("status") == "canceled" and item.get("id") == provider_id
        return TakenBack() if is_cancelled else NoAnswer(UNKNOWN_ANSWER)
    if outcome.status == 400 and read_error_code(outcome) == "can_not_cancel_message":
        return TooLate()
    return NoAnswer(f"http_{outcome.status}")


def read_error_code(answer: HttpAnswer) -> str | None:
    """Return the code of Karaden's error object; None for any other body, such as a proxy's page."""
    document = answer.read_json()
    if not isinstance(document, dict) or document.get("object") != "error":
        return None
    return _read_code(document.get("code"))


def read_messages(document: Item) -> tuple[list[Item], bool] | NoAnswer:
    """Return the messages of a page, and whether there are more."""
    found, more = read_items(document.get("data")), document.get("has_more")
    if document.get("object") != "list" or isinstance(found, NoAnswer) or not isinstance(more, bool):
        return NoAnswer("nonsense")
    return found, more


def read_message_id(item: Item) -> str | None:
    """Return the id of a message; None if it has none."""
    found = item.get("id")
    return found if isinstance(found, str) and 0 < len(found) <= 100 else None


def read_tags(item: Item) -> list[str]:
    """Return the tags of a message."""
    found = item.get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def read_taken_at(item: Item) -> datetime | None:
    """Return when Karaden took a message; None if it does not say."""
    return _parse_moment(item.get("created_at"))


def read_receipt(item: Item) -> Receipt | None:
    """Return the receipt of a message; None if it has no id.

    States that are not in the table leave the message under way, and `raw` says `unknown_answer`.
    """
    provider_id = read_message_id(item)
    if provider_id is None:
        return None
    codes = (_read_code(item.get("status")), _read_code(item.get("result")), _read_code(item.get("sent_result")))
    raw, entry = "/".join(codes), _STATES.get(codes)
    state, reason = entry or _UNDER_WAY
    return Receipt(
        provider_id=provider_id,
        reference=next(iter(read_tags(item)), None),
        state=state,
        reason=reason,
        units=_read_units(item),
        at=_parse_moment(item.get("received_at")) or _parse_moment(item.get("updated_at")),
        raw=raw if entry else f"{UNKNOWN_ANSWER} {raw}",
        carrier=_CARRIERS.get(str(item.get("carrier"))),
        to=read_number(item.get("to")),
    )


def _read_accepted(document: object, message: Outgoing) -> SendResult:
    """Accept a 200 only if it names this message; an answer about another message is uncertain."""
    if not isinstance(document, dict) or document.get("object") != "message":
        return Uncertain("nonsense")
    provider_id = read_message_id(document)
    if provider_id is None:
        return Uncertain("no_id")
    if document.get("to") != message.to or message.reference not in read_tags(document):
        return Uncertain("other_message")
    return Accepted(provider_id, _read_units(document))


def _read_units(item: Item) -> int | None:
    """Return the units charged; they are known once the result is final."""
    count = item.get("charged_count_per_sent")
    final = item.get("result") == "done"
    return count if final and isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None


def _read_code(value: object) -> str:
    """Return a value only if it looks like a code: anything else could put a phone number or a text into a log."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "?"


def _parse_moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment and moment.tzinfo else None
