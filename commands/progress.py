"""While somebody waits: the page that says "working", and how far the work is."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.rules.privacy import Leak
from bot.screens.blocks import View
from bot.slack.client import GatedClient

UPDATE_SECONDS = 2.0
"""Seconds between two updates of a page: Slack takes no more, and nobody reads faster."""
_REMEMBERED = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """Where a result will be shown: a view by its id, or the page that an acknowledgement shows, by its name."""

    view_id: str | None = None
    external_id: str | None = None


class ProgressUpdater:
    """Keeps a page in step with work that says how far it is. Within `with`; called with each new number.

    The page is updated by a thread of its own, so that a slow Slack does not slow the work. Once `with` is left, it
    writes no more: the result that comes next is never covered. `where` is the page as it is best found then.
    """

    def __init__(self, client: GatedClient, where: ViewPlace, draw: Callable[[int], View]) -> None:
        self.where = where
        self._client = client
        self._draw = draw
        self._latest = 0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, latest: int) -> None:
        """So much is done."""
        self._latest = latest
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep_showing, name="progress", daemon=True)
            self._thread.start()

    def __enter__(self) -> "ProgressUpdater":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _keep_showing(self) -> None:
        shown = 0
        while not self._done.wait(UPDATE_SECONDS):
            if shown != self._latest:
                shown = self._latest
                if not self._show(shown):
                    return

    def _show(self, latest: int) -> bool:
        """False when it is no use to go on: the page was closed, or Slack does not take it. The work goes on."""
        view_id, name = self.where.view_id, self.where.external_id
        page = self._draw(latest)
        if name:
            page["external_id"] = name  # else the page would lose its name
        try:
            answer = self._client.views_update(view_id=view_id, external_id=None if view_id else name, view=page)
        except (SlackApiError, OSError, Leak) as fault:
            _log.info("progress_not_shown", extra={"cause": type(fault).__name__})
            return False
        self.where = ViewPlace(str(answer["view"]["id"]), name)
        return True


class ClickGuard:
    """Knows a page's click again: whoever does not see at once what it does clicks a second time.

    (Slack's own guard, the hash of a view, is of no use: it looks like a number that must not leave.)
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()

    def __call__(self, view: Mapping[str, Any]) -> bool:
        """Whether it is the first click on a page as it stands."""
        page = (str(view["id"]), str(view["hash"]))
        with self._lock:
            if page in self._seen:
                return False
            self._seen.append(page)
            return True
