"""絶対リーチ!SMS (AI CROSS): a form for each message, with our reference as its `clientTag`.

The provider refuses a second message with the same `clientTag`: to send again is harmless, so a lost request is looked
up by it, and sent again if it is not found. There is no time after which the provider stops trying.

The description wants the token in the query of a GET, and for a number check the number, too. So the log lines of
httpx, which name URLs, are off (see bot/providers/base.py).
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.model.providers import Holder, LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms, ZettaiAccount
from bot.network import Network
from bot.providers.base import ProviderHttp
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
_log = logging.getLogger(__name__)


class Zettai:
    """The provider 絶対リーチ; each worker opens a connection of its own."""

    def __init__(self, account: ZettaiAccount, network: Network) -> None:
        self._account = account
        self._network = network
        account_url = f"{account.base_url.rstrip('/')}/{account.client_id}"
        digest = hashlib.sha256(account_url.encode()).hexdigest()[:12]
        self.terms = replace(TERMS, account=digest, number_checks=account.number_checks)

    def connect(self) -> "ZettaiConnection":
        """Open a connection for one worker."""
        return ZettaiConnection(self._account, self._network)

    def check(self) -> str | None:
        """List the registered templates, which changes nothing. Returns None after a proper answer, else a code."""
        with self.connect() as connection:
            return connection.find_account_fault()


class ZettaiConnection:
    """A connection to 絶対リーチ, for one worker."""

    def __init__(self, account: ZettaiAccount, network: Network) -> None:
        self._wire = ProviderHttp(f"{account.base_url.rstrip('/')}/", {}, network)
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
        return codes.read_send_result(self._wire.post("p5/api/mt.json", form, message.departure), message)

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- other providers search by day
        """Look up a message by our reference."""
        found = codes.read_statuses(self._wire.get("p5/api/status.json", {**self._login, "clientTag": reference}))
        return found if isinstance(found, NoAnswer) else codes.read_look_up(found, reference)

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages sent in a span, day by day in Japan.

        A NoAnswer comes last: the days after it are missing, and the span has to be requested again.
        """
        day, last = since.astimezone(_JST).date(), until.astimezone(_JST).date()
        while day <= last:
            query = {**self._login, "date": f"{day:%Y%m%d}"}
            found = codes.read_statuses(self._wire.get("p5/api/status.json", query, DAY_BYTES))
            if isinstance(found, NoAnswer):
                yield found
                return
            yield _read_receipts(found)
            day += timedelta(days=1)

    def check_number(self, number: str, since: date) -> Holder | NoAnswer:
        """Ask whether the holder of a number has changed since a day (名義人変更判定)."""
        query = {**self._login, "phoneNumber": number, "referenceDate": f"{since:%Y%m%d}"}
        return codes.read_number_check(self._wire.get("p5/api/numbercleaning.json", query), number, since)

    def find_account_fault(self) -> str | None:
        """Return why the account cannot be used; None if it can."""
        return codes.read_response_code(self._wire.get("p5/api/template.json", self._login))

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def _read_receipts(found: list[codes.Item]) -> list[Receipt]:
    receipts = [receipt for item in found if (receipt := codes.read_receipt(item)) is not None]
    if len(receipts) < len(found):
        _log.info("zettai_messages_not_ours", extra={"count": len(found) - len(receipts)})
    return receipts
