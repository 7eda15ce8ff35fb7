"""What each verb of the desk is handed, and the provider that it may talk to, by protocol."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.files.reader import FileLimits
from bot.model.providers import LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms
from bot.model.views import Mode
from bot.settings.declared import City, Settings
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

    def connect(self) -> Connection:
        """A new connection."""
        ...

    def check(self) -> str | None:
        """Ask for something that changes nothing: None when that is answered properly, else a code."""
        ...


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
    def settings(self) -> Settings:
        """The settings; those that a command did not name as needed are None."""
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
    def limits(self) -> FileLimits:
        """How large a file may be."""
        ...

    @property
    def words(self) -> Words:
        """The language of such files."""
        ...

    def wake(self) -> None:
        """Something was committed that the poster or the sender should see at once."""
        ...
