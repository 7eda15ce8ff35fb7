"""Tells people that the database cannot be changed, without using it: the full disk keeps no post either.

People are also alerted to a file that was moved away or replaced: nothing fails then, so it is looked for at intervals.
What failed is reported by the store, kept in memory, and posted to Slack directly, as one message. It is edited when
the database can be changed again. Meanwhile nothing is sent, since each message needs its claim on the disk.
"""

import logging
import threading
import time
from datetime import datetime

from bot.model.instance import StoreFault
from bot.screens import alerts
from bot.screens.blocks import Frame
from bot.services import store_health
from bot.services.context import ServiceContext
from bot.slack import posts as slack_posts
from bot.slack.client import CheckedClient
from bot.slack.posts import MessageId, PostFailed

_PATIENCE = 3.0
"""Seconds for which the fault must last before people are told: a program may lock the database for a moment."""
_LOOK = 10.0
"""Seconds between two looks whether the file is still the one that was opened."""
_STEP, _LONG_STEP = 5.0, 60.0
"""Seconds between two looks, and until a post is repeated whose answer was lost: Slack may have taken it."""
_log = logging.getLogger(__name__)


class StoreAlarm:
    """A thread that sleeps until the store reports a fault, or the file is another."""

    def __init__(self, context: ServiceContext, client: CheckedClient, channel: str, frame: Frame) -> None:
        self._context = context
        self._client = client
        self._channel = channel
        self._frame = frame
        self._show_at = 0.0
        self._reported = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-alarm", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread. A fault that lasts is reported again after the next start."""
        self._stop.set()
        self._reported.set()
        self._thread.join()

    def report(self, _fault: StoreFault) -> None:
        """Look at the database soon; from any thread, and at once."""
        self._reported.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._reported.wait(_LOOK) and not store_health.is_replaced(self._context):
                continue
            self._reported.clear()  # a fault that is reported from here on is looked at after this one
            try:
                self._watch()
            except Exception:  # noqa: BLE001 - if this thread ended, nobody would be told of the next fault
                _log.exception("store_alarm_failed")
                self._stop.wait(_STEP)

    def _watch(self) -> None:
        """Tell people if the fault lasts, and then that it is over; what Slack does not take is tried again."""
        since = self._context.clock.now()
        if self._stop.wait(_PATIENCE):
            return
        first = store_health.find_fault(self._context)
        if first is None:
            return
        is_replaced = first is StoreFault.REPLACED
        _log.error("file_replaced" if is_replaced else "store_fault", extra={"fault": first.value})
        fault: StoreFault | None = first
        message: MessageId | None = None
        self._show_at = 0.0
        while fault is not None and not self._stop.is_set():
            if (fault is StoreFault.REPLACED) != is_replaced:
                self.report(fault)  # people must do something else now
                return
            if message is None and time.monotonic() >= self._show_at:
                message = self._show(None, first, since, None)
            self._stop.wait(_STEP)
            fault = store_health.find_fault(self._context)
        if fault is None:
            self._context.wake()
            until = self._context.clock.now()
            while self._show(message, first, since, until) is None and not self._stop.wait(_LONG_STEP):
                pass

    def _show(
        self, message: MessageId | None, fault: StoreFault, since: datetime, until: datetime | None
    ) -> MessageId | None:
        """Post or edit the message; returns None if Slack did not take it."""
        card = alerts.build_store_alert(self._frame, store_health.make_view(self._context, fault, since, until))
        try:
            if message is not None:
                return slack_posts.edit_message(self._client, message, card.text, card.blocks)
            return slack_posts.post_message(self._client, self._channel, card.text, card.blocks)
        except PostFailed as failed:
            _log.warning("store_alarm_not_shown", extra={"code": failed.code})
            self._show_at = time.monotonic() + (_STEP if failed.answered else _LONG_STEP)
            return message if failed.gone else None  # nothing is left to edit
