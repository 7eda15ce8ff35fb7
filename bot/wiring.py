"""The one place where everything is put together. A part is opened when it is first asked for.

So a command needs only the settings of the parts it touches: `nofu import` opens the database and no Slack.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from bot.clock import Clock, SandboxClock, SystemClock
from bot.files.reader import FileLimits
from bot.model.access import Role
from bot.model.policy import Policy
from bot.model.views import Mode
from bot.providers.dry_run import DryRun
from bot.providers.karaden.connection import Karaden, KaradenAccount
from bot.rules.hours import Hours
from bot.rules.importing.call_results import ResultTable
from bot.screens.blocks import Frame
from bot.services.context import City, Provider
from bot.settings.declared import ProviderName, Settings, Upload, needed
from bot.slack.client import GatedClient
from bot.slack.files import SlackFiles
from bot.slack.people import Membership, People
from bot.slack.uploads import Uploads
from bot.store.database import Store
from bot.words import Words, words


class Wiring:
    """The parts, from settings: everything that bot.services.context.Tools asks for, and the wire to Slack."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._wakers: list[Callable[[], None]] = []

    def on_change(self, waker: Callable[[], None]) -> None:
        """Call this after each commit that somebody should see at once."""
        self._wakers.append(waker)

    def wake(self) -> None:
        """Something was committed that the poster or the sender should see at once."""
        for waker in self._wakers:
            waker()

    @cached_property
    def store(self) -> Store:
        """The database file. Raises StoreRefused."""
        return Store(self.settings.database, needed(self.settings.data_key))

    @cached_property
    def clock(self) -> Clock:
        """The system's clock, or the sandbox's."""
        return SandboxClock(self.settings.clock_url) if self.settings.clock_url else SystemClock()

    @property
    def policy(self) -> Policy:
        """The rules' numbers."""
        return self.settings.policy

    @property
    def hours(self) -> Hours:
        """When messages may leave."""
        return self.settings.hours

    @cached_property
    def city(self) -> City:
        """Who speaks."""
        city = needed(self.settings.city)
        return City(city.name, city.desk, city.phone, city.hours)

    @cached_property
    def provider(self) -> Provider:
        """Who sends."""
        sms = needed(self.settings.sms)
        if sms.provider is ProviderName.DRY_RUN:
            return DryRun()
        account = needed(sms.karaden)
        return Karaden(KaradenAccount(account.base_url, account.tenant_id, account.token, account.service_id))

    @property
    def mode(self) -> Mode:
        """Which world this is."""
        if self.settings.practice:
            return Mode.SANDBOX
        dry = needed(self.settings.sms).provider is ProviderName.DRY_RUN
        return Mode.DRY_RUN if dry else Mode.LIVE

    @property
    def unit_yen(self) -> Decimal:
        """The price of one unit, in yen."""
        return self.settings.unit_yen

    @property
    def allowed_urls(self) -> tuple[str, ...]:
        """The city's own addresses that a text may name."""
        return self.settings.url_allow

    @property
    def call_results(self) -> ResultTable:
        """What the codes and words of call results mean in this city."""
        return self.settings.call_results

    @property
    def limits(self) -> FileLimits:
        """How large a file may be."""
        return FileLimits(self.settings.import_max_bytes)

    @property
    def inbox(self) -> Path:
        """The folder for files that do not pass through Slack."""
        return self.settings.inbox

    @property
    def exports(self) -> Path:
        """The folder for files with what never goes to Slack."""
        return self.settings.exports

    @property
    def words(self) -> Words:
        """The language of channels, of the command line and of files that are written."""
        return words(self.settings.locale)

    @property
    def frame(self) -> Frame:
        """How a channel is drawn."""
        return Frame(self.words, self.mode)

    def frame_of(self, user: str) -> Frame:
        """How a message to one person is drawn: in their language."""
        found = self.people.actor(user, needed(self.settings.slack).team_id, fresh=False)
        return Frame(words(found.locale), self.mode)

    @cached_property
    def client(self) -> GatedClient:
        """Slack's Web API."""
        return self._client(needed(self.settings.slack).bot_token)

    @cached_property
    def admin(self) -> GatedClient | None:
        """The same by an administrator's token, if there is one: it deletes files, and does nothing else."""
        token = needed(self.settings.slack).admin_token
        return None if token is None else self._client(token)

    def _client(self, token: str) -> GatedClient:
        return GatedClient(token, needed(self.settings.slack).api_url, frozenset({self.city.phone}))

    @cached_property
    def people(self) -> People:
        """Who somebody is."""
        slack = needed(self.settings.slack)
        members = {
            Role.OPERATOR: slack.operators,
            Role.STAFF: slack.staff,
            Role.SUPERVISOR: slack.supervisors,
            Role.ADMIN: slack.admins,
        }
        roles = {role: Membership(who.group, who.users) for role, who in members.items()}
        return People(self.client, slack.team_id, roles, self.settings.locale)

    @cached_property
    def uploads(self) -> Uploads:
        """Files that people post."""
        most = self.settings.import_max_bytes
        return Uploads(self.client, needed(self.settings.slack).api_url, most)

    @property
    def lying(self) -> SlackFiles:
        """Files that people posted and that are to go from Slack again."""
        return SlackFiles(self.client, self.admin)

    @property
    def takes_uploads(self) -> bool:
        """Whether files may come through Slack at all."""
        return self.settings.upload is not Upload.OFF

    @property
    def takes_names(self) -> bool:
        """Whether such files may hold names, addresses and dates of birth."""
        return self.settings.upload is Upload.FULL
