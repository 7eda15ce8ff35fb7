"""A message on its way: its states, and what a provider can answer to a request or report afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.messages import MessageState
from bot.model.reasons import NotDelivered


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One SMS to hand over. `reference` is ours, unique for ever; `give_up_at` is aware, UTC."""

    reference: str
    to: str
    body: str
    give_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it, under its own id."""

    provider_id: str
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider answered that it does not take this message; nothing was sent. `code` is the provider's."""

    code: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Provably nothing left this machine, or the provider said "not now": it may be tried again.

    `retry_after` is in seconds, where the provider named a time; `stop` means that trying on is useless until a
    person has acted (credentials refused, account suspended).
    """

    reason: str
    retry_after: float | None = None
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A request left and its outcome is not known (time-out, lost connection, nonsense): never sent again blindly."""

    reason: str


SendResult = Accepted | Refused | NotSent | Uncertain


@dataclass(frozen=True, slots=True)
class Found:
    """Looked up by our reference, the provider has exactly this message."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked up by our reference, the provider clearly has none."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The look-up itself failed, or its answer was contradictory; ask again later."""

    reason: str


LookUp = Found | Absent | NoAnswer


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports about a message it has taken.

    `state` is one of delivered, undelivered, unknown, accepted (accepted = still on its way);
    `raw` is the provider's own words (status/result), never a number or a text; `at` is aware, UTC.
    """

    provider_id: str
    reference: str | None
    state: MessageState
    reason: NotDelivered | None
    units: int | None
    at: datetime | None
    raw: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What can be relied on at a provider. Seconds are the desk's time."""

    name: str
    settle_seconds: int
    """how long after a lost request a look-up by reference can be believed"""
    gives_up: bool
    """whether a give-up time can be handed over with the message"""
    looks_up: bool
    """whether a message can be found by our reference"""
    max_characters: int
    first_unit: int
    next_unit: int
    """characters (UTF-16 units) of a text billed as one, and of each further part"""
    account: str = ""
    """which account it is: a hash, so that another one is never asked about, or given, this one's messages"""

    @property
    def identity(self) -> str:
        """The provider and the account, as a campaign remembers them."""
        return f"{self.name}:{self.account}" if self.account else self.name


class Connection(Protocol):
    """A connection to a provider, used by one worker at a time. Its functions return network faults as values."""

    def send(self, message: Outgoing) -> SendResult:
        """Hand over a message, once."""
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


class Provider(Protocol):
    """An SMS provider."""

    @property
    def terms(self) -> Terms:
        """What can be relied on."""
        ...

    def connect(self) -> Connection:
        """Open a connection."""
        ...

    def check(self) -> str | None:
        """Ask for something that changes nothing. Returns None after a proper answer, else a code."""
        ...


class ProviderName(StrEnum):
    """The values of the setting SMS_PROVIDER; `DRY_RUN` sends nothing."""

    DRY_RUN = "dry_run"
    KARADEN = "karaden"
    ACCRETE = "accrete"
    ZETTAI = "zettai"
    TWILIO = "twilio"


NOT_YET_SUPPORTED = frozenset({ProviderName.ACCRETE, ProviderName.ZETTAI, ProviderName.TWILIO})


@dataclass(frozen=True, slots=True)
class KaradenAccount:
    """An account at Karaden. `base_url` ends before the tenant (`https://prg.karaden.jp/api`)."""

    base_url: str
    tenant_id: str
    token: str = field(repr=False)
    service_id: int
