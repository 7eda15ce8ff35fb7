"""Shows the progress of slow work in the view where a user waits, and recognises second clicks."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.rules.privacy import Leak
from bot.screens.blocks import SlackView
from bot.slack.client import CheckedClient

UPDATE_SECONDS = 2.0
"""Seconds between two updates of a page. Slack limits their rate."""
_MAX_CLICKS = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ViewTarget:
    """Where a result will be shown: a view by its id, or the page that an acknowledgement opens, by its external id.

    With `hash`, the view is replaced only in the state that has this hash.
    """

    view_id: str | None = None
    external_id: str | None = None
    hash: str | None = None


def update_view(client: CheckedClient, target: ViewTarget, page: SlackView) -> ViewTarget:
    """Replace a view; returns where the next update goes. Raises SlackApiError, OSError, Leak."""
    external_id = None if target.view_id else target.external_id
    answer = client.views_update(view_id=target.view_id, external_id=external_id, hash=target.hash, view=page)
    view = answer["view"]
    return ViewTarget(str(view["id"]), target.external_id, str(view["hash"]) if target.hash else None)


class ProgressUpdater:
    """Updates a page with the progress of some work. Use it as a context manager, and call it with each new number.

    A thread updates the page, so that a slow Slack does not delay the work. It stops at the end of the `with`, so it
    cannot overwrite the result. `place` is the latest place of the page.
    """

    def __init__(self, client: CheckedClient, target: ViewTarget, build_page: Callable[[int], SlackView]) -> None:
        self.target = target
        self._client = client
        self._build_page = build_page
        self._latest = 0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, latest: int) -> None:
        """Set the latest number."""
        self._latest = latest
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
            self._thread.start()

    def __enter__(self) -> "ProgressUpdater":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        last_number = 0
        while not self._done.wait(UPDATE_SECONDS):
            if last_number != self._latest:
                last_number = self._latest
                if not self._update_page(last_number):
                    return

    def _update_page(self, latest: int) -> bool:
        """Returns False if the page was closed or Slack refuses it: the work continues without updates."""
        external_id = self.target.external_id
        page = self._build_page(latest)
        if external_id:
            page["external_id"] = external_id  # an update without it would remove it
        try:
            self.target = update_view(self._client, self.target, page)
        except (SlackApiError, OSError, Leak) as error:
            self.target = replace(self.target, hash=None)  # the update may have arrived, and its hash is not known
            _log.info("progress_not_shown", extra={"cause": type(error).__name__})
            return False
        return True


class ClickGuard:
    """Recognises a second click on the same page: a user who sees no reaction clicks again.

    Slack's own guard, an update with the view's `hash`, would need a request before each click is known to be first.
    """

    def __init__(self) -> None:
        self._clicked: deque[tuple[str, str]] = deque(maxlen=_MAX_CLICKS)
        self._lock = threading.Lock()

    def is_first(self, view: Mapping[str, Any]) -> bool:
        """Whether this is the first click on a page in its present state."""
        page = (str(view["id"]), str(view["hash"]))
        with self._lock:
            if page in self._clicked:
                return False
            self._clicked.append(page)
            return True
