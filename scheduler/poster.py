"""The loop that shows posts in Slack: it takes those that are due, renders current data, and posts or edits.

Many changes of one post in a short time become one edit, because a post holds no text. If Slack fails, posts are tried
again later. A post whose answer was lost is posted again and marked "possibly repeated".
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.model.errors import NotFound
from bot.model.posts import CAMPAIGN_POST, DESK_CHANNEL, DIGEST_CHANNEL, LIST_POST, REPORT_POST, Post
from bot.rules.stuck_posts import NOT_RENDERED
from bot.screens.blocks import Frame, MessageCard
from bot.services import posts
from bot.services.context import ServiceContext
from bot.slack import posts as slack_posts
from bot.slack.client import CheckedClient
from bot.slack.posts import MessageId, PostFailed
from scheduler.jobs import CLOCK
from scheduler.post_table import POST_TABLE

_LINKED = frozenset({CAMPAIGN_POST.code, LIST_POST.code, REPORT_POST.code})
"""The kinds to whose messages others link."""
_CHANNEL_PAUSE = 1.2
"""Seconds between two messages in one channel: Slack takes about one a second."""
_EDIT_PAUSE = 1.25
"""Seconds between two edits in all channels together: chat.update is tier 3, 50 a minute."""
_PROGRESS_PAUSE = 5.0
"""Seconds between two edits of one message whose text for notifications stays the same: a campaign that is sending
changes several times a second, and only its figures do. The last figures are shown in any case."""
_EDITS = "edits"
"""The pace of edits: they do not count for the pace of a channel, so a card in motion holds up no message."""
_CARD_TRIES = 3
"""How often a card may fail before its replies are posted without a thread."""
_IDLE = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PostChannels:
    """Slack's ids of the desk's channel and of the digest channel."""

    desk: str
    digest: str

    def get_id(self, channel: str) -> str:
        """Return Slack's id of a post's channel; a user's id is a direct message."""
        return {DESK_CHANNEL: self.desk, DIGEST_CHANNEL: self.digest}.get(channel, channel)


def _is_edit(post: Post) -> bool:
    return post.slack_channel is not None and post.ts is not None


def _will_be_posted(card: Post | None) -> bool:
    return card is not None and card.ts is None and card.is_due and card.tries < _CARD_TRIES


def _is_direct(post: Post) -> bool:
    return post.channel not in (DESK_CHANNEL, DIGEST_CHANNEL)


