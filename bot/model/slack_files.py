"""Files that nofu has read and that are still in Slack."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file that nofu read and that is still in Slack as far as known; `kind` is its file kind."""

    file: str
    uploader: str
    kind: str
    since: datetime
    gone: bool = False
    size: int | None = None
    """in bytes; None if Slack did not say"""


@dataclass(frozen=True, slots=True)
class FileOwner:
    """A user with files still in Slack: how many, and when the oldest was read."""

    user: str
    files: int
    since: datetime
