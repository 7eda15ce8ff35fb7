"""What the settings are, once read. Secrets and phone numbers stand in no repr."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.rules.addresses import is_loopback_url
from bot.rules.call_results import Table
from bot.rules.hours import Hours
from bot.rules.policy import Policy
from bot.rules.timing import Timing

Part = TypeVar("Part")


class Need(StrEnum):
    """What a command uses beyond the settings that have defaults; a part that is not needed may be missing."""

    STORE = "store"
    SLACK = "slack"
    PROVIDER = "provider"
    CITY = "city"


class Upload(StrEnum):
    """Which files Slack may bring: none, those without names, addresses and dates of birth, or all."""

    OFF = "off"
    REDUCED = "reduced"
    FULL = "full"


class ProviderName(StrEnum):
    """Who hands the messages over; `DRY_RUN` sends nothing."""

    DRY_RUN = "dry_run"
    KARADEN = "karaden"
    ACCRETE = "accrete"
    ZETTAI = "zettai"
    TWILIO = "twilio"


@dataclass(frozen=True, slots=True)
class Members:
    """Who has a role: a Slack user group's members, and the users named one by one."""

    group: str | None
    users: frozenset[str]


@dataclass(frozen=True, slots=True)
class Slack:
    """The workspace. `api_url` ends with a slash."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    admin_token: str | None = field(repr=False)
    """an administrator's own, with which files are deleted that others uploaded; None: they are asked to"""
    api_url: str
    team_id: str
    desk_channel: str
    digest_channel: str
    operators: Members
    staff: Members
    supervisors: Members
    admins: Members


@dataclass(frozen=True, slots=True)
class Karaden:
    """The account at Karaden. `base_url` has no slash at its end; the tenant follows it."""

    base_url: str
    tenant_id: str
    token: str = field(repr=False)
    service_id: int


@dataclass(frozen=True, slots=True)
class Sms:
    """The provider, and how fast it may be used. `rate` is messages a second."""

    provider: ProviderName
    karaden: Karaden | None
    rate: int
    test_phones: tuple[str, ...] = field(repr=False)
    test_send_required: bool


@dataclass(frozen=True, slots=True)
class City:
    """Who is writing: what each text names. `phone` and `hours` are as written, hyphens included."""

    name: str
    desk: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Digests:
    """When each digest is posted."""

    daily: Timing
    weekly: Timing
    monthly: Timing


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `data_key` (32 bytes), `slack`, `sms` and `city` are there when they were asked for: `needed`."""

    database: Path
    inbox: Path
    exports: Path
    locale: str
    clock_url: str | None
    upload: Upload
    unit_yen: Decimal
    """yen for one billed unit; prices have fractions"""
    hours: Hours
    digests: Digests
    policy: Policy
    call_results: Table
    url_allow: tuple[str, ...]
    import_max_bytes: int
    retention_days: int
    data_key: bytes | None = field(repr=False)
    slack: Slack | None
    sms: Sms | None
    city: City | None

    @property
    def practice(self) -> bool:
        """Whether everything goes to a sandbox: its clock, or a provider on this machine."""
        karaden = self.sms.karaden if self.sms else None
        return self.clock_url is not None or (karaden is not None and is_loopback_url(karaden.base_url))


def needed(part: Part | None) -> Part:
    """A part that the command said it needs. Raises LookupError when it did not: a slip in wiring."""
    if part is None:
        raise LookupError("a part of the settings is used that was not asked for")
    return part
