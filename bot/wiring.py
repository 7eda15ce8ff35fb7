"""Composition root: builds every part from the settings, each when it is first used.

So a command needs only the settings of the parts that it uses: `nofu import` opens the database and does not use Slack.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from bot.clock import Clock, SandboxClock, SystemClock
from bot.files.exports import TableWriter, write_in_child
from bot.files.pause_mark import PauseMark
from bot.files.reader import AnswerSource, FileLimits, read_in_child
from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark, read_machine_id
from bot.model.access import Role
from bot.model.errors import StoreRefused
from bot.model.mode import Mode
from bot.model.providers import Provider
from bot.providers.registry import PROVIDERS
from bot.screens.blocks import Frame
from bot.services import backups, seen_roles
from bot.settings.declared import City, Settings, require_setting
from bot.slack.client import CheckedClient
from bot.slack.files import SlackFiles
from bot.slack.open_homes import OpenHomes
from bot.slack.people import Membership, People
from bot.slack.uploads import Uploads
from bot.store.database import Store
from bot.words import Words, words


class Wiring:
    """The parts of a process: a `ServiceContext`, and the connection to Slack."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._wakers: list[Callable[[], None]] = []

    def on_change(self, waker: Callable[[], None]) -> None:
        """Add a function that `wake` calls."""
        self._wakers.append(waker)

    def wake(self) -> None:
        """Call the added functions, after a commit that the poster or the sender should see at once."""
        for waker in self._wakers:
            waker()

    @cached_property
    def store(self) -> Store:
        """The database file. Raises StoreRefused; of a damaged file it names the newest good backup."""
        try:
            return Store(self.settings.database, require_setting(self.settings.data_key))
        except StoreRefused as refusal:
            raise backups.name_newest_good(self, refusal) from refusal

    def open_copy(self, path: Path) -> "Wiring":
        """Return the parts of a process with the same settings for another database file."""
        return Wiring(replace(self.settings, database=path))

    @cached_property
    def clock(self) -> Clock:
        """The system's clock, or the sandbox's."""
        return SandboxClock(self.settings.clock_url) if self.settings.clock_url else SystemClock()

    @cached_property
    def sender_lock(self) -> SenderLock:
        """The lock that lets this process send; it is not acquired yet."""
        return SenderLock(self.settings.database.resolve())

    @property
    def _state_path(self) -> Path:
        """NOFU_STATE; else beside the file itself, not beside a symbolic link to it."""
        return self.settings.state or self.sender_lock.path.with_name("nofu.state")

    @cached_property
    def state_mark(self) -> StateMark:
        """The state file: what is known of the database outside of it."""
        return StateMark(self._state_path, lambda text: self._hash_value("state", text))

    @cached_property
    def identity(self) -> str:
        """Keyed hash of NOFU_INSTANCE, else of this machine and the database's path."""
        return self._hash_value("instance", self.settings.instance or f"{read_machine_id()} {self.sender_lock.path}")

    def _hash_value(self, kind: str, text: str) -> str:
        return self.store.vault.hash_value(kind, text).hex()[:32]

    @cached_property
    def pause_mark(self) -> PauseMark:
        """The mark that pauses all sending; it is created when first used. Raises OSError."""
        state = self._state_path
        mark = PauseMark(state.with_name(f"{state.name}.pause"))
        mark.make()
        return mark

    @property
    def city(self) -> City:
        """The city and desk that texts name."""
        return require_setting(self.settings.city)

    @cached_property
    def provider(self) -> Provider:
        """The SMS provider of the settings."""
        sms = require_setting(self.settings.sms)
        return PROVIDERS[sms.provider].make(sms.account, self.settings.network)

    @property
    def mode(self) -> Mode:
        """Whether this is practice, a dry run or real use."""
        if self.settings.practice:
            return Mode.SANDBOX
        return Mode.LIVE if PROVIDERS[require_setting(self.settings.sms).provider].sends else Mode.DRY_RUN

    @property
    def limits(self) -> FileLimits:
        """What reading one file may use."""
        return FileLimits(self.settings.import_max_bytes)

    @property
    def answers(self) -> AnswerSource:
        """The function that reads a file: in a new child process."""
        return read_in_child

    @property
    def table_writer(self) -> TableWriter:
        """The function that writes files for people: in a new child process."""
        return write_in_child

    @property
    def words(self) -> Words:
        """The language of channels, of the command line and of files that are written."""
        return words(self.settings.locale)

    @property
    def frame(self) -> Frame:
        """Language and mode of posts in a channel."""
        return Frame(self.words, self.mode)

    def frame_of(self, user: str) -> Frame:
        """Language and mode of a post to one person."""
        found = self.people.actor(user, require_setting(self.settings.slack).team_id, ask_slack=False)
        return Frame(words(found.locale), self.mode)

    @cached_property
    def client(self) -> CheckedClient:
        """Slack's Web API."""
        return self._client(require_setting(self.settings.slack).bot_token)

    @cached_property
    def admin(self) -> CheckedClient | None:
        """Slack's Web API with an administrator's token, if one is set. It is used only to delete files."""
        token = require_setting(self.settings.slack).admin_token
        return None if token is None else self._client(token)

    def _client(self, token: str) -> CheckedClient:
        url, network = require_setting(self.settings.slack).api_url, self.settings.network
        own = {self.city.phone, *(number for _, number in self.settings.senders)}
        return CheckedClient(token, url, frozenset(own), network)

    @cached_property
    def people(self) -> People:
        """The roles and languages of Slack users."""
        slack = require_setting(self.settings.slack)
        roles = (Role.OPERATOR, Role.STAFF, Role.SUPERVISOR, Role.ADMIN)
        members = (slack.operators, slack.staff, slack.supervisors, slack.admins)
        memberships = {role: Membership(of.group, of.users) for role, of in zip(roles, members, strict=True)}
        memberships[Role.DEPUTY] = Membership(None, frozenset(deputy.user for deputy in slack.deputies))
        return People(self.client, slack.team_id, memberships, self.settings.locale, seen_roles.list_locales(self))

    @cached_property
    def open_homes(self) -> OpenHomes:
        """The people who have opened their App Home lately."""
        return OpenHomes()

    @cached_property
    def uploads(self) -> Uploads:
        """Downloads of files that people upload to Slack."""
        return Uploads(self.client, require_setting(self.settings.slack).api_url, self.settings.import_max_bytes)

    @property
    def slack_files(self) -> SlackFiles:
        """Deletes files from Slack."""
        return SlackFiles(self.client, self.admin)
