"""Posts: what Slack should show, and how long to wait when it does not take it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the poster takes it. `ts` is None before the first time; `repeated`: an answer was lost."""

    id: int
    kind: str
    key: str
    place: str
    wanted: int
    channel: str | None
    ts: str | None
    repeated: bool
    tries: int
