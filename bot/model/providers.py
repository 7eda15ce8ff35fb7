"""Requests to an SMS provider, its answers and receipts, and its terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.model.messages import MessageState
from bot.model.reasons import NotDelivered

KEPT_BACK = "kept_back"
"""The reason of a NotSent: the message was not allowed to leave any more when its first byte was to be written."""


class Departure(Protocol):
    """Decides whether a message may leave. An adapter hands it to its HTTP connection, which asks it."""

    def may_leave(self) -> bool:
        """Whether the first byte may leave now; called just before it. Waits for its turn where it is too early."""
        ...

    def has_left(self) -> None:
        """Note that the last byte has been written."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An SMS to send. `give_up_at` is aware, in UTC.

    `reference` is our own id. It names one message, in all tries to send it.
    `claimed_at`: by the application's clock, for providers that are told after how many seconds to give up.
    """

    reference: str
    to: str = field(repr=False)
    body: str = field(repr=False)
    give_up_at: datetime | None
    claimed_at: datetime | None = None
    departure: Departure | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider accepted the message and gave it an id."""

    provider_id: str
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider rejected the message; nothing was sent. `code` is the provider's.

    `opted_out`: the recipient has told the provider, or the sender's number, that they want no messages.
    """

    code: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """The message was certainly not sent, or the provider asked to retry later: it may be sent again.

    `retry_after` is in seconds, if the provider named a time; `stop`: retrying is useless until a person acts
    (credentials refused, account suspended). `answered`: False if the provider could not be reached.
    """

    reason: str
    retry_after: float | None = None
    stop: bool = False
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The outcome of a request is unknown (time-out, lost connection, invalid answer): never sent again unchecked."""

    reason: str


SendResult = Accepted | Refused | NotSent | Uncertain


@dataclass(frozen=True, slots=True)
class Found:
    """The provider has exactly this message under our reference.

    `taken_at`: when the provider took it, by the provider's clock; aware, in UTC; None if it does not say.
    """

    provider_id: str
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """The provider has no message under our reference."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The lookup failed or its answer was contradictory; look up again later."""

    reason: str


LookUp = Found | Absent | NoAnswer


UNKNOWN_ANSWER = "unknown_answer"
"""The first word of `Receipt.raw` for a status that the adapter's table does not have."""


class MobileCarrier(StrEnum):
    """The network of a message's number, as far as the provider says."""

    DOCOMO = "docomo"
    AU = "au"
    SOFTBANK = "softbank"
    RAKUTEN = "rakuten"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The provider has cancelled the message and will not send it."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The provider does not cancel the message any more: it has left, or is about to."""


Cancellation = TakenBack | TooLate | NoAnswer


class Holder(StrEnum):
    """Who holds a number, compared with an earlier day."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"
    """the provider cannot say"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's report on a message that it accepted.

    `state` is one of delivered, undelivered, unknown, accepted (accepted: not delivered yet);
    `raw` is the provider's own status or result, never a phone number or a text; `at` is aware, in UTC. `opted_out`: as
    of a Refused.
    """

    provider_id: str
    reference: str | None
    state: MessageState
    reason: NotDelivered | None
    units: int | None
    at: datetime | None
    raw: str
    opted_out: bool = False
    carrier: MobileCarrier | None = None
    to: str | None = field(default=None, repr=False, compare=False)
    """the number, if the provider says it: for messages of which this database knows nothing"""

    @property
    def has_unknown_code(self) -> bool:
        """Whether the provider gave a status that is not in its table: the message stays under way."""
        return self.raw.startswith(UNKNOWN_ANSWER)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a provider supports, and how it bills. Seconds follow the application's clock."""

    name: str
    settle_seconds: int
    """seconds after a lost request until a lookup by reference is reliable"""
    supports_give_up_time: bool
    """whether the provider stops trying to deliver at a time given with the message"""
    supports_lookup: bool
    """whether a message can be looked up by our reference"""
    max_characters: int
    first_unit: int
    next_unit: int
    """characters (UTF-16 units) of a text billed as one unit, and of each part of a longer text"""
    reference_unique: bool = False
    """whether the provider refuses a second message with the same reference, so that to send again is harmless"""
    list_complete_seconds: int | None = None
    """seconds after a request until "not found" proves that the provider has no such message; None: never"""
    reports_receipts: bool = True
    """whether the provider says what became of the messages that it accepted"""
    supports_cancel: bool = False
    """whether a message that the provider has not handed to a network yet can be cancelled there"""
    receipts_at_once: int | None = None
    """about how many messages it is asked in a row, where it is asked about each by its id (see `AsksById`)"""
    max_rate: int | None = None
    """the most requests a second that the provider allows, whatever SMS_RATE says; None: it names no number"""
    number_checks: int = 0
    """how many numbers may be checked for one campaign (see `ChecksNumbers`); 0: none"""
    narrow_units: tuple[int, int] | None = None
    """`first_unit` and `next_unit` of a text of GSM-7 characters alone, in septets; None: the same as of other texts"""
    account: str = ""
    """hash of the account, so that messages of one account are never sent or looked up with another"""

    @property
    def identity(self) -> str:
        """The provider and the account, as stored with a campaign."""
        return f"{self.name}:{self.account}" if self.account else self.name


