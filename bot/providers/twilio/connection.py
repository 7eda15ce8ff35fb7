"""Twilio, API version 2010-04-01: a form for each message, and its list of messages for receipts.

Twilio takes no reference of ours, and its list can be searched only by number, sender and day: two messages to one
person cannot be told apart. So a message whose answer was lost is not looked up, and a person decides on it.

A number that has too many messages queues them, at one a second, for up to ten hours. `ValidityPeriod` limits the
queue to the time of the day's close; how long a network tries is not limited by it.
"""

import base64
import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from bot.model.providers import LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms, TwilioAccount
from bot.network import Network
from bot.providers.base import HttpAnswer, ProviderHttp
from bot.providers.twilio import codes

PAGE = 1000
PAGES = 500
TERMS = Terms(
    name="twilio",
    settle_seconds=0,
    supports_give_up_time=False,
    supports_lookup=False,
    max_characters=670,
    first_unit=70,
    next_unit=67,
    narrow_units=(160, 153),
)
_SERVICE = "MG"
_LONGEST_VALIDITY = 36_000
_log = logging.getLogger(__name__)


class Twilio:
    """The provider Twilio; each worker opens a connection of its own."""

    def __init__(self, account: TwilioAccount, network: Network) -> None:
        self._account = account
        self._network = network
        account_url = f"{account.base_url.rstrip('/')}/{account.account_sid}"
        self.terms = replace(TERMS, account=hashlib.sha256(account_url.encode()).hexdigest()[:12])

    def connect(self) -> "TwilioConnection":
        """Open a connection for one worker."""
        return TwilioConnection(self._account, self._network)

    def check(self) -> str | None:
        """Read the account, which changes nothing. Returns None if it is active, else a code."""
        with self.connect() as connection:
            return connection.find_account_fault()


class TwilioConnection:
    """A connection to Twilio, for one worker."""

    def __init__(self, account: TwilioAccount, network: Network) -> None:
        login = base64.b64encode(f"{account.account_sid}:{account.auth_token}".encode()).decode()
        self._wire = ProviderHttp(f"{account.base_url.rstrip('/')}/", {"Authorization": f"Basic {login}"}, network)
        self._root = f"2010-04-01/Accounts/{account.account_sid}"
        self._sender = account.sender

    def send(self, message: Outgoing) -> SendResult:
        """Send a message, once. An unclear answer is Uncertain."""
        to = f"+81{message.to[1:]}"
        form = {
            "To": to,
            "MessagingServiceSid" if self._sender.startswith(_SERVICE) else "From": self._sender,
            "Body": message.body.replace("\r\n", "\n"),
        }
        if message.give_up_at is not None and message.claimed_at is not None:
            seconds = (message.give_up_at - message.claimed_at).total_seconds()
            form["ValidityPeriod"] = str(max(1, min(_LONGEST_VALIDITY, int(seconds))))
        outcome = self._wire.post(f"{self._root}/Messages.json", form, message.departure)
        return codes.read_send_result(outcome, to)

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- there is nothing to ask by
        """Return NoAnswer: Twilio cannot be asked by a reference."""
        return NoAnswer("no_look_up")

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages sent in a span, page by page.

        A NoAnswer comes last: the pages after it are missing, and the span has to be requested again.
        """
        path = f"{self._root}/Messages.json"
        query: Mapping[str, str] = {
            "DateSent>": _format_moment(since),
            "DateSent<": _format_moment(until),
            "PageSize": str(PAGE),
        }
        for _ in range(PAGES):
            page = self._fetch_page(path, query)
            if isinstance(page, NoAnswer):
                yield page
                return
            found, following = page
            yield _read_receipts(found)
            if following is None:
                return
            parts = urlsplit(following)
            if parts.path.lstrip("/") != path:  # never to another host or account
                yield NoAnswer("other_page")
                return
            query = dict(parse_qsl(parts.query))
        yield NoAnswer("too_many_pages")

    def find_account_fault(self) -> str | None:
        """Return why the account cannot be used; None if it is active."""
        outcome = self._wire.get(f"{self._root}.json", {})
        if not isinstance(outcome, HttpAnswer):
            return outcome.reason
        if outcome.status != 200:
            return f"http_{outcome.status}"
        status = codes.read_account_status(outcome)
        return None if status == "active" else f"account_{status}"

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _fetch_page(self, path: str, query: Mapping[str, str]) -> tuple[list[codes.Item], str | None] | NoAnswer:
        outcome = self._wire.get(path, query)
        if not isinstance(outcome, HttpAnswer):
            return NoAnswer(outcome.reason)
        if outcome.status != 200:
            return NoAnswer(f"http_{outcome.status}")
        return codes.read_page(outcome) or NoAnswer("nonsense")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def _read_receipts(found: list[codes.Item]) -> list[Receipt]:
    receipts = [receipt for item in found if (receipt := codes.read_receipt(item)) is not None]
    if len(receipts) < len(found):
        _log.info("twilio_messages_not_ours", extra={"count": len(found) - len(receipts)})
    return receipts


def _format_moment(moment: datetime) -> str:
    """Format a time as Twilio's own client does: ISO 8601 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
