"""Which settings there are, with their defaults, and what must go together (faces.md section 4)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from bot.rules.addresses import is_loopback_url
from bot.rules.call_results import USUAL, BadTable, CallResult, Table, read_table
from bot.rules.hours import Hours
from bot.rules.openings import read_closed, read_extra, read_week
from bot.rules.policy import Policy
from bot.rules.timing import parse_timing
from bot.settings.env_file import read_env_file
from bot.settings.faults import BadSettings, FaultCode, SettingsFault
from bot.settings.reading import Reading, is_phone
from bot.settings.values import (
    City,
    Digests,
    Karaden,
    Members,
    Need,
    ProviderName,
    Settings,
    Slack,
    Sms,
    Upload,
)
from bot.vault import BadKey, outer_key

SLACK_API = "https://slack.com/api"
KARADEN_API = "https://prg.karaden.jp/api"
SEND_WINDOW = "mon-fri 09:00-16:00"
DESK_HOURS = "mon-fri 09:00-17:00"
_TENANT = re.compile(r"[A-Za-z0-9-]+")
_MB = 1024 * 1024


class _Locale(StrEnum):
    JA = "ja"
    EN = "en"


def load(needs: frozenset[Need], env_file: Path, environ: Mapping[str, str]) -> Settings:
    """The settings out of a file and the environment, which wins. Raises BadSettings with every fault."""
    values, faults = read_env_file(env_file)
    return read(needs, values | dict(environ), faults)


def locale(env_file: Path, environ: Mapping[str, str]) -> str:
    """The language in which to say that the settings are no good: as they have it, else Japanese."""
    return Reading(read_env_file(env_file)[0] | dict(environ)).text("NOFU_LOCALE", _Locale.JA.value)


def read(needs: frozenset[Need], values: Mapping[str, str], found: list[SettingsFault] | None = None) -> Settings:
    """The settings out of names and texts; `found` are faults known already. Raises BadSettings with every fault."""
    reading = Reading(values)
    settings = Settings(
        database=Path(reading.text("NOFU_DB", "nofu.db")),
        inbox=Path(reading.text("NOFU_INBOX", "inbox")),
        exports=Path(reading.text("NOFU_EXPORTS", "exports")),
        data_key=_data_key(reading) if Need.STORE in needs else None,
        locale=reading.choice("NOFU_LOCALE", _Locale.JA).value,
        clock_url=_clock_url(reading),
        slack=_slack(reading) if Need.SLACK in needs else None,
        upload=reading.choice("SLACK_UPLOAD", Upload.REDUCED),
        sms=_sms(reading) if Need.PROVIDER in needs else None,
        unit_yen=reading.price("SMS_UNIT_YEN", "12"),
        city=_city(reading) if Need.CITY in needs else None,
        hours=_hours(reading),
        policy=_policy(reading),
        call_results=_call_results(reading),
        digests=_digests(reading),
        url_allow=reading.words("URL_ALLOW"),
        import_max_bytes=reading.number("IMPORT_MAX_MB", 200, 1, 2000) * _MB,
        retention_days=reading.number("RETENTION_DAYS", 90, 1, 3650),
    )
    _refuse_what_has_no_effect(reading, settings)
    faults = (*(found or ()), *reading.faults)
    if faults:
        raise BadSettings(faults)
    return settings


def _refuse_what_has_no_effect(reading: Reading, settings: Settings) -> None:
    """Expectations that would block sending, but do not yet: whoever set one would rely on it."""
    policy, sms = settings.policy, settings.sms
    for name, is_set in {
        "REQUIRE_KESSAI_NO": policy.require_kessai_no,
        "TEST_SEND_REQUIRED": sms is not None and sms.test_send_required,
    }.items():
        if is_set:
            reading.fault(FaultCode.NOT_YET, name)


def _data_key(reading: Reading) -> bytes:
    text = reading.required("NOFU_DATA_KEY")
    try:
        return outer_key(text) if text else b""
    except BadKey:
        reading.fault(FaultCode.BAD_KEY, "NOFU_DATA_KEY")
        return b""


def _clock_url(reading: Reading) -> str | None:
    """A moved clock beside the real Slack or a real provider would send at night: all on this machine, or none."""
    url = reading.text("NOFU_CLOCK_URL")
    if not url:
        return None
    if not (url.startswith("http://") and is_loopback_url(url)):
        reading.fault(FaultCode.CLOCK_NOT_LOOPBACK, "NOFU_CLOCK_URL")
    reached = {"SLACK_API_URL": reading.text("SLACK_API_URL", SLACK_API)}
    if reading.text("SMS_PROVIDER") == ProviderName.KARADEN:
        reached["KARADEN_BASE_URL"] = reading.text("KARADEN_BASE_URL", KARADEN_API)
    for name, address in reached.items():
        if not is_loopback_url(address):
            reading.fault(FaultCode.CLOCK_WITH_REAL, name)
    return url


def _slack(reading: Reading) -> Slack:
    slack = Slack(
        bot_token=reading.token("SLACK_BOT_TOKEN", "xoxb-"),
        app_token=reading.token("SLACK_APP_TOKEN", "xapp-"),
        admin_token=reading.token("SLACK_ADMIN_TOKEN", "xoxp-", optional=True) or None,
        api_url=reading.url("SLACK_API_URL", SLACK_API) + "/",
        team_id=reading.slack_id("SLACK_TEAM_ID", "T"),
        desk_channel=reading.slack_id("SLACK_DESK_CHANNEL", "CG"),
        digest_channel=reading.slack_id("SLACK_DIGEST_CHANNEL", "CG"),
        operators=_members(reading, "OPERATOR"),
        staff=_members(reading, "STAFF"),
        supervisors=_members(reading, "SUPERVISOR"),
        admins=_members(reading, "ADMIN"),
    )
    if slack.supervisors == Members(None, frozenset()):
        # Without one nothing could ever be approved; the other roles may be left out.
        reading.fault(FaultCode.NO_MEMBERS, "SLACK_SUPERVISOR_GROUP", other="SLACK_SUPERVISOR_USERS")
    return slack


def _members(reading: Reading, role: str) -> Members:
    group = reading.slack_id(f"SLACK_{role}_GROUP", "S", default="")
    return Members(group or None, reading.slack_ids(f"SLACK_{role}_USERS", "UW"))


def _sms(reading: Reading) -> Sms:
    provider = reading.choice("SMS_PROVIDER", ProviderName.DRY_RUN)
    if provider not in (ProviderName.DRY_RUN, ProviderName.KARADEN):
        reading.fault(FaultCode.PROVIDER_NOT_YET, "SMS_PROVIDER", provider=provider.value)
    karaden = _karaden(reading) if provider is ProviderName.KARADEN else None
    phones = tuple(phone.replace("-", "") for phone in reading.words("TEST_PHONES"))
    if not all(is_phone(phone) for phone in phones):
        reading.fault(FaultCode.BAD_PHONE, "TEST_PHONES")
    return Sms(
        provider=provider,
        karaden=karaden,
        rate=reading.number("SMS_RATE", 10, 1, 1000),
        test_phones=phones,
        test_send_required=reading.flag("TEST_SEND_REQUIRED", default=False),
    )


def _karaden(reading: Reading) -> Karaden:
    tenant = reading.required("KARADEN_TENANT_ID")
    if tenant and not _TENANT.fullmatch(tenant):
        reading.fault(FaultCode.BAD_TENANT, "KARADEN_TENANT_ID")
    service = reading.required("KARADEN_SERVICE_ID")
    return Karaden(
        base_url=reading.url("KARADEN_BASE_URL", KARADEN_API),
        tenant_id=tenant,
        token=reading.required("KARADEN_TOKEN"),
        service_id=reading.number("KARADEN_SERVICE_ID", 1, 1, 999_999_999) if service else 0,
    )


def _city(reading: Reading) -> City:
    return City(
        name=reading.required("CITY_NAME"),
        desk=reading.required("DESK_NAME"),
        phone=reading.phone("DESK_PHONE"),
        hours=reading.text("DESK_HOURS", DESK_HOURS),
    )


def _hours(reading: Reading) -> Hours:
    bad = FaultCode.BAD_HOURS
    return Hours(
        send=reading.parsed("SEND_WINDOW", SEND_WINDOW, read_week, bad),
        desk=reading.parsed("DESK_HOURS", DESK_HOURS, read_week, bad),
        extra=reading.parsed("DESK_EXTRA_OPEN", "", read_extra, FaultCode.BAD_DAYS),
        closed=reading.parsed("DESK_CLOSED", "", read_closed, FaultCode.BAD_DAYS),
    )


def _call_results(reading: Reading) -> Table:
    """The city's codes for results of calls. Each entry that cannot be used is a fault of its own."""
    try:
        return read_table(reading.text("CALL_RESULTS"))
    except BadTable as bad:
        for place in bad.places:
            reading.fault(FaultCode.BAD_CALL_RESULT, "CALL_RESULTS", entry=place, choices=" | ".join(CallResult))
        return USUAL


