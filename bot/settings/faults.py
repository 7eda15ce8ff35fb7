"""What can be wrong with the settings. Every fault is reported; their sentences are in the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultCode(StrEnum):
    """The kind of a fault. Its sentence is `settings.<code>`, with `name` and the facts named here."""

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
    BAD_SHARE = "bad_share"
    """not a number above 0 and at most 1"""
    BAD_RATE = "bad_rate"
    """not a number from 0 to 1"""
    BAD_CHOICE = "bad_choice"
    """`choices` are the possible words, with ` | ` between them"""
    BAD_LAGS = "bad_lags"
    """an entry is not `channel=days`, with a channel of `choices`, or a channel comes twice"""
    BAD_KEY = "bad_key"
    """not 32 bytes of URL-safe base64"""
    BAD_URL = "bad_url"
    NOT_HTTPS = "not_https"
    """http to another machine, or credentials in the URL"""
    BAD_PROXY = "bad_proxy"
    BAD_CERTIFICATES = "bad_certificates"
    """the file is missing, or has no certificates in PEM form"""
    BAD_PHONE = "bad_phone"
    BAD_PATH_PART = "bad_path_part"
    BAD_HOURS = "bad_hours"
    BAD_DAYS = "bad_days"
    BAD_TIMING = "bad_timing"
    BAD_DEPUTIES = "bad_deputies"
    """an entry is not a user's id with a day or a first and a last day"""
    BAD_CALL_RESULT = "bad_call_result"
    BAD_CODE = "bad_code"
    """entry number `entry` has no code, a result that is none of `choices`, or the code of an earlier entry"""
    BAD_SENDER = "bad_sender"
    """entry number `entry` names no carrier of `choices`, or no number"""
    BAD_LAYOUT = "bad_layout"
    """the layout in the file `file` cannot be used; `entry` is the entry to correct"""
    NO_LAYOUTS = "no_layouts"
    """the folder has no file of a layout, or cannot be read"""
    NOT_YET = "not_yet"
    """the setting has no effect yet; it is refused, since somebody would rely on it"""
    CLOCK_NOT_LOOPBACK = "clock_not_loopback"
    """NOFU_CLOCK_URL is on another machine"""
    CLOCK_WITH_REAL = "clock_with_real"
    """NOFU_CLOCK_URL is set, but `name` is not on this machine: practice and real use would mix"""
    ENV_FOLDER = "env_folder"
    """`name` is the file's path, here and below"""
    ENV_FORBIDDEN = "env_forbidden"
    ENV_UNREADABLE = "env_unreadable"
    """`reason` is the system's code of the error"""
    ENV_NOT_UTF8 = "env_not_utf8"
    ENV_BAD_LINE = "env_bad_line"
    """`line` is the line's number"""


@dataclass(frozen=True, slots=True)
class SettingsFault:
    """One fault of one setting. It never contains the value, since some values are secret."""

    code: FaultCode
    name: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class BadValue(Exception):
    """A parser refuses the text of a setting; each of `facts` is one fault."""

    def __init__(self, code: FaultCode, *facts: Mapping[str, str | int]) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts or ({},)


class BadSettings(Exception):
    """The settings cannot be used; `faults` are all of them, in the order of `.env.example`."""

    def __init__(self, faults: tuple[SettingsFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.name}: {fault.code}" for fault in faults))
        self.faults = faults
