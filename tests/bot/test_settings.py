"""Reading settings. All faults are reported together, without the values."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.model.policy import Policy
from bot.model.providers import ProviderName
from bot.model.public_page import Carrier
from bot.rules.digests import DigestTime
from bot.rules.importing.call_results import DEFAULT_RESULTS, CallResult
from bot.rules.importing.call_sentences import read_result
from bot.settings.declared import Need, Upload, require_setting
from bot.settings.faults import BadSettings, FaultCode
from bot.settings.loading import read
from tests.tables import list_cases

ALL = frozenset(Need)
NONE: frozenset[Need] = frozenset()
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
COMPLETE = {
    "NOFU_DATA_KEY": KEY,
    "SLACK_BOT_TOKEN": "xoxb-secret-bot",
    "SLACK_APP_TOKEN": "xapp-secret-app",
    "SLACK_TEAM_ID": "T0000001",
    "SLACK_DESK_CHANNEL": "C0000001",
    "SLACK_DIGEST_CHANNEL": "G0000002",
    "SLACK_SUPERVISOR_USERS": "U0000001, W0000002",
    "SLACK_STAFF_GROUP": "S0000001",
    "SMS_PROVIDER": "karaden",
    "KARADEN_TENANT_ID": "159bfd33-b9b7-f424-4755-c119b324591d",
    "KARADEN_TOKEN": "secret-karaden",
    "KARADEN_SERVICE_ID": "7",
    "CITY_NAME": "みさと野市",
    "DESK_NAME": "収納課",
    "DESK_PHONE": "048-000-0123",
}
PRACTICE = {
    "NOFU_CLOCK_URL": "http://127.0.0.1:8123/control/clock",
    "SLACK_API_URL": "http://127.0.0.1:8123/api/",
    "KARADEN_BASE_URL": "http://127.0.0.1:8123/carrier/karaden/api",
}


def refuse(values: Mapping[str, str], needs: frozenset[Need] = ALL) -> BadSettings:
    with pytest.raises(BadSettings) as caught:
        read(needs, values)
    return caught.value


def faults(values: Mapping[str, str], needs: frozenset[Need] = ALL) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.name) for fault in refuse(values, needs).faults]


def test_a_complete_configuration_is_read() -> None:
    settings = read(ALL, COMPLETE)
    slack, sms = require_setting(settings.slack), require_setting(settings.sms)
    karaden = require_setting(sms.karaden)
    assert settings.data_key == bytes(range(32))
    assert slack.api_url == "https://slack.com/api/"
    assert slack.supervisors.users == {"U0000001", "W0000002"}
    assert (slack.staff.group, slack.operators.group) == ("S0000001", None)
    assert (karaden.base_url, karaden.service_id) == ("https://prg.karaden.jp/api", 7)
    assert require_setting(settings.city).phone == "048-000-0123"
    assert not settings.practice


def test_a_setting_that_is_not_set_has_its_default() -> None:
    settings = read(NONE, {})
    assert (settings.database, settings.inbox, settings.exports) == (Path("nofu.db"), Path("inbox"), Path("exports"))
    assert (settings.locale, settings.upload, settings.unit_yen) == ("ja", Upload.REDUCED, Decimal(12))
    assert settings.policy == Policy()
    assert settings.digests.daily == DigestTime("mon-fri", None, 9, 0)
    assert settings.digests.monthly == DigestTime(None, 1, 9, 0)
    assert (settings.import_max_bytes, settings.retention_days) == (200 * 1024 * 1024, 90)
    assert settings.hours.is_open(datetime(2026, 7, 7, 6, 59, tzinfo=UTC))
    assert not settings.hours.is_open(datetime(2026, 7, 7, 7, 0, tzinfo=UTC))


def test_the_administrators_token_is_optional() -> None:
    assert require_setting(read(ALL, COMPLETE).slack).admin_token is None
    assert require_setting(read(ALL, COMPLETE | {"SLACK_ADMIN_TOKEN": "xoxp-1"}).slack).admin_token == "xoxp-1"


def test_the_default_provider_sends_nothing() -> None:
    sms = require_setting(read(frozenset({Need.PROVIDER}), {}).sms)
    assert (sms.provider, sms.karaden, sms.rate) == (ProviderName.DRY_RUN, None, 10)


def test_blank_means_not_set() -> None:
    assert read(NONE, {"MIN_CALLS": " ", "NOFU_LOCALE": "", "CALLS_MAX_AGE_DAYS": ""}).policy == Policy()


def test_every_number_of_the_policy_can_be_set() -> None:
    lines = (
        *("MIN_CALLS=3", "MIN_OVERDUE_MONTHS=2", "CONTACT_GAP_DAYS=10", "CONTACT_MAX_30_DAYS=1"),
        *("RECENT_PAYMENT_DAYS=20", "PROMISE_NEAR_DAYS=5", "PROMISE_DEFAULT_DAYS=9", "PROMISE_GAP_DAYS=2"),
        "ALLOW_BEFORE_NOTICE=yes",
        *("OWN_NUMBERS_ONLY=no", "NUMBER_MAX_AGE_MONTHS=24", "MIN_AMOUNT=1000", "PAYMENT_LAG_DAYS=5"),
        *("PAYMENT_CHANNELS_EXPECTED=コンビニ, 窓口", "CALLS_MAX_AGE_DAYS=1", "EXCLUSIONS_MAX_AGE_DAYS=2"),
        *("APPROVAL_HOURS=24", "APPROVAL_GRACE_MINUTES=0", "APPROVAL_TWO_ABOVE=500"),
    )
    assert read(NONE, dict(line.split("=") for line in lines)).policy == Policy(
        *(3, 2, 10, 1, 20, 5, 9, 2, True, False, 24, 1000, 5),
        *(("コンビニ", "窓口"), 1, 2, 24, 0, 500, False),
    )


def test_a_flag_without_effect_yet_is_refused() -> None:
    texts = {"REQUIRE_KESSAI_NO": "yes"}
    assert faults(COMPLETE | texts) == [(FaultCode.NOT_YET, name) for name in texts]


def test_without_settings_every_required_one_is_named() -> None:
    assert faults({}) == [
        (FaultCode.MISSING, "NOFU_DATA_KEY"),
        (FaultCode.MISSING, "SLACK_BOT_TOKEN"),
        (FaultCode.MISSING, "SLACK_APP_TOKEN"),
        (FaultCode.MISSING, "SLACK_TEAM_ID"),
        (FaultCode.MISSING, "SLACK_DESK_CHANNEL"),
        (FaultCode.MISSING, "SLACK_DIGEST_CHANNEL"),
        (FaultCode.NO_MEMBERS, "SLACK_SUPERVISOR_GROUP"),
        (FaultCode.MISSING, "CITY_NAME"),
        (FaultCode.MISSING, "DESK_NAME"),
        (FaultCode.MISSING, "DESK_PHONE"),
    ]


def test_a_command_needs_only_the_settings_that_it_uses() -> None:
    settings = read(frozenset({Need.STORE}), {"NOFU_DATA_KEY": KEY, "SLACK_BOT_TOKEN": "nonsense"})
    assert settings.data_key
    with pytest.raises(LookupError):
        require_setting(settings.slack)


@pytest.mark.parametrize(
    ("code", "line"),
    list_cases(
        (FaultCode.BAD_KEY, "NOFU_DATA_KEY=c2hvcnQ=", "NOFU_DATA_KEY=鍵"),
        (FaultCode.BAD_CHOICE, "NOFU_LOCALE=fr", "SLACK_UPLOAD=some", "SMS_PROVIDER=pigeon"),
        (FaultCode.BAD_CHOICE, "TEST_SEND_REQUIRED=perhaps"),
        (FaultCode.BAD_PREFIX, "SLACK_BOT_TOKEN=xapp-1", "SLACK_APP_TOKEN=xoxb-1", "SLACK_ADMIN_TOKEN=xoxb-1"),
        (FaultCode.MISSING, "SLACK_APP_TOKEN=", "KARADEN_TENANT_ID=", "KARADEN_TOKEN="),
        (FaultCode.BAD_ID, "SLACK_TEAM_ID=misatono", "SLACK_DESK_CHANNEL=#収納", "SLACK_STAFF_GROUP=@staff"),
        (FaultCode.BAD_ID, "SLACK_STAFF_USERS=U0000001, tanaka"),
        (FaultCode.NO_MEMBERS, "SLACK_SUPERVISOR_USERS="),
        (FaultCode.NOT_HTTPS, "SLACK_API_URL=http://slack.example"),
        (FaultCode.NOT_HTTPS, "KARADEN_BASE_URL=https://user:secret@prg.karaden.jp/api"),
        (FaultCode.BAD_URL, "SLACK_API_URL=slack.com", "SLACK_API_URL=https://[::1"),
        (FaultCode.BAD_PATH_PART, "KARADEN_TENANT_ID=../other"),
        (FaultCode.BAD_NUMBER, "KARADEN_SERVICE_ID=seven", "SMS_RATE=0", "SMS_RATE=１０", "IMPORT_MAX_MB=lots"),
        (FaultCode.BAD_NUMBER, "MIN_CALLS=-1", "CONTACT_GAP_DAYS=0", "APPROVAL_HOURS=1.5"),
        (FaultCode.BAD_PRICE, "SMS_UNIT_YEN=-1", "SMS_UNIT_YEN=twelve"),
        (FaultCode.BAD_PHONE, "TEST_PHONES=09012345678, 119", "TEST_PHONES=048-000-0123", "DESK_PHONE=048-000"),
        (FaultCode.BAD_HOURS, "DESK_HOURS=always", "SEND_WINDOW=mon-fri 9-16", "SEND_WINDOW=mon-fri 21:00-22:00"),
        (FaultCode.BAD_DAYS, "DESK_EXTRA_OPEN=2026-02-30 09:00-12:00", "DESK_CLOSED=tomorrow"),
        (
            FaultCode.BAD_LAGS,
            "PAYMENT_CHANNEL_LAGS=コンビニ",
            "PAYMENT_CHANNEL_LAGS=宝くじ=3",
            "PAYMENT_CHANNEL_LAGS=還付=3",
        ),
        (FaultCode.BAD_LAGS, "PAYMENT_CHANNEL_LAGS=口座=5,口座振替=4", "PAYMENT_CHANNEL_LAGS=コンビニ=61"),
        (FaultCode.BAD_TIMING, "DIGEST_DAILY=mon-fri 25:00", "DIGEST_MONTHLY=31 09:00"),
    ),
)
def test_a_fault_names_its_setting_and_code(code: FaultCode, line: str) -> None:
    name, _, value = line.partition("=")
    ((found, named),) = faults(COMPLETE | {name: value})
    assert (found, named.replace("_GROUP", "_USERS")) == (code, name.replace("_GROUP", "_USERS"))


def test_the_layouts_of_records_are_read_from_a_folder_and_a_bad_one_is_named(tmp_path: Path) -> None:
    good = 'base = "zengin_transfer"\nversion = 1\ntexts = { 5 = "12" }\n'
    taxpayer = '[columns]\n"宛名番号" = { start = 92, length = 10 }\n'
    values = COMPLETE | {"NOFU_LAYOUTS": str(tmp_path)}
    assert [(fault.code, fault.name) for fault in refuse(values).faults] == [(FaultCode.NO_LAYOUTS, "NOFU_LAYOUTS")]
    (tmp_path / "bank.toml").write_text(good + taxpayer, "utf-8")
    assert [layout.name for layout in read(ALL, values).record_layouts] == ["zengin_transfer"]
    assert read(ALL, COMPLETE).record_layouts == ()
    for text, entry in (
        (good, "columns (no_taxpayer_column)"),
        (good + taxpayer + '"収納目" = { start = 102, length = 8 }', "収納目"),
        (good.replace("version", "versions"), "versions"),
        (good + 'kind = "letters"\n' + taxpayer, "kind"),
    ):
        (tmp_path / "bank.toml").write_text(text, "utf-8")
        (fault,) = refuse(values).faults
        assert (fault.code, fault.facts["file"], fault.facts["entry"]) == (FaultCode.BAD_LAYOUT, "bank.toml", entry)


def test_each_bad_entry_of_call_results_is_a_fault_and_a_good_table_is_used() -> None:
    refused = refuse(COMPLETE | {"CALL_RESULTS": "21=absent,22=nowhere,=busy,21=busy", "MIN_CALLS": "x"})
    entries = [(fault.code, fault.facts.get("entry")) for fault in refused.faults if fault.name == "CALL_RESULTS"]
    assert entries == [(FaultCode.BAD_CALL_RESULT, entry) for entry in (2, 3, 4)]
    assert "MIN_CALLS" in {fault.name for fault in refused.faults}
    table = read(ALL, COMPLETE | {"CALL_RESULTS": "7=voicemail"}).call_results
    assert read_result("07", table) is CallResult.VOICEMAIL
    assert read(ALL, COMPLETE).call_results == DEFAULT_RESULTS


def test_sender_numbers_are_read_by_carrier_and_each_bad_entry_is_a_fault() -> None:
    read_text = "docomo=048-000-0000, AU=0480000001,softbank=242240,softbank=242241"
    assert read(NONE, {"SENDER_NUMBERS": read_text}).senders == (
        (Carrier.DOCOMO, "048-000-0000"),
        (Carrier.AU, "0480000001"),
        (Carrier.SOFTBANK, "242240"),
        (Carrier.SOFTBANK, "242241"),
    )
    refused = refuse({"SENDER_NUMBERS": "kddi=1,docomo=048x,au,au=12,rakuten=0480000000"}, NONE)
    assert [(fault.code, fault.facts["entry"]) for fault in refused.faults] == [
        (FaultCode.BAD_SENDER, entry) for entry in (1, 2, 3, 4)
    ]
    assert read(NONE, {}).senders == ()


def test_faults_have_the_facts_of_their_sentence() -> None:
    refused = refuse(COMPLETE | {"SLACK_BOT_TOKEN": "x", "MIN_CALLS": "x", "NOFU_LOCALE": "x"})
    facts = {fault.name: dict(fault.facts) for fault in refused.faults}
    assert facts == {
        "SLACK_BOT_TOKEN": {"prefix": "xoxb-"},
        "MIN_CALLS": {"least": 0, "most": 99},
        "NOFU_LOCALE": {"choices": "ja | en"},
    }


def test_the_sandbox_clock_is_used_when_everything_is_on_this_machine() -> None:
    settings = read(ALL, COMPLETE | PRACTICE)
    assert settings.practice
    assert settings.clock_url == PRACTICE["NOFU_CLOCK_URL"]


@pytest.mark.parametrize("name", ["SLACK_API_URL", "KARADEN_BASE_URL"])
@pytest.mark.parametrize("needs", [ALL, NONE])
def test_the_sandbox_clock_with_a_real_service_is_refused(name: str, needs: frozenset[Need]) -> None:
    for value in ("", "https://example.com/api"):
        assert faults(COMPLETE | PRACTICE | {name: value}, needs) == [(FaultCode.CLOCK_WITH_REAL, name)]


@pytest.mark.parametrize("url", ["http://10.0.0.1/clock", "https://127.0.0.1/clock", "127.0.0.1:80", "file:///clock"])
def test_a_sandbox_clock_on_another_machine_is_refused(url: str) -> None:
    assert faults(COMPLETE | PRACTICE | {"NOFU_CLOCK_URL": url}) == [(FaultCode.CLOCK_NOT_LOOPBACK, "NOFU_CLOCK_URL")]


def test_no_secret_and_no_phone_number_is_in_the_repr_of_settings_or_faults() -> None:
    text = repr(read(ALL, COMPLETE | {"TEST_PHONES": "090-1234-5678", "SLACK_ADMIN_TOKEN": "xoxp-secret"}))
    refused = refuse(COMPLETE | {"SLACK_BOT_TOKEN": "oops-secret", "NOFU_DATA_KEY": "secret", "TEST_PHONES": "0901234"})
    text += f"{refused!r} {refused} {refused.faults}"
    assert not [word for word in ("secret", "x01", "\\x1f", "0901234", "090-1234") if word in text]


@pytest.mark.parametrize(
    ("proxy", "text"),
    list_cases(
        ("http://proxy.example:8080", "http://proxy.example:8080", "proxy.example:8080", "http://proxy.example:8080/"),
        ("http://desk:p%40ss@10.0.0.1:3128", "http://desk:p%40ss@10.0.0.1:3128", "desk:p%40ss@10.0.0.1:3128"),
        (None, ""),
    ),
)
def test_a_proxy_is_a_host_with_a_port_and_is_no_part_of_the_repr(proxy: str | None, text: str) -> None:
    settings = read(NONE, {"HTTPS_PROXY": text, "NO_PROXY": "karaden.example, 10.0.0.0/8"})
    assert (settings.network.proxy, settings.network.no_proxy) == (proxy, ("karaden.example", "10.0.0.0/8"))
    assert "p%40ss" not in repr(settings)


@pytest.mark.parametrize(
    "text", ["https://proxy.example:8080", "http://proxy.example", "socks5://p:1", "http://:80", "http://p:x", "p:80/x"]
)
def test_a_proxy_that_cannot_be_used_is_a_fault(text: str) -> None:
    assert faults({"HTTPS_PROXY": text}, NONE) == [(FaultCode.BAD_PROXY, "HTTPS_PROXY")]


def test_a_file_without_certificates_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "text.pem").write_text("no certificate")
    for name in ("empty.pem", "text.pem", "missing.pem", "."):
        values = {"SSL_CERT_FILE": str(tmp_path / name)}
        assert faults(values, NONE) == [(FaultCode.BAD_CERTIFICATES, "SSL_CERT_FILE")]
