"""The table of post kinds: for each, the service function that reads what it shows, and the screen that builds it.

To add a kind of post, declare its `PostKind` in bot/model/posts.py and add its entry here. The cards of imported files
need no entry: they are made from the table of file kinds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bot.model.access import Actor
from bot.model.lists import ListView, ReplacedListView
from bot.model.posts import (
    ALL_PAUSED_POST,
    BACKUP_POST,
    CALL_ALERT_POST,
    CAMPAIGN_POST,
    DEADLINE_POST,
    DECISION_POST,
    DOUBT_POST,
    EVENT_POST,
    INBOX_FAILURE_POST,
    LAPSE_POST,
    LIST_POST,
    LOCK_POST,
    MISMATCH_POST,
    PAUSED_POST,
    PERSONAL_NUMBER_POST,
    PROMISES_POST,
    RECOVERY_POST,
    REMINDER_POST,
    RENUMBERING_POST,
    REPORT_POST,
    REQUEST_POST,
    SEAL_POST,
    SLACK_FILE_POST,
    Key,
    PostKind,
)
from bot.screens import alerts
from bot.screens import campaign_events as event_screens
from bot.screens import campaigns as campaign_screens
from bot.screens import digests as digest_screens
from bot.screens import imports as import_screens
from bot.screens import incidents as incident_screens
from bot.screens import lists as list_screens
from bot.screens import promises as promise_screens
from bot.screens import renumberings as renumbering_screens
from bot.screens import sending_lock as lock_screens
from bot.screens import stopping as stopping_screens
from bot.screens import uploads as upload_screens
from bot.screens.blocks import Frame, MessageCard
from bot.services import (
    backups,
    campaign_events,
    campaign_views,
    digests,
    incidents,
    instance,
    lists,
    promise_lists,
    slack_files,
    stopping,
    waiting_renumberings,
)
from bot.services.context import ServiceContext
from bot.services.imports import inbox_folder, pipeline, targets
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileKind
from scheduler.jobs import CLOCK

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class PostEntry(Generic[Key, View]):
    """How posts of one kind are rendered. `get_view` raises NotFound where there is nothing to show any more."""

    kind: PostKind[Key]
    get_view: Callable[[ServiceContext, Actor, Key], View]
    build_card: Callable[[Frame, View], MessageCard]
    build_plain_card: Callable[[Frame, View], MessageCard] | None = None
    """for workspaces that refuse the chart of `build_card`; None for a kind without a chart"""
    get_card: Callable[[Key], int] | None = None
    """for replies: the campaign in whose card's thread they are posted"""

    def render(self, context: ServiceContext, frame: Frame, key: str, *, charts: bool) -> MessageCard:
        """Build the message from current data."""
        build = self.build_card if charts else self.build_plain_card or self.build_card
        return build(frame, self.get_view(context, CLOCK, self.kind.decode(key)))


def _get_list_view(context: ServiceContext, actor: Actor, list_id: int) -> ListView | ReplacedListView:
    return lists.find_replacement(context, actor, list_id) or targets.get_list_view(context, actor, list_id)


def _build_list_card(frame: Frame, view: ListView | ReplacedListView) -> MessageCard:
    if isinstance(view, ReplacedListView):
        return list_screens.build_replaced_card(frame, view)
    return list_screens.build_card(frame, view)


def _index_entries(*entries: PostEntry[Any, Any]) -> dict[str, PostEntry[Any, Any]]:
    return {entry.kind.code: entry for entry in entries}


def index_file_posts(kinds: Iterable[FileKind[Any]]) -> dict[str, PostEntry[Any, Any]]:
    """The entries of the kinds of files that have a card of their own; that of a list is an entry below."""
    return _index_entries(
        *(
            PostEntry(kind.post, partial(pipeline.get_file_view, kind.counts), import_screens.build_file_card)
            for kind in kinds
            if kind.post is not None and kind.counts is not None
        )
    )


POST_TABLE = index_file_posts(FILE_KINDS.values()) | _index_entries(
    PostEntry(LIST_POST, _get_list_view, _build_list_card),
    PostEntry(CAMPAIGN_POST, campaign_views.get_campaign_view, campaign_screens.build_card),
    PostEntry(INBOX_FAILURE_POST, inbox_folder.get_failure, alerts.build_inbox_alert),
    PostEntry(PROMISES_POST, promise_lists.get_report, promise_screens.build_report),
    PostEntry(RENUMBERING_POST, waiting_renumberings.get_waiting, renumbering_screens.build_card),
    PostEntry(PERSONAL_NUMBER_POST, pipeline.get_personal_number, alerts.build_personal_number_alert),
    PostEntry(LOCK_POST, instance.get_lock_alert, lock_screens.build_alert),
    PostEntry(BACKUP_POST, backups.get_alert, alerts.build_backup_alert),
    PostEntry(LAPSE_POST, lists.get_lapse, alerts.build_lapse_alert),
    PostEntry(EVENT_POST, campaign_events.get_event, event_screens.build_reply, get_card=lambda key: key.subject),
    PostEntry(REQUEST_POST, campaign_events.get_request, event_screens.build_request),
    PostEntry(REMINDER_POST, campaign_events.get_reminder, event_screens.build_reminder),
    PostEntry(DECISION_POST, campaign_events.get_event, event_screens.build_decision),
    PostEntry(PAUSED_POST, campaign_events.get_pause, event_screens.build_pause_alert),
    PostEntry(RECOVERY_POST, campaign_events.get_recovery, event_screens.build_recovery),
    PostEntry(ALL_PAUSED_POST, stopping.get_pause, stopping_screens.build_card),
    PostEntry(CALL_ALERT_POST, campaign_events.get_event, event_screens.build_call_alert),
    PostEntry(MISMATCH_POST, campaign_events.get_event, event_screens.build_mismatch_alert),
    PostEntry(DOUBT_POST, campaign_events.get_doubt, event_screens.build_doubt_alert),
    PostEntry(REPORT_POST, incidents.get_card, incident_screens.build_card),
    PostEntry(DEADLINE_POST, incidents.get_reminder, incident_screens.build_reminder),
    PostEntry(SEAL_POST, campaign_events.get_event, event_screens.build_seal_alert),
    PostEntry(SLACK_FILE_POST, slack_files.list_requested, upload_screens.build_files_card),
    *(
        PostEntry(
            digest.post,
            partial(digests.get_digest_view, digest),
            partial(digest_screens.build_card, charts=True),
            partial(digest_screens.build_card, charts=False),
        )
        for digest in digests.POSTED_DIGESTS
    ),
)
"""The entry of each kind of post, by its code."""
