"""What can be wrong with the settings. Every fault is collected; the sentences are in the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultCode(StrEnum):
    """Chooses the sentence `settings.<code>`; each is filled with `name` and the facts that stand beside it."""

    MISSING = "missing"
    NO_MEMBERS = "no_members"
    """neither `name` (…_GROUP) nor `other` (…_USERS) is set"""
    BAD_PREFIX = "bad_prefix"
    """a Slack token of another kind; `prefix` is what it must begin with"""
    BAD_ID = "bad_id"
    """not an id of Slack's; `prefix` is what it must begin with (a letter, or several with / between them)"""
    BAD_NUMBER = "bad_number"
    """not a whole number, or outside `least` to `most`"""
    BAD_PRICE = "bad_price"
    BAD_CHOICE = "bad_choice"
    """`choices` are the possible words, with ` | ` between them"""
    BAD_KEY = "bad_key"
    """not 32 bytes of URL-safe base64"""
    BAD_URL = "bad_url"
    NOT_HTTPS = "not_https"
    """http to another machine, or credentials inside the URL"""
    BAD_PHONE = "bad_phone"
    BAD_TENANT = "bad_tenant"
    BAD_HOURS = "bad_hours"
    BAD_DAYS = "bad_days"
    BAD_TIMING = "bad_timing"
    BAD_CALL_RESULT = "bad_call_result"
    """entry number `entry` has no code, a result that is none of `choices`, or a code that stands there already"""
    PROVIDER_NOT_YET = "provider_not_yet"
    """`provider` is known, but nofu does not speak to it yet"""
    NOT_YET = "not_yet"
    """the setting is known, but nothing keeps it yet: better refused than relied upon"""
    CLOCK_NOT_LOOPBACK = "clock_not_loopback"
    """NOFU_CLOCK_URL itself leads to another machine"""
    CLOCK_WITH_REAL = "clock_with_real"
    """NOFU_CLOCK_URL is set while `name` is not on this machine: practice and the real thing are mixed"""
    ENV_UNREADABLE = "env_unreadable"
    """`name` is the file's name"""
    ENV_NOT_UTF8 = "env_not_utf8"
    ENV_BAD_LINE = "env_bad_line"
    """`line` is the line's number"""


@dataclass(frozen=True, slots=True)
class SettingsFault:
    """One fault: what is wrong with which setting. Values are never repeated, since some are secret."""

    code: FaultCode
    name: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class BadSettings(Exception):
    """The settings cannot be used; `faults` are all of them, in the order of `.env.example`."""

    def __init__(self, faults: tuple[SettingsFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.name}: {fault.code}" for fault in faults))
        self.faults = faults
