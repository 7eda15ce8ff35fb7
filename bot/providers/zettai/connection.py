"""絶対リーチ!SMS (AI CROSS): a form for each message, with our reference as its `clientTag`.

The provider refuses a second message with the same `clientTag`: to send again is harmless, so a lost request is looked
up by it, and sent again if it is not found. There is no time after which the provider stops trying.

The description wants the token in the query of a GET, and for a number check the number, too. So the log lines of
httpx, which name URLs, are off (see bot/providers/base.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.providers import Holder, LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms, ZettaiAccount
from bot.network import Network
from bot.providers.base import HttpAnswer, Item, ProviderHttp, fetch_receipts, hash_account
from bot.providers.zettai import codes

TERMS = Terms(
    name="zettai",
    settle_seconds=30,  # UNVERIFIED: how soon a message is found; that it is not yet found does no harm
    supports_give_up_time=False,
    supports_lookup=True,
    max_characters=660,
    first_unit=70,
    next_unit=66,  # UNVERIFIED: billed units; receipts report them as billed
    reference_unique=True,
)
DAY_BYTES = 64 * 1024 * 1024
"""The longest answer about one day: it has all messages of the day with their texts, and no pages."""
_JST = ZoneInfo("Asia/Tokyo")


class Zettai:
    """The provider 絶対リーチ; each worker opens a connection of its own."""

    def __init__(self, account: ZettaiAccount, network: Network) -> None:
        self._account = account
        self._network = network
        self.terms = replace(
            TERMS,
            account=hash_account(account.base_url, account.client_id),
            number_checks=account.number_checks,
        )

    def connect(self) -> "ZettaiConnection":
        """Open a connection for one worker."""
        return ZettaiConnection(self._account, self._network)

    def check(self) -> str | None:
        """List the registered templates, which changes nothing. Returns None after a proper answer, else a code."""
        with self.connect() as connection:
            return connection.find_account_fault()


class ZettaiConnection(ProviderHttp):
    """A connection to 絶対リーチ, for one worker."""

    def __init__(self, account: ZettaiAccount, network: Network) -> None:
        super().__init__(account.base_url, {}, network)
        self._login = {"token": account.token, "clientId": account.client_id}
        self._sms_code = account.sms_code

    def send(self, message: Outgoing) -> SendResult:
        """Send a message, once. An unclear answer is Uncertain."""
        form = {
            **self._login,
            "smsCode": self._sms_code,
            "message": message.body.replace("\r\n", "\n"),
            "phoneNumber": message.to,
            "clientTag": message.reference,
        }
        outcome = self.post_message("p5/api/mt.json", form, message.departure)
        return codes.read_send_result(outcome, message) if isinstance(outcome, HttpAnswer) else outcome

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- other providers search by day
        """Look up a message by our reference."""
        found = codes.read_statuses(self.get("p5/api/status.json", {**self._login, "clientTag": reference}))
        return found if isinstance(found, NoAnswer) else codes.read_look_up(found, reference)

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages sent in a span, day by day in Japan."""
        first, last = since.astimezone(_JST).date(), until.astimezone(_JST).date()

        def fetch(day: date) -> tuple[list[Item], date | None] | NoAnswer:
            query = {**self._login, "date": f"{day:%Y%m%d}"}
            found = codes.read_statuses(self.get("p5/api/status.json", query, DAY_BYTES))
            if isinstance(found, NoAnswer):
                return found
            return found, day + timedelta(days=1) if day < last else None

        return fetch_receipts(fetch, first, (last - first).days + 1, codes.read_receipt)

    def check_number(self, number: str, since: date) -> Holder | NoAnswer:
        """Ask whether the holder of a number has changed since a day (名義人変更判定)."""
        query = {**self._login, "phoneNumber": number, "referenceDate": f"{since:%Y%m%d}"}
        return codes.read_number_check(self.get("p5/api/numbercleaning.json", query), number, since)

    def find_account_fault(self) -> str | None:
        """Return why the account cannot be used; None if it can."""
        document = codes.read_response(self.get("p5/api/template.json", self._login))
        return document.reason if isinstance(document, NoAnswer) else None
