"""Files that nofu has read and that remain in Slack."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file that nofu read and that lies in Slack as far as is known; `kind` is what it was brought as."""

    file: str
    uploader: str
    kind: str
    since: datetime
    gone: bool = False


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Somebody whose files still lie there: how many, and since when the oldest does."""

    user: str
    files: int
    since: datetime
