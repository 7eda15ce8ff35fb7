"""アクリートSMS (Accrete): a form for each message, and one request for each receipt.

There is no reference of ours, no idempotency key and no list: a message whose answer was lost cannot be looked up, and
a person decides on it. There is no time after which Accrete stops trying (UNVERIFIED). The password is in the
form, never in a URL, because httpx logs URLs.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.providers import AccreteAccount, LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms
from bot.network import Network
from bot.providers.accrete import codes
from bot.providers.base import HttpAnswer, ProviderHttp, hash_account

TERMS = Terms(
    name="accrete",
    settle_seconds=0,
    supports_give_up_time=False,
    supports_lookup=False,
    max_characters=660,
    first_unit=70,
    next_unit=66,  # UNVERIFIED: billed units; the maximum of 660 is that of the product's pages
    reports_receipts=False,
    max_rate=29,  # "fewer than 30 requests a second"
)
_SHARED_RATE = 20
"""Messages a second while receipts are asked for: each takes a request of the same 29."""
_RECEIPT_PAUSE = 0.112
"""Seconds between two receipts: fewer than nine a second."""
_RECEIPTS_AT_ONCE = 80
"""About ten seconds, for which a process that stops has to wait."""
_SHORT = 70
"""Characters of the longest text that is sent as `text`; a longer one is `text.long`."""


class Accrete:
    """The provider Accrete; each worker opens a connection of its own."""

    def __init__(self, account: AccreteAccount, network: Network) -> None:
        self._account = account
        self._network = network
        self._turn = _Turn()
        has_receipts = account.result_url is not None
        self.terms = replace(
            TERMS,
            account=hash_account(account.base_url, account.account_id),
            reports_receipts=has_receipts,
            receipts_at_once=_RECEIPTS_AT_ONCE,
            max_rate=_SHARED_RATE if has_receipts else TERMS.max_rate,
        )

    def connect(self) -> "AccreteConnection":
        """Open a connection for one worker."""
        return AccreteConnection(self._account, self._network, self._turn)

    def check(self) -> str | None:
        """Reach the server. Returns None after any answer, else a code.

        No request is known that shows whether id and password are right, and sends nothing.
        """
        with self.connect() as connection:
            outcome = connection.get("", {})
        return None if isinstance(outcome, HttpAnswer) else outcome.reason


class AccreteConnection(ProviderHttp):
    """A connection to Accrete, for one worker."""

    def __init__(self, account: AccreteAccount, network: Network, turn: "_Turn") -> None:
        super().__init__(account.base_url, {}, network)
        self._account = account
        self._turn = turn

    def send(self, message: Outgoing) -> SendResult:
        """Send a message, once. An unclear answer is Uncertain."""
        body = message.body.replace("\r\n", "\n")
        name = "text" if len(body.encode("utf-16-le", "surrogatepass")) // 2 <= _SHORT else "text.long"
        form = {**self._credentials, "telno": message.to, name: body}
        outcome = self.post_message(f"sms_reg/{self._account.account_id}/json", form, message.departure)
        return codes.read_send_result(outcome, message, self._account) if isinstance(outcome, HttpAnswer) else outcome

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- there is nothing to ask
        """Return NoAnswer: Accrete cannot be asked."""
        return NoAnswer("no_look_up")

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:  # noqa: ARG002 -- as above
        """Yield nothing: Accrete lists no messages. See `receipts_of`."""
        return iter(())

    def receipts_of(self, provider_ids: Sequence[str]) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of some of these messages, one by one; the next call goes on after the last of them."""
        if self._account.result_url is None:
            return
        for provider_id in self._turn.choose(provider_ids, _RECEIPTS_AT_ONCE):
            outcome = self.post(self._account.result_url, {**self._credentials, "delivery_id": provider_id})
            found = codes.read_receipt(outcome, provider_id, self._account)
            if isinstance(found, NoAnswer):
                yield found
                return
            yield [found]
            time.sleep(_RECEIPT_PAUSE)

    @property
    def _credentials(self) -> dict[str, str]:
        return {"id": self._account.request_id, "pass": self._account.password}


class _Turn:
    """Whose receipt is asked for next, so that each message has its turn however many wait. Safe from any thread."""

    def __init__(self) -> None:
        self._last = ""
        self._lock = threading.Lock()

    def choose(self, provider_ids: Sequence[str], count: int) -> list[str]:
        """Return up to `count` ids, those that follow the last one of the call before."""
        with self._lock:
            after = [one for one in sorted(provider_ids) if one > self._last]
            chosen = (after + [one for one in sorted(provider_ids) if one <= self._last])[:count]
            self._last = chosen[-1] if chosen else ""
        return chosen
