"""Every setting, in the order of `.env.example`.

To add one: declare it here, explain it in both `locales/*/settings.po`, and run `python -m bot.settings.documents`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.model.policy import Policy
from bot.model.providers import (
    AccreteAccount,
    KaradenAccount,
    ProviderAccount,
    ProviderName,
    TwilioAccount,
    ZettaiAccount,
)
from bot.model.public_page import Carrier
from bot.network import Network
from bot.rules.addresses import is_loopback_url
from bot.rules.approvals import Deputy, read_deputies
from bot.rules.digests import DigestTime, parse_digest_time
from bot.rules.exporting.layouts import ExportLayout
from bot.rules.hours import Hours, read_closed, read_extra, read_week
from bot.rules.importing.call_results import ResultTable
from bot.rules.importing.channels import CHANNELS, read_channel_lags, read_expected_channels
from bot.rules.importing.code_tables import CodeTables
from bot.rules.importing.debts import ArrearsTable, TaxTable
from bot.rules.importing.record_layouts import RecordLayout
from bot.settings import parsers
from bot.settings.declaring import Setting, part, same_setting, setting
from bot.settings.faults import FaultCode
from bot.words import Locale

Value = TypeVar("Value")

SLACK_API = "https://slack.com/api"
KARADEN_API = "https://prg.karaden.jp/api"
ACCRETE_API = "https://api.acrt.jp/ibss/api"
ZETTAI_API = "https://sms-api.aossms.com"
TWILIO_API = "https://api.twilio.com"
PROVIDER_URLS = {
    ProviderName.KARADEN: {"KARADEN_BASE_URL": KARADEN_API},
    ProviderName.ACCRETE: {"ACCRETE_BASE_URL": ACCRETE_API, "ACCRETE_RESULT_URL": ""},
    ProviderName.ZETTAI: {"ZETTAI_BASE_URL": ZETTAI_API},
    ProviderName.TWILIO: {"TWILIO_BASE_URL": TWILIO_API},
}
"""The settings with a provider's addresses, and the address of each when it is blank; "": then there is none."""

_week = parsers.make_parser(read_week, FaultCode.BAD_HOURS)
_timing = parsers.make_parser(parse_digest_time, FaultCode.BAD_TIMING)
_DESK_HOURS = Setting("DESK_HOURS", _week, "mon-fri 09:00-17:00")


class Need(StrEnum):
    """What a command uses beyond the settings that have defaults; a part that is not needed may be missing."""

    STORE = "store"
    SLACK = "slack"
    PROVIDER = "provider"
    CITY = "city"


class Upload(StrEnum):
    """Which files are accepted through Slack: none, those without names, addresses and dates of birth, or all."""

    OFF = "off"
    REDUCED = "reduced"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Members:
    """The people who have a role: the members of a Slack user group, and single users."""

    group: str | None = setting("GROUP", parsers.optional(parsers.slack_id("S")))
    users: frozenset[str] = setting("USERS", parsers.slack_ids("UW"))


@dataclass(frozen=True, slots=True)
class Slack:
    """The workspace."""

    bot_token: str = setting("SLACK_BOT_TOKEN", parsers.token("xoxb-"), required=True, secret=True)
    app_token: str = setting("SLACK_APP_TOKEN", parsers.token("xapp-"), required=True, secret=True)
    admin_token: str | None = setting("SLACK_ADMIN_TOKEN", parsers.optional(parsers.token("xoxp-")), secret=True)
    api_url: str = setting("SLACK_API_URL", parsers.url(SLACK_API, end="/"))
    team_id: str = setting("SLACK_TEAM_ID", parsers.slack_id("T"), required=True)
    desk_channel: str = setting("SLACK_DESK_CHANNEL", parsers.slack_id("CG"), required=True)
    digest_channel: str = setting("SLACK_DIGEST_CHANNEL", parsers.slack_id("CG"), required=True)
    operators: Members = part(Members, prefix="SLACK_OPERATOR_")
    staff: Members = part(Members, prefix="SLACK_STAFF_")
    supervisors: Members = part(Members, prefix="SLACK_SUPERVISOR_")
    deputies: tuple[Deputy, ...] = setting(
        "SUPERVISOR_DEPUTIES", parsers.make_parser(read_deputies, FaultCode.BAD_DEPUTIES)
    )
    admins: Members = part(Members, prefix="SLACK_ADMIN_")


