"""Posts to Slack: their kinds, each with the type of its key, a row of the outbox, and whom a post mentions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.model.digests import DigestKey

Key = TypeVar("Key")

DESK_CHANNEL = "desk"
DIGEST_CHANNEL = "digest"


@dataclass(frozen=True, slots=True)
class EventKey:
    """Something that happened to a campaign or a list: its id, and the audit entry of the event."""

    subject: int
    entry: int

    @classmethod
    def decode(cls, key: str) -> "EventKey":
        """Read the key of a post."""
        subject, _, entry = key.partition(":")
        return cls(int(subject), int(entry))

    def __str__(self) -> str:
        """The key of a post; all of one subject begin alike."""
        return f"{self.subject}:{self.entry}"


@dataclass(frozen=True, slots=True)
class PostKind(Generic[Key]):
    """A kind of post. The table `posts` stores its code and the key as text."""

    code: str
    decode: Callable[[str], Key]
    encode: Callable[[Key], str] = str


LIST_POST = PostKind("list", int)
CAMPAIGN_POST = PostKind("campaign", int)
EVENT_POST = PostKind("event", EventKey.decode)
"""A reply in the thread of a campaign's card: what happened to the campaign, who did it, and when."""
REQUEST_POST = PostKind("request", EventKey.decode)
"""A request to the supervisors to decide on a campaign."""
REMINDER_POST = PostKind("request_due", EventKey.decode)
"""A reminder to the supervisors of a request that expires soon."""
DECISION_POST = PostKind("decision", EventKey.decode)
"""What somebody else decided on an author's campaign."""
PAUSED_POST = PostKind("paused", EventKey.decode)
"""An alert to supervisors and author: a campaign is paused until a supervisor acts."""
RECOVERY_POST = PostKind("recovery", EventKey.decode)
"""An offer to supervisors to resume a campaign: the provider, for which nofu paused it, works again."""
ALL_PAUSED_POST = PostKind("all_paused", EventKey.decode)
"""An alert: somebody has paused all sending from Slack. The subject is 0, which is no campaign."""
DOUBT_POST = PostKind("doubt", EventKey.decode)
"""An alert to the supervisors: messages whose outcome no program can find out."""
SEAL_POST = PostKind("seal", EventKey.decode)
"""An alert to the supervisors: messages were held because what is stored of them is not what was approved."""
LOCK_POST = PostKind("lock", EventKey.decode)
"""An alert to supervisors and administrators: nothing is sent until one of them has reconciled."""
BACKUP_POST = PostKind("backup", EventKey.decode)
"""An alert to supervisors and administrators: the daily backup failed. The subject is 0."""
MISMATCH_POST = PostKind("mismatch", EventKey.decode)
"""An alert to the supervisors: the provider has messages of a campaign under other ids, when it cannot be paused."""
CALL_ALERT_POST = PostKind("call_alert", EventKey.decode)
"""An alert to the supervisors: many who call about a campaign that cannot be paused say the same of its data."""
LAPSE_POST = PostKind("lapse", EventKey.decode)
"""A message to the people of a list whose confirmation a later change has ended."""
PAYMENT_FILE_POST = PostKind("payments", int)
CALL_FILE_POST = PostKind("calls", int)
EXCLUSION_FILE_POST = PostKind("exclusions", int)
STOP_FILE_POST = PostKind("stops", int)
SUPPRESSION_FILE_POST = PostKind("suppressions", int)
PROMISES_POST = PostKind("promises", EventKey.decode)
"""The morning's message on promises; the key is its audit entry, the subject is 0."""
INBOX_FAILURE_POST = PostKind("inbox_failed", int)
RENUMBERING_POST = PostKind("renumbering", int)
"""A file of new ids that waits for a supervisor, or what was decided."""
PERSONAL_NUMBER_POST = PostKind("incident", int)
"""A file with a 個人番号; the key is the audit entry of its refusal."""
REPORT_POST = PostKind("incident_report", int)
"""The card of an incident (誤送信)."""
DEADLINE_POST = PostKind("incident_due", EventKey.decode)
"""A reminder to supervisors and administrators: a report to the commission is due tomorrow. The subject is an
incident."""
SLACK_FILE_POST = PostKind("slack_file", str)
"""A request to an uploader to delete files from Slack; the key is Slack's id of the first of them."""
DAILY_DIGEST_POST = PostKind("digest_daily", DigestKey.decode)


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the outbox. `channel` is a name from above or a user's id; `slack_channel` and `ts` are None until it
    is posted, `link` is None until Slack was asked for it. `version` grows with each change that it has to show,
    `is_due`: Slack does not show it yet; `repeated`: an answer of Slack was lost."""

    id: int
    kind: str
    key: str
    channel: str
    version: int
    is_due: bool
    slack_channel: str | None
    ts: str | None
    link: str | None
    repeated: bool
    tries: int


@dataclass(frozen=True, slots=True)
class FailingPosts:
    """Posts in one channel whose last attempts failed with the same code; `since`: the first failure of the oldest."""

    channel: str
    code: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who must act on a message: user groups, and the users of roles that have no group."""

    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


NOBODY = Mentioned()