def _digests(reading: Reading) -> Digests:
    bad = FaultCode.BAD_TIMING
    return Digests(
        daily=reading.parsed("DIGEST_DAILY", "mon-fri 09:00", parse_timing, bad),
        weekly=reading.parsed("DIGEST_WEEKLY", "mon 09:00", parse_timing, bad),
        monthly=reading.parsed("DIGEST_MONTHLY", "1 09:00", parse_timing, bad),
    )


def _policy(reading: Reading) -> Policy:
    usual = Policy()
    return Policy(
        min_calls=reading.number("MIN_CALLS", usual.min_calls, 0, 99),
        min_overdue_months=reading.number("MIN_OVERDUE_MONTHS", usual.min_overdue_months, 0, 60),
        contact_gap_days=reading.number("CONTACT_GAP_DAYS", usual.contact_gap_days, 1, 365),
        contact_max_30_days=reading.number("CONTACT_MAX_30_DAYS", usual.contact_max_30_days, 1, 30),
        recent_payment_days=reading.number("RECENT_PAYMENT_DAYS", usual.recent_payment_days, 0, 365),
        promise_near_days=reading.number("PROMISE_NEAR_DAYS", usual.promise_near_days, 0, 30),
        promise_gap_days=reading.number("PROMISE_GAP_DAYS", usual.promise_gap_days, 1, 365),
        before_notice=reading.flag("ALLOW_BEFORE_NOTICE", default=usual.before_notice),
        own_numbers_only=reading.flag("OWN_NUMBERS_ONLY", default=usual.own_numbers_only),
        number_max_age_months=reading.optional_number("NUMBER_MAX_AGE_MONTHS", 1, 120),
        min_amount=reading.number("MIN_AMOUNT", usual.min_amount, 0, 999_999_999),
        payment_lag_days=reading.number("PAYMENT_LAG_DAYS", usual.payment_lag_days, 0, 90),
        payment_channels_expected=reading.words("PAYMENT_CHANNELS_EXPECTED"),
        calls_max_age_days=reading.optional_number("CALLS_MAX_AGE_DAYS", 0, 365),
        exclusions_max_age_days=reading.optional_number("EXCLUSIONS_MAX_AGE_DAYS", 0, 365),
        approval_hours=reading.number("APPROVAL_HOURS", usual.approval_hours, 1, 720),
        approval_grace_minutes=reading.number("APPROVAL_GRACE_MINUTES", usual.approval_grace_minutes, 0, 1440),
        approval_two_above=reading.number("APPROVAL_TWO_ABOVE", usual.approval_two_above, 0, 999_999_999),
        require_kessai_no=reading.flag("REQUIRE_KESSAI_NO", default=usual.require_kessai_no),
    )
