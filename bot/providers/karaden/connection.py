"""Karaden (NTTCom Online), API version 2024-03-01: messages are sent with our reference as a tag, and looked up by it.

Karaden has no idempotency key, but lists messages by tag: a lost request is looked up before it is sent again. Logs
hold only counts and codes. Phone numbers are never put into a URL, because httpx logs URLs.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.model.providers import (
    Absent,
    Cancellation,
    Found,
    KaradenAccount,
    LookUp,
    NoAnswer,
    Outgoing,
    Receipt,
    SendResult,
    Terms,
)
from bot.network import Network
from bot.providers.base import HttpAnswer, HttpOutcome, ProviderHttp
from bot.providers.karaden import codes as words

VERSION = "2024-03-01"
PAGE = 100
PAGES = 2_000
TERMS = Terms(
    name="karaden",
    settle_seconds=30,
    supports_give_up_time=True,
    supports_lookup=True,
    max_characters=660,
    first_unit=70,
    next_unit=66,
    supports_cancel=True,
)
_JST = ZoneInfo("Asia/Tokyo")
_log = logging.getLogger(__name__)


class Karaden:
    """The provider Karaden; each worker opens a connection of its own."""

    def __init__(self, account: KaradenAccount, network: Network) -> None:
        self._account = account
        self._network = network
        account_url = f"{account.base_url.rstrip('/')}/{account.tenant_id}"
        self.terms = replace(
            TERMS,
            account=hashlib.sha256(account_url.encode()).hexdigest()[:12],
            list_complete_seconds=account.list_complete_seconds,
        )

    def connect(self) -> "KaradenConnection":
        """Open a connection for one worker."""
        return KaradenConnection(self._account, self._network)

    def check(self) -> str | None:
        """List one message, which changes nothing. Returns None after a proper answer, else a code."""
        with self.connect() as connection:
            page = connection.page({"per_page": "1"})
        return page.reason if isinstance(page, NoAnswer) else None


class KaradenConnection:
    """A connection to Karaden, for one worker."""

    def __init__(self, account: KaradenAccount, network: Network) -> None:
        headers = {"Authorization": f"Bearer {account.token}", "Karaden-Version": VERSION}
        self._wire = ProviderHttp(f"{account.base_url.rstrip('/')}/{account.tenant_id}/", headers, network)
        self._service_id = str(account.service_id)

    def send(self, message: Outgoing) -> SendResult:
        """Send a message, once. An unclear answer is Uncertain."""
        form: dict[str, str | list[str]] = {
            "service_id": self._service_id,
            "to": message.to,
            "body": message.body.replace("\r\n", "\n"),
            "tags[]": [message.reference],
        }
        if message.give_up_at is not None:
            form["limited_at"] = _format_moment(message.give_up_at)
        return words.read_send_result(self._wire.post("messages", form, message.departure), message)

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- other providers search by day
        """Look up a message by our reference.

        The query names no time: with a different clock, an accepted message would seem absent and be sent twice. Two
        messages with one reference mean that it was sent twice, which a person has to see.
        """
        page = self.page({"tag": reference, "per_page": str(PAGE)})
        if isinstance(page, NoAnswer):
            return page
        found, more = page
        if any(reference not in words.read_tags(item) for item in found):
            return NoAnswer("other_message")
        if len(found) > 1 or more:
            return NoAnswer("several")
        if not found:
            return Absent()
        provider_id = words.read_message_id(found[0])
        return Found(provider_id, words.read_taken_at(found[0])) if provider_id else NoAnswer("no_id")

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages accepted in a span, page by page.

        A NoAnswer comes last: the pages after it are missing, and the span has to be requested again.
        """
        span = {
            "service_id": self._service_id,  # the messages of other services of the account are not ours to read
            "start_at": _format_moment(since),
            "end_at": _format_moment(until + timedelta(seconds=1)),
            "per_page": str(PAGE),
        }
        for number in range(1, PAGES + 1):
            page = self.page({**span, "page": str(number)})
            if isinstance(page, NoAnswer):
                yield page
                return
            found, more = page
            yield _read_receipts(found)
            if not more:
                return
        yield NoAnswer("too_many_pages")

    def page(self, query: dict[str, str]) -> tuple[list[words.Item], bool] | NoAnswer:
        """Return a page of the list of messages, and whether there are more; NoAnswer if there was none."""
        outcome: HttpOutcome = self._wire.get("messages", query)
        if not isinstance(outcome, HttpAnswer):
            return NoAnswer(outcome.reason)
        if outcome.status != 200:
            return NoAnswer(f"http_{outcome.status}")
        return words.read_messages(outcome) or NoAnswer("nonsense")

    def cancel(self, provider_id: str) -> Cancellation:
        """Ask Karaden not to send a message: possible until five minutes before a scheduled time."""
        path = f"messages/{quote(provider_id, safe='')}/cancel"
        return words.read_cancellation(self._wire.post(path, {}), provider_id)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def _read_receipts(found: list[words.Item]) -> list[Receipt]:
    receipts = [receipt for item in found if (receipt := words.read_receipt(item)) is not None]
    if len(receipts) < len(found):
        _log.warning("karaden_receipts_without_id", extra={"count": len(found) - len(receipts)})
    return receipts


def _format_moment(moment: datetime) -> str:
    """Format a time as in Karaden's description: ISO 8601 in JST, whole seconds."""
    return moment.astimezone(_JST).isoformat(timespec="seconds")
