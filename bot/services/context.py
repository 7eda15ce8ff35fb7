"""What each verb of the desk is handed, and the provider that it may talk to, by protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.files.reader import FileLimits
from bot.model.policy import Policy
from bot.model.providers import LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms
from bot.model.views import Mode
from bot.rules.hours import Hours
from bot.rules.importing.call_results import ResultTable
from bot.store.database import Store
from bot.words import Words

JST = ZoneInfo("Asia/Tokyo")


class Connection(Protocol):
    """One connection to the provider, for one worker at a time. No call raises for what the wire may do."""

    def send(self, message: Outgoing) -> SendResult:
        """Hand a message over."""
        ...

    def look_up(self, reference: str, since: datetime) -> LookUp:
        """Ask whether the provider has the message with our reference, taken since a moment."""
        ...

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        """The reports on messages taken between two moments, a page at a time; NoAnswer, last: pages are missing."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class Provider(Protocol):
    """An SMS provider, by what can be relied on and by its lines."""

    @property
    def terms(self) -> Terms:
        """What can be relied on."""
        ...

    def line(self) -> Connection:
        """A new connection."""
        ...

    def check(self) -> str | None:
        """Ask for something that changes nothing: None when that is answered properly, else a code."""
        ...


@dataclass(frozen=True, slots=True)
class City:
    """Who speaks: the names and the phone that stand in a text."""

    name: str
    desk: str
    phone: str
    hours: str


class ServiceContext(Protocol):
    """Everything a verb may use; a part is opened when it is first asked for."""

    @property
    def store(self) -> Store:
        """The database file."""
        ...

    @property
    def clock(self) -> Clock:
        """The one clock."""
        ...

    @property
    def policy(self) -> Policy:
        """The rules' numbers."""
        ...

    @property
    def hours(self) -> Hours:
        """When messages may leave."""
        ...

    @property
    def city(self) -> City:
        """Who speaks."""
        ...

    @property
    def provider(self) -> Provider:
        """Who sends."""
        ...

    @property
    def mode(self) -> Mode:
        """Which world this is."""
        ...

    @property
    def unit_yen(self) -> Decimal:
        """The price of one unit, in yen; prices have fractions."""
        ...

    @property
    def allowed_urls(self) -> tuple[str, ...]:
        """The city's own addresses that a text may name."""
        ...

    @property
    def call_results(self) -> ResultTable:
        """What the codes and words of call results mean in this city."""
        ...

    @property
    def limits(self) -> FileLimits:
        """How large a file may be."""
        ...

    @property
    def inbox(self) -> Path:
        """The folder for files that do not pass through Slack."""
        ...

    @property
    def exports(self) -> Path:
        """The folder for files with what never goes to Slack."""
        ...

    @property
    def words(self) -> Words:
        """The language of such files."""
        ...

    def wake(self) -> None:
        """Something was committed that the poster or the sender should see at once."""
        ...