@dataclass(frozen=True, slots=True)
class Sms:
    """The provider, and how fast it may be used. `rate` is messages a second."""

    provider: ProviderName = setting("SMS_PROVIDER", parsers.choice(ProviderName), ProviderName.DRY_RUN)
    karaden: KaradenAccount | None = part(
        KaradenAccount,
        need=ProviderName.KARADEN,
        base_url=Setting("KARADEN_BASE_URL", parsers.url(KARADEN_API)),
        tenant_id=Setting("KARADEN_TENANT_ID", parsers.path_part, required=True),
        token=Setting("KARADEN_TOKEN", str, required=True, secret=True),
        service_id=Setting("KARADEN_SERVICE_ID", parsers.number(1, 999_999_999), required=True),
        list_complete_seconds=Setting("KARADEN_LIST_COMPLETE_SECONDS", parsers.optional(parsers.number(1, 259_200))),
    )
    accrete: AccreteAccount | None = part(
        AccreteAccount,
        need=ProviderName.ACCRETE,
        base_url=Setting("ACCRETE_BASE_URL", parsers.url(ACCRETE_API)),
        account_id=Setting("ACCRETE_ACCOUNT_ID", parsers.path_part, required=True),
        request_id=Setting("ACCRETE_ID", str, required=True),
        password=Setting("ACCRETE_PASSWORD", str, required=True, secret=True),
        result_url=Setting("ACCRETE_RESULT_URL", parsers.optional(parsers.url(""))),
        refused_codes=Setting("ACCRETE_REFUSED_CODES", parsers.words),
        stop_codes=Setting("ACCRETE_STOP_CODES", parsers.words),
        undelivered_codes=Setting("ACCRETE_UNDELIVERED_CODES", parsers.words),
    )
    zettai: ZettaiAccount | None = part(
        ZettaiAccount,
        need=ProviderName.ZETTAI,
        base_url=Setting("ZETTAI_BASE_URL", parsers.url(ZETTAI_API)),
        token=Setting("ZETTAI_TOKEN", str, required=True, secret=True),
        client_id=Setting("ZETTAI_CLIENT_ID", str, required=True),
        sms_code=Setting("ZETTAI_SMS_CODE", str, required=True),
        number_checks=Setting("ZETTAI_NUMBER_CHECKS", parsers.number(0, 100_000), "0"),
    )
    twilio: TwilioAccount | None = part(
        TwilioAccount,
        need=ProviderName.TWILIO,
        base_url=Setting("TWILIO_BASE_URL", parsers.url(TWILIO_API)),
        account_sid=Setting("TWILIO_ACCOUNT_SID", parsers.path_part, required=True),
        auth_token=Setting("TWILIO_AUTH_TOKEN", str, required=True, secret=True),
        sender=Setting("TWILIO_SENDER", str, required=True),
    )
    rate: int = setting("SMS_RATE", parsers.number(1, 1000), "10")
    test_phones: tuple[str, ...] = setting("TEST_PHONES", parsers.mobile_numbers, secret=True)
    test_send_required: bool = setting("TEST_SEND_REQUIRED", parsers.flag, "no")

    @property
    def account(self) -> ProviderAccount | None:
        """The account at the chosen provider; None for one that sends nothing."""
        return self.karaden or self.accrete or self.zettai or self.twilio


