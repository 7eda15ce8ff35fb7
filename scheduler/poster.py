"""The loop that shows in Slack what has changed: it reads the newest facts, draws them, posts or edits.

Bursts fold into one edit, for a post is a subject and not a text. Slack's absence stops nothing: what could not be
shown is tried again. A post whose answer was lost is made again and says that it may stand there twice.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model.digests import DigestKind
from bot.model.errors import NotFound
from bot.model.posts import Post
from bot.screens import alerts
from bot.screens import campaigns as campaign_screens
from bot.screens import digests as digest_screens
from bot.screens import imports as known_screens
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens import slack_files as lying_screens
from bot.screens.blocks import Frame, MessageCard, context_block
from bot.services import campaigns, digests, lists, posts, slack_files
from bot.services.context import ServiceContext
from bot.services.imports import calls, exclusions, inbox_folder, payments, pipeline, targets
from bot.services.unit_of_work import DESK_CHANNEL, DIGEST_CHANNEL
from bot.slack import posts as wire
from bot.slack.client import GatedClient
from bot.slack.posts import MessagePlace, NotShown
from scheduler.jobs import CLOCK

_GAP = 1.2
"""Seconds between two messages in one channel: Slack takes about one a second, and 50 edits a minute."""
_IDLE = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PostChannels:
    """Where the places of a post are."""

    desk: str
    digest: str

    def of(self, place: str) -> str:
        """The channel of a place; a person's id is a direct message."""
        return {DESK_CHANNEL: self.desk, DIGEST_CHANNEL: self.digest}.get(place, place)


def _is_person(place: str) -> bool:
    return place not in (DESK_CHANNEL, DIGEST_CHANNEL)


class Poster:
    """One thread that keeps Slack in step with the desk."""

    def __init__(
        self,
        context: ServiceContext,
        client: GatedClient,
        channels: PostChannels,
        frame: Frame,
        frame_of: Callable[[str], Frame],
    ) -> None:
        self._tools = context
        self._client = client
        self._channels = channels
        self._frame = frame
        self._frame_of = frame_of
        self._charts = True
        self._free_at: dict[str, float] = {}
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="poster", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something has changed."""
        self._wake.set()

    def stop(self) -> None:
        """End; what is not shown yet is shown after the next start."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                pause = self._round()
            except Exception:  # noqa: BLE001 - a poster that dies silently shows nothing ever again
                _log.exception("poster_failed")
                pause = _IDLE
            self._wake.wait(pause)
            self._wake.clear()

    def _round(self) -> float:
        """Show what is due, one message a channel; seconds until it is worth looking again."""
        pause = _IDLE
        for post in posts.find_due_posts(self._tools, CLOCK):
            channel = self._channels.of(post.place)
            wait = self._free_at.get(channel, 0.0) - time.monotonic()
            if wait > 0:
                pause = min(pause, wait)
                continue
            self._show(post, channel)
            self._free_at[channel] = max(self._free_at.get(channel, 0.0), time.monotonic() + _GAP)
        return pause

    def _show(self, waiting: Post, channel: str) -> None:
        post = posts.claim_post(self._tools, CLOCK, waiting)
        try:
            card = self._drawn(post)
        except NotFound:
            posts.drop_post(self._tools, CLOCK, post)
            return
        except Exception:  # noqa: BLE001 - one card that cannot be drawn must not keep all the others back
            _log.exception("not_drawn", extra={"post": post.id, "kind": post.kind})
            posts.record_failure(self._tools, CLOCK, post, answered=True)
            return
        try:
            place = self._sent(post, channel, card)
        except NotShown as fault:
            self._not_shown(post, channel, fault)
        else:
            posts.record_posted(self._tools, CLOCK, post, place.channel, place.ts)

    def _sent(self, post: Post, channel: str, card: MessageCard) -> MessagePlace:
        if post.channel is not None and post.ts is not None:
            return wire.edit_message(self._client, MessagePlace(post.channel, post.ts), card.text, card.blocks)
        return wire.post_message(self._client, channel, card.text, card.blocks)

    def _not_shown(self, post: Post, channel: str, fault: NotShown) -> None:
        _log.warning("not_shown", extra={"post": post.id, "kind": post.kind, "code": fault.code})
        if fault.retry_after is not None:
            self._free_at[channel] = time.monotonic() + fault.retry_after
        if fault.gone:
            posts.record_lost(self._tools, CLOCK, post)
            return
        if fault.nobody and _is_person(post.place):
            posts.drop_post(self._tools, CLOCK, post)  # the digest tells the desk of what is still to be done
            return
        if fault.bad_blocks and post.kind.startswith("digest") and self._charts:
            self._charts = False  # this workspace has no native charts yet: the same figures stand in the text
            posts.record_failure(self._tools, CLOCK, post, answered=True, retry_after=0.0)
            return
        posts.record_failure(self._tools, CLOCK, post, answered=fault.answered, retry_after=fault.retry_after)

    def _drawn(self, post: Post) -> MessageCard:
        """The card as it is to be shown. Raises NotFound, and privacy.Leak."""
        frame = self._frame_of(post.place) if _is_person(post.place) else self._frame
        card = self._painters(frame)[post.kind](post.key)
        if post.repeated:
            card = MessageCard(card.text, [context_block(frame.words("post.repeated")), *card.blocks])
        self._client.check({"text": card.text, "blocks": card.blocks})
        return card

    def _painters(self, frame: Frame) -> Mapping[str, Callable[[str], MessageCard]]:
        context = self._tools
        return {
            "list": lambda key: self._list(frame, int(key)),
            "campaign": lambda key: campaign_screens.build_card(
                frame, campaigns.get_campaign_view(context, CLOCK, int(key))
            ),
            "payments": lambda key: payment_screens.build_card(
                frame, payments.get_payment_file_view(context, CLOCK, int(key))
            ),
            "calls": lambda key: known_screens.build_call_file_card(
                frame, calls.get_call_file_view(context, CLOCK, int(key))
            ),
            "exclusions": lambda key: known_screens.build_exclusion_file_card(
                frame, exclusions.get_exclusion_file_view(context, CLOCK, int(key))
            ),
            "digest_daily": lambda key: digest_screens.build_card(
                frame, digests.get_digest_view(context, CLOCK, DigestKind.DAILY, key), charts=self._charts
            ),
            "inbox_failed": lambda key: alerts.build_inbox_alert(
                frame, inbox_folder.get_failure(context, CLOCK, int(key))
            ),
            "incident": lambda key: alerts.build_incident_alert(frame, pipeline.get_incident(context, CLOCK, int(key))),
            slack_files.SLACK_FILE_POST: lambda key: lying_screens.build_card(
                frame, slack_files.get_slack_file(context, CLOCK, key)
            ),
            "alert": lambda key: alerts.build_paused_alert(
                frame, campaigns.get_campaign_view(context, CLOCK, int(key.split(":")[1]))
            ),
        }

    def _list(self, frame: Frame, list_id: int) -> MessageCard:
        gone = lists.find_replacement(self._tools, CLOCK, list_id)
        if gone is not None:
            return list_screens.build_replaced_card(frame, gone)
        return list_screens.build_card(frame, targets.get_list_view(self._tools, CLOCK, list_id))