class Connection(Protocol):
    """A connection to a provider, used by one worker at a time. Its functions return network faults as values."""

    def send(self, message: Outgoing) -> SendResult:
        """Send a message, once."""
        ...

    def look_up(self, reference: str, since: datetime) -> LookUp:
        """Ask whether the provider has accepted the message with our reference since a time."""
        ...

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of messages accepted in a span, page by page. A NoAnswer comes last: pages are missing."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


@runtime_checkable
class AsksById(Protocol):
    """A connection to a provider that reports on one message at a time, and lists none."""

    def receipts_of(self, provider_ids: Sequence[str]) -> Iterator[list[Receipt] | NoAnswer]:
        """Yield the receipts of some of these messages: as many as the provider's rate allows, others the next time.

        A NoAnswer comes last: nothing more was asked.
        """
        ...


@runtime_checkable
class Cancels(Protocol):
    """A connection to a provider that can cancel a message which it has accepted (`Terms.supports_cancel`)."""

    def cancel(self, provider_id: str) -> Cancellation:
        """Ask the provider not to send a message that it has accepted."""
        ...


@runtime_checkable
class ChecksNumbers(Protocol):
    """A connection to a provider that says whether a number has another holder since a day (`Terms.number_checks`)."""

    def check_number(self, number: str, since: date) -> Holder | NoAnswer:
        """Ask whether the holder of a number has changed since a day, at most two years ago. It may cost something."""
        ...


class Provider(Protocol):
    """An SMS provider."""

    @property
    def terms(self) -> Terms:
        """What the provider supports, and how it bills."""
        ...

    def connect(self) -> Connection:
        """Open a connection."""
        ...

    def check(self) -> str | None:
        """Test the connection and the account with a request that changes nothing.

        Returns None if the provider answered as expected, else a code that says what is wrong.
        """
        ...


class ProviderName(StrEnum):
    """The values of the setting SMS_PROVIDER; `DRY_RUN` sends nothing."""

    DRY_RUN = "dry_run"
    KARADEN = "karaden"
    ACCRETE = "accrete"
    ZETTAI = "zettai"
    TWILIO = "twilio"


@dataclass(frozen=True, slots=True)
class KaradenAccount:
    """An account at Karaden. `base_url` ends before the tenant (`https://prg.karaden.jp/api`).

    `list_complete_seconds`: from when on Karaden's list of messages is complete, as the city was told; None: unknown.
    """

    base_url: str
    tenant_id: str
    token: str = field(repr=False)
    service_id: int
    list_complete_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AccreteAccount:
    """An account at Accrete. `base_url` ends before `sms_reg` (`https://api.acrt.jp/ibss/api`).

    `result_url`: the address that reports on a message, as in the provider's specification for the customer; None:
    receipts are off. The codes are those of the same specification: of a request with which nothing was sent
    (`refused_codes` for this message, `stop_codes` for every message), and of a message that did not arrive.
    """

    base_url: str
    account_id: str
    request_id: str
    password: str = field(repr=False)
    result_url: str | None = None
    refused_codes: tuple[str, ...] = ()
    stop_codes: tuple[str, ...] = ()
    undelivered_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """An account at Twilio. `sender`: a number (+81…), an alphanumeric sender, or a messaging service's id (MG…)."""

    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class ZettaiAccount:
    """An account at 絶対リーチ. `sms_code`: the sender's code; `number_checks`: how many a campaign may spend."""

    base_url: str
    token: str = field(repr=False)
    client_id: str
    sms_code: str
    number_checks: int = 0


ProviderAccount = KaradenAccount | AccreteAccount | TwilioAccount | ZettaiAccount
"""An account at any provider; each has a `base_url`."""
