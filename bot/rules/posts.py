"""Posts: what Slack should show, and how long to wait when it does not take it."""

from dataclasses import dataclass

_LONGEST = 60.0


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


def pause(tries: int, asked: float | None) -> float:
    """Seconds until a post is tried again after so many failures; `asked` is what Slack named itself."""
    return asked if asked is not None else min(_LONGEST, 2.0**tries)