@dataclass(frozen=True, slots=True)
class City:
    """The city and the desk as each text names them. `phone` and `hours` are as written, hyphens included."""

    name: str = setting("CITY_NAME", str, required=True)
    desk: str = setting("DESK_NAME", str, required=True)
    phone: str = setting("DESK_PHONE", parsers.phone_number, required=True)
    hours: str = same_setting(_DESK_HOURS, str)


@dataclass(frozen=True, slots=True)
class Digests:
    """When each digest is posted."""

    daily: DigestTime = setting("DIGEST_DAILY", _timing, "mon-fri 09:00")
    weekly: DigestTime = setting("DIGEST_WEEKLY", _timing, "mon 09:00")
    monthly: DigestTime = setting("DIGEST_MONTHLY", _timing, "1 09:00")


@dataclass(frozen=True, slots=True)
class Backups:
    """Where the daily backups are, and how many of them."""

    folder: Path = setting("BACKUP_DIR", Path, "backups/")
    keep: int = setting("BACKUP_KEEP", parsers.number(1, 3650), "14")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Those with a `need` are None where the command did not name it: see `require_setting`."""

    database: Path = setting("NOFU_DB", Path, "nofu.db")
    state: Path | None = setting("NOFU_STATE", parsers.optional(Path))
    instance: str | None = setting("NOFU_INSTANCE", parsers.optional(str))
    inbox: Path = setting("NOFU_INBOX", Path, "inbox/")
    exports: Path = setting("NOFU_EXPORTS", Path, "exports/")
    backups: Backups = part(Backups)
    data_key: bytes | None = setting("NOFU_DATA_KEY", parsers.data_key, required=True, secret=True, need=Need.STORE)
    import_max_bytes: int = setting("IMPORT_MAX_MB", parsers.megabytes(2000), "200")
    retention_days: int = setting("RETENTION_DAYS", parsers.number(1, 3650), "90")
    locale: Locale = setting("NOFU_LOCALE", parsers.choice(Locale), Locale.JA)
    clock_url: str | None = setting("NOFU_CLOCK_URL", parsers.optional(str))
    slack: Slack | None = part(Slack, need=Need.SLACK)
    upload: Upload = setting("SLACK_UPLOAD", parsers.choice(Upload), Upload.REDUCED)
    sms: Sms | None = part(Sms, need=Need.PROVIDER)
    unit_yen: Decimal = setting("SMS_UNIT_YEN", parsers.price, "12")
    tax_rate: Decimal = setting("SMS_TAX_RATE", parsers.rate, "0.1")
    contract_year_units: int | None = setting("CONTRACT_YEAR_UNITS", parsers.optional(parsers.number(1, 999_999_999)))
    first_batch: int = setting("FIRST_BATCH", parsers.number(0, 1000), "20")
    operators: int = setting("OPERATORS", parsers.number(0, 999), "3")
    callback_minutes: int = setting("CALLBACK_MINUTES", parsers.number(1, 60), "4")
    callback_response: Decimal = setting("CALLBACK_RESPONSE", parsers.share, "0.1")
    network: Network = part(
        Network,
        proxy=Setting("HTTPS_PROXY", parsers.optional(parsers.proxy), secret=True),
        no_proxy=Setting("NO_PROXY", parsers.words),
        certificates=Setting("SSL_CERT_FILE", parsers.optional(parsers.certificates)),
    )
    city: City | None = part(City, need=Need.CITY)
    hours: Hours = part(
        Hours,
        desk=_DESK_HOURS,
        send=Setting("SEND_WINDOW", _week, "mon-fri 09:00-16:00"),
        extra=Setting("DESK_EXTRA_OPEN", parsers.make_parser(read_extra, FaultCode.BAD_DAYS)),
        closed=Setting("DESK_CLOSED", parsers.make_parser(read_closed, FaultCode.BAD_DAYS)),
    )
    url_allow: tuple[str, ...] = setting("URL_ALLOW", parsers.words)
    lint_words: tuple[str, ...] = setting("LINT_WORDS", parsers.words)
    senders: tuple[tuple[Carrier, str], ...] = setting("SENDER_NUMBERS", parsers.sender_numbers)
    policy: Policy = part(
        Policy,
        min_calls=Setting("MIN_CALLS", parsers.number(0, 99)),
        min_overdue_months=Setting("MIN_OVERDUE_MONTHS", parsers.number(0, 60)),
        contact_gap_days=Setting("CONTACT_GAP_DAYS", parsers.number(1, 365)),
        contact_max_30_days=Setting("CONTACT_MAX_30_DAYS", parsers.number(1, 30)),
        recent_payment_days=Setting("RECENT_PAYMENT_DAYS", parsers.number(0, 365)),
        promise_near_days=Setting("PROMISE_NEAR_DAYS", parsers.number(0, 30)),
        promise_default_days=Setting("PROMISE_DEFAULT_DAYS", parsers.number(1, 90)),
        promise_gap_days=Setting("PROMISE_GAP_DAYS", parsers.number(1, 365)),
        before_notice=Setting("ALLOW_BEFORE_NOTICE", parsers.flag),
        direct_debit=Setting("ALLOW_DIRECT_DEBIT", parsers.flag),
        own_numbers_only=Setting("OWN_NUMBERS_ONLY", parsers.flag),
        number_max_age_months=Setting("NUMBER_MAX_AGE_MONTHS", parsers.optional(parsers.number(1, 120))),
        min_amount=Setting("MIN_AMOUNT", parsers.number(0, 999_999_999)),
        payment_lag_days=Setting("PAYMENT_LAG_DAYS", parsers.number(0, 90)),
        payment_channel_lags=Setting(
            "PAYMENT_CHANNEL_LAGS",
            parsers.make_parser(read_channel_lags, FaultCode.BAD_LAGS, choices=" | ".join(CHANNELS)),
        ),
        payment_channels_expected=Setting(
            "PAYMENT_CHANNELS_EXPECTED",
            parsers.make_parser(read_expected_channels, FaultCode.BAD_CHOICE, choices=" | ".join(CHANNELS)),
        ),
        calls_max_age_days=Setting("CALLS_MAX_AGE_DAYS", parsers.optional(parsers.number(0, 365))),
        exclusions_max_age_days=Setting("EXCLUSIONS_MAX_AGE_DAYS", parsers.optional(parsers.number(0, 365))),
        approval_hours=Setting("APPROVAL_HOURS", parsers.number(1, 720)),
        approval_grace_minutes=Setting("APPROVAL_GRACE_MINUTES", parsers.number(0, 1440)),
        approval_two_above=Setting("APPROVAL_TWO_ABOVE", parsers.number(0, 999_999_999)),
        require_kessai_no=Setting("REQUIRE_KESSAI_NO", parsers.flag_without_effect),
    )
    call_results: ResultTable = setting("CALL_RESULTS", parsers.result_table)
    tax_codes: TaxTable = setting("TAX_CODES", parsers.tax_table)
    arrears_codes: ArrearsTable = setting("ARREARS_CODES", parsers.arrears_table)
    record_layouts: tuple[RecordLayout, ...] = setting("NOFU_LAYOUTS", parsers.record_layouts)
    export_layouts: tuple[ExportLayout, ...] = setting("NOFU_EXPORT_LAYOUTS", parsers.export_layouts)
    digests: Digests = part(Digests)

    @property
    def code_tables(self) -> CodeTables:
        """What the city's codes and records mean in files."""
        return CodeTables(self.call_results, self.tax_codes, self.arrears_codes, self.record_layouts)

    @property
    def practice(self) -> bool:
        """Whether everything goes to a sandbox: its clock, or a provider on this machine."""
        account = self.sms.account if self.sms else None
        return self.clock_url is not None or (account is not None and is_loopback_url(account.base_url))


def require_setting(value: Value | None) -> Value:
    """A setting or part that the command named as needed. Raises LookupError where it did not: a mistake in wiring."""
    if value is None:
        raise LookupError("a setting is used that the command did not name as needed")
    return value