class Poster:
    """A thread that keeps the posts in Slack up to date."""

    def __init__(
        self,
        context: ServiceContext,
        client: CheckedClient,
        channels: PostChannels,
        frame: Frame,
        frame_of: Callable[[str], Frame],
    ) -> None:
        self._context = context
        self._client = client
        self._channels = channels
        self._frame = frame
        self._frame_of = frame_of
        self._charts = True
        self._next_at: dict[str, float] = {}
        self._edited: dict[int, tuple[str, float]] = {}
        """the text of each post that was edited within `_PROGRESS_PAUSE`, and when"""
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="poster", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look for due posts at once."""
        self._wake.set()

    def stop(self) -> None:
        """Stop the thread; posts that are still due are shown after the next start."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                pause = self._show_due_posts()
            except Exception:  # noqa: BLE001 - if this thread ended, nothing would be shown any more
                _log.exception("poster_failed")
                pause = _IDLE
            self._wake.wait(pause)
            self._wake.clear()

    def _show_due_posts(self) -> float:
        """Show the due posts, one a channel and one edit; returns the seconds to wait before the next look."""
        pause = _IDLE
        for post in posts.find_due_posts(self._context, CLOCK):
            channel = self._channels.get_id(post.channel)
            pace = _EDITS if _is_edit(post) else channel
            wait = max(self._next_at.get(key, 0.0) for key in (pace, str(post.id))) - time.monotonic()
            if wait > 0:
                pause = min(pause, wait)
                continue
            card = self._find_card(post)
            if _will_be_posted(card):
                continue  # a reply needs the message that it replies to
            thread = card.ts if card is not None and card.slack_channel == channel else None
            if self._show(post, channel, thread):
                self._delay(post, channel, _EDIT_PAUSE if _is_edit(post) else _CHANNEL_PAUSE)
            else:
                self._next_at[str(post.id)] = time.monotonic() + _EDIT_PAUSE  # other edits need not wait for this one
        return pause

    def _find_card(self, post: Post) -> Post | None:
        """Return the post of the card in whose thread a new post is a reply; None for all others."""
        entry = POST_TABLE.get(post.kind)
        if entry is None or entry.get_card is None or _is_edit(post):
            return None
        return posts.find_card(self._context, CLOCK, CAMPAIGN_POST, entry.get_card(entry.kind.decode(post.key)))

    def _delay(self, post: Post, channel: str, seconds: float) -> None:
        """Post nothing to the channel of a post for so long, or edit nothing anywhere if it is an edit."""
        pace = _EDITS if _is_edit(post) else channel
        self._next_at[pace] = max(self._next_at.get(pace, 0.0), time.monotonic() + seconds)

    def _show(self, due: Post, channel: str, thread: str | None) -> bool:
        """Show a post; returns False if it is too early for an edit that shows only progress."""
        post = posts.claim_post(self._context, CLOCK, due)
        try:
            card = self._render(post)
        except NotFound:
            posts.drop_post(self._context, CLOCK, post)
            return True
        except Exception:  # noqa: BLE001 - one post that cannot be rendered must not hold up the others
            _log.exception("post_not_rendered", extra={"post": post.id, "kind": post.kind})
            posts.record_failure(self._context, CLOCK, post, NOT_RENDERED, answered=True)
            return True
        if _is_edit(post) and self._is_progress(post, card):
            return False  # it stays due; an edit that was claimed and not sent does no harm
        try:
            message_id = self._send(post, channel, card, thread)
        except PostFailed as fault:
            self._record_failure(post, channel, fault)
        else:
            posts.record_posted(self._context, CLOCK, post, message_id.channel, message_id.ts)
            if post.kind in _LINKED and (post.link is None or post.ts != message_id.ts):
                self._record_link(post, message_id)
            if _is_edit(post):
                self._remember_edit(post, card)
        return True

    def _is_progress(self, post: Post, card: MessageCard) -> bool:
        """Whether the post was edited a moment ago, with the same text for notifications."""
        text, edited_at = self._edited.get(post.id, ("", 0.0))
        return text == card.text and time.monotonic() < edited_at + _PROGRESS_PAUSE

    def _remember_edit(self, post: Post, card: MessageCard) -> None:
        now = time.monotonic()
        recent = {key: value for key, value in self._edited.items() if now < value[1] + _PROGRESS_PAUSE}
        self._edited = {**recent, post.id: (card.text, now)}

    def _record_link(self, post: Post, message_id: MessageId) -> None:
        """Ask Slack for the link to a card, for the messages and pages about it. If it fails, the next edit asks."""
        try:
            link = slack_posts.fetch_link(self._client, message_id)
        except PostFailed as fault:
            _log.warning("link_unknown", extra={"post": post.id, "code": fault.code})
        else:
            posts.record_link(self._context, CLOCK, post, message_id.ts, link)

    def _render(self, post: Post) -> MessageCard:
        """Build the message. Raises NotFound, KeyError for an unknown kind, and privacy.Leak."""
        frame = self._frame_of(post.channel) if _is_direct(post) else self._frame
        card = POST_TABLE[post.kind].render(self._context, frame, post.key, charts=self._charts)
        if post.repeated:
            card = card.add_note(frame.words("post.repeated"))
        self._client.check({"text": card.text, "blocks": card.blocks})
        return card

    def _send(self, post: Post, channel: str, card: MessageCard, thread: str | None) -> MessageId:
        if post.slack_channel is not None and post.ts is not None:
            message_id = MessageId(post.slack_channel, post.ts)
            return slack_posts.edit_message(self._client, message_id, card.text, card.blocks)
        try:
            return slack_posts.post_message(self._client, channel, card.text, card.blocks, thread=thread)
        except PostFailed as fault:
            if thread is None or not fault.no_thread:
                raise
        return slack_posts.post_message(self._client, channel, card.text, card.blocks)

    def _record_failure(self, post: Post, channel: str, fault: PostFailed) -> None:
        _log.warning("post_not_shown", extra={"post": post.id, "kind": post.kind, "code": fault.code})
        if fault.retry_after is not None:
            self._delay(post, channel, fault.retry_after)
        if fault.gone:
            posts.record_lost(self._context, CLOCK, post)
        elif fault.nobody and _is_direct(post):
            posts.drop_post(self._context, CLOCK, post)  # the digest names the files that remain to be deleted
        elif fault.bad_blocks and self._charts and POST_TABLE[post.kind].build_plain_card:
            self._charts = False  # this workspace has no native charts yet: the text has the same figures
            posts.record_failure(self._context, CLOCK, post, fault.code, answered=True, retry_after=0.0)
        else:
            again = fault.retry_after
            posts.record_failure(self._context, CLOCK, post, fault.code, answered=fault.answered, retry_after=again)
