"""Alerts: something stands still until a person looks."""

from bot.model.errors import Refusal
from bot.model.views import CampaignView, InboxFailure, IncidentView
from bot.screens.blocks import (
    Frame,
    MessageCard,
    context_block,
    escape_name,
    header_block,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import describe_refusal

_BY_US = {"text_changed": "alert.text_changed", "data_stale": "alert.data_stale"}
"""Why we ourselves let a campaign stand still; any other reason is the provider's answer."""


def build_paused_alert(frame: Frame, shown: CampaignView) -> MessageCard:
    """A campaign was paused: its provider takes nothing more, or its text would not be the approved one."""
    words, campaign = frame.words, shown.campaign
    key = _BY_US.get(campaign.reason or "", "alert.paused")
    text = words(key, campaign=str(campaign.id), reason=escape_name(campaign.reason or "-"))
    return make_message(
        frame, text, [header_block(words("alert.header")), context_block(frame.mark), section_block(text)]
    )


def build_incident_alert(frame: Frame, shown: IncidentView) -> MessageCard:
    """Somebody brought a file with a 個人番号."""
    words = frame.words
    text = words(
        "alert.incident",
        kind=words(f"file_kind.{shown.kind}"),
        how=words(f"way.{shown.how}"),
        who=mention_person(shown.person, words),
        at=shown.at,
    )
    return make_message(
        frame, text, [header_block(words("alert.incident_header")), context_block(frame.mark), section_block(text)]
    )


def build_inbox_alert(frame: Frame, shown: InboxFailure) -> MessageCard:
    """A file of the inbox could not be taken in."""
    words = frame.words
    text = words(
        "alert.inbox_failed",
        kind=words(f"file_kind.{shown.kind}"),
        name=escape_name(shown.name),
        why=describe_refusal(words, Refusal(shown.code, **shown.facts)),
    )
    header_text = words("alert.inbox_failed_header")
    blocks = [
        header_block(header_text),
        context_block(frame.mark),
        section_block(text),
        context_block(words("alert.inbox_where", at=shown.at)),
    ]
    return make_message(frame, header_text, blocks)
