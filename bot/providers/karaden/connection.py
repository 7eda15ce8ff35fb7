"""Karaden (NTTCom Online), API version 2024-03-01: messages are sent with our reference as a tag, and looked up by it.

Karaden has no idempotency key, but lists messages by tag: a lost request is looked up before it is sent again. Logs
hold only counts and codes. Phone numbers are never put into a URL, because httpx logs URLs.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
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
from bot.providers.base import HttpAnswer, Item, ProviderHttp, fetch_receipts, hash_account, read_document
from bot.providers.karaden import codes

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


class Karaden:
    """The provider Karaden; each worker opens a connection of its own."""

    def __init__(self, account: KaradenAccount, network: Network) -> None:
        self._account = account
        self._network = network
        self.terms = replace(
            TERMS,
            account=hash_account(account.base_url, account.tenant_id),
            list_complete_seconds=account.list_complete_seconds,
        )

    def connect(self) -> "KaradenConnection":
        """Open a connection for one worker."""
        return KaradenConnection(self._account, self._network)

    def check(self) -> str | None:
        """List one message, which changes nothing. Returns None after a proper answer, else a code."""
        with self.connect() as connection:
            page = connection.fetch_page({"per_page": "1"})
        return page.reason if isinstance(page, NoAnswer) else None


class KaradenConnection(ProviderHttp):
    """A connection to Karaden, for one worker."""

    def __init__(self, account: KaradenAccount, network: Network) -> None:
        headers = {"Authorization": f"Bearer {account.token}", "Karaden-Version": VERSION}
        super().__init__(f"{account.base_url}/{account.tenant_id}", headers, network)
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
        outcome = self.post_message("messages", form, message.departure)
        return codes.read_send_result(outcome, message) if isinstance(outcome, HttpAnswer) else outcome

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- other providers search by day
        """Look up a message by our reference.

        The query names no time: with a different clock, an accepted message would seem absent and be sent twice. Two
        messages with one reference mean that it was sent twice, which a person has to see.
        """
        page = self.fetch_page({"tag": reference, "per_page": str(PAGE)})
        if isinstance(page, NoAnswer):
            return page
        found, more = page
        if any(reference not in codes.read_tags(item) for item in found):
            return NoAnswer("other_message")
        if len(found) > 1 or more:
            return NoAnswer("several")
        if not found:
            return Absent()
        provider_id = codes.read_message_id(found[0])
        return Found(provider_id, codes.read_taken_at(found[0])) if provider_id else NoAnswer("no_id")

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages accepted in a span, page by page."""
        span = {
            "service_id": self._service_id,  # the messages of other services of the account are not ours to read
            "start_at": _format_moment(since),
            "end_at": _format_moment(until + timedelta(seconds=1)),
            "per_page": str(PAGE),
        }

        def fetch(number: int) -> tuple[list[Item], int | None] | NoAnswer:
            page = self.fetch_page({**span, "page": str(number)})
            if isinstance(page, NoAnswer):
                return page
            found, more = page
            return found, number + 1 if more else None

        return fetch_receipts(fetch, 1, PAGES, codes.read_receipt)

    def fetch_page(self, query: dict[str, str]) -> tuple[list[Item], bool] | NoAnswer:
        """Return a page of the list of messages, and whether there are more; NoAnswer if there was none."""
        document = read_document(self.get("messages", query))
        return document if isinstance(document, NoAnswer) else codes.read_messages(document)

    def cancel(self, provider_id: str) -> Cancellation:
        """Ask Karaden not to send a message: possible until five minutes before a scheduled time."""
        path = f"messages/{quote(provider_id, safe='')}/cancel"
        return codes.read_cancellation(self.post(path, {}), provider_id)


def _format_moment(moment: datetime) -> str:
    """Format a time as in Karaden's description: ISO 8601 in JST, whole seconds."""
    return moment.astimezone(_JST).isoformat(timespec="seconds")
