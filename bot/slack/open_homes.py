"""The people who have opened their App Home lately: Slack shows them the page that was published last, however old."""

import threading
import time

_HOURS = 12.0


class OpenHomes:
    """Who opened it, each with the workspace that Slack named. Not stored: after a restart people open it again."""

    def __init__(self) -> None:
        self._opened: dict[str, tuple[str | None, float]] = {}
        self._lock = threading.Lock()

    def note(self, user: str, team: str | None) -> None:
        """Note that a person has opened their Home."""
        with self._lock:
            self._opened[user] = (team, time.monotonic())

    def list_people(self) -> list[tuple[str, str | None]]:
        """List who opened it within half a day, with the workspace."""
        oldest = time.monotonic() - _HOURS * 3600
        with self._lock:
            self._opened = {user: one for user, one in self._opened.items() if one[1] >= oldest}
            return [(user, team) for user, (team, _) in self._opened.items()]
