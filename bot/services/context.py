"""The protocol of what a service function may use."""

from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.files.exports import TableWriter
from bot.files.pause_mark import PauseMark
from bot.files.reader import AnswerSource, FileLimits
from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.mode import Mode
from bot.model.providers import Provider
from bot.settings.declared import City, Settings
from bot.store.database import Store
from bot.words import Words

JST = ZoneInfo("Asia/Tokyo")


class ServiceContext(Protocol):
    """Everything that a service function may use. Each part is opened when it is first used."""

    @property
    def store(self) -> Store:
        """The database file."""
        ...

    @property
    def pause_mark(self) -> PauseMark:
        """The mark that pauses all sending."""
        ...

    @property
    def sender_lock(self) -> SenderLock:
        """The lock that lets this process send; `nofu run` alone acquires it."""
        ...

    @property
    def state_mark(self) -> StateMark:
        """What is known of the database outside of it."""
        ...

    @property
    def identity(self) -> str:
        """Keyed hash of who uses the database: NOFU_INSTANCE, or machine and path."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings; parts that a command did not name as needed are None."""
        ...

    @property
    def city(self) -> City:
        """The city and the office that texts name."""
        ...

    @property
    def provider(self) -> Provider:
        """The SMS provider."""
        ...

    @property
    def mode(self) -> Mode:
        """Whether this is practice, a dry run or real use."""
        ...

    @property
    def limits(self) -> FileLimits:
        """The limits for reading one file."""
        ...

    @property
    def answers(self) -> AnswerSource:
        """The source of the file reader's answers: a child process, except in tests."""
        ...

    @property
    def table_writer(self) -> TableWriter:
        """What writes files for people: a child process, except in tests."""
        ...

    @property
    def words(self) -> Words:
        """The language of files that are written."""
        ...

    def open_copy(self, path: Path) -> "ServiceContext":
        """Return a context with the same settings for another database file."""
        ...

    def wake(self) -> None:
        """Wake the poster and the sender, after a commit that they should see at once."""
        ...
