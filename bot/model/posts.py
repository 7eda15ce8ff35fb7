"""Posts to Slack: their kinds, with the type of the key that names what a post shows, and a row of the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.model.digests import DigestKey

Key = TypeVar("Key")

DESK_CHANNEL = "desk"
DIGEST_CHANNEL = "digest"


@dataclass(frozen=True, slots=True)
class PostKind(Generic[Key]):
    """A kind of post. The table `posts` stores its code and the key as text."""

    code: str
    decode: Callable[[str], Key]
    encode: Callable[[Key], str] = str


LIST_POST = PostKind("list", int)
CAMPAIGN_POST = PostKind("campaign", int)
PAYMENT_FILE_POST = PostKind("payments", int)
CALL_FILE_POST = PostKind("calls", int)
EXCLUSION_FILE_POST = PostKind("exclusions", int)
INBOX_FAILURE_POST = PostKind("inbox_failed", int)
RENUMBERING_POST = PostKind("renumbering", int)
"""A file of new ids that waits for a supervisor, or what was decided."""
INCIDENT_POST = PostKind("incident", int)
"""A file with a 個人番号; the key is the audit entry of its refusal."""
PAUSED_POST = PostKind("alert", lambda key: int(key.removeprefix("paused:")), lambda campaign: f"paused:{campaign}")
"""A campaign that nofu paused; the key is the campaign."""
SLACK_FILE_POST = PostKind("slack_file", str)
"""A request to an uploader to delete a file from Slack; the key is Slack's id of the file."""
DAILY_DIGEST_POST = PostKind("digest_daily", DigestKey.decode)


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the outbox. `channel` is a name from above or a user's id; `slack_channel` and `ts` are None until it
    is posted. `version` grows with each change that it has to show; `repeated`: an answer of Slack was lost."""

    id: int
    kind: str
    key: str
    channel: str
    version: int
    slack_channel: str | None
    ts: str | None
    repeated: bool
    tries: int
