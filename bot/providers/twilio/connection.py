"""Twilio, API version 2010-04-01: a form for each message, and its list of messages for receipts.

Twilio takes no reference of ours, and its list can be searched only by number, sender and day: two messages to one
person cannot be told apart. So a message whose answer was lost is not looked up, and a person decides on it.

A number that has too many messages queues them, at one a second, for up to ten hours. `ValidityPeriod` limits the
queue to the time of the day's close; how long a network tries is not limited by it.
"""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.model.providers import LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms, TwilioAccount
from bot.network import Network
from bot.providers.base import HttpAnswer, Item, ProviderHttp, fetch_receipts, hash_account, read_document
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
"""Seconds for which Twilio queues a message at most, if a number has too many of them."""


class Twilio:
    """The provider Twilio; each worker opens a connection of its own."""

    def __init__(self, account: TwilioAccount, network: Network) -> None:
        self._account = account
        self._network = network
        self.terms = replace(TERMS, account=hash_account(account.base_url, account.account_sid))

    def connect(self) -> "TwilioConnection":
        """Open a connection for one worker."""
        return TwilioConnection(self._account, self._network)

    def check(self) -> str | None:
        """Read the account, which changes nothing. Returns None if it is active, else a code."""
        with self.connect() as connection:
            return connection.find_account_fault()


class TwilioConnection(ProviderHttp):
    """A connection to Twilio, for one worker."""

    def __init__(self, account: TwilioAccount, network: Network) -> None:
        login = base64.b64encode(f"{account.account_sid}:{account.auth_token}".encode()).decode()
        super().__init__(account.base_url, {"Authorization": f"Basic {login}"}, network)
        self._root = f"2010-04-01/Accounts/{account.account_sid}"
        self._list = f"{self._root}/Messages.json"
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
        outcome = self.post_message(self._list, form, message.departure)
        return codes.read_send_result(outcome, to) if isinstance(outcome, HttpAnswer) else outcome

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- there is nothing to ask by
        """Return NoAnswer: Twilio cannot be asked by a reference."""
        return NoAnswer("no_look_up")

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages accepted in a span, page by page: Twilio may have sent them hours later."""
        sent_until = until + timedelta(seconds=_LONGEST_VALIDITY)
        span = {"DateSent>": _format_moment(since), "DateSent<": _format_moment(sent_until), "PageSize": str(PAGE)}
        return fetch_receipts(self._fetch_page, f"/{self._list}?{urlencode(span)}", PAGES, codes.read_receipt)

    def find_account_fault(self) -> str | None:
        """Return why the account cannot be used; None if it is active."""
        document = read_document(self.get(f"{self._root}.json", {}))
        if isinstance(document, NoAnswer):
            return document.reason
        status = codes.read_account_status(document)
        return None if status == "active" else f"account_{status}"

    def _fetch_page(self, uri: str) -> tuple[list[Item], str | None] | NoAnswer:
        """Return a page of the list of messages, and the URI of the next one."""
        parts = urlsplit(uri)
        if parts.path != f"/{self._list}":  # never to another host or account
            return NoAnswer("other_page")
        document = read_document(self.get(self._list, dict(parse_qsl(parts.query))))
        return document if isinstance(document, NoAnswer) else codes.read_page(document)


def _format_moment(moment: datetime) -> str:
    """Format a time as Twilio's own client does: ISO 8601 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
