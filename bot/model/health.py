"""The results of `nofu check`."""

from dataclasses import dataclass
from enum import StrEnum


class CheckAdvice(StrEnum):
    """What to do about a failed check; its sentence is `check.advice.<code>`."""

    BOT_REFUSED = "bot_refused"
    APP_REFUSED = "app_refused"
    APP_SCOPE = "app_scope"
    APP_KIND = "app_kind"
    TEAM = "team"
    SCOPES = "scopes"
    CHANNEL_UNKNOWN = "channel_unknown"
    CHANNEL_NOT_MEMBER = "channel_not_member"
    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_SHARED = "channel_shared"
    GROUP_EMPTY = "group_empty"
    GROUP_UNKNOWN = "group_unknown"
    NO_APPROVER = "no_approver"
    ONE_APPROVER = "one_approver"
    """a warning: the check does not fail"""
    GROUPS_NOT_IN_PLAN = "groups_not_in_plan"
    BLOCKS_REFUSED = "blocks_refused"
    POST_REFUSED = "post_refused"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    PAUSED = "paused"
    LOCKED = "locked"
    BACKUP = "backup"
    TEST_PHONES = "test_phones"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of `nofu check`: the name of a part, whether it works, a detail or a code, and what to do."""

    name: str
    ok: bool
    detail: str
    advice: CheckAdvice | None = None
