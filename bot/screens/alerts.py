"""Alerts: messages about a problem that a person must look at."""

from bot.model.campaigns import PauseReason
from bot.model.errors import Refusal
from bot.model.views import CampaignView, InboxFailure, IncidentView
from bot.screens.blocks import (
    Frame,
    MessageCard,
    context_block,
    escape_name,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.labels import describe_refusal

_OWN_REASONS: dict[str, str] = {
    PauseReason.TEXT_CHANGED: "alert.text_changed",
    PauseReason.DATA_STALE: "alert.data_stale",
    PauseReason.SAME_ID: "alert.same_id",
    PauseReason.PROVIDER_UNREACHABLE: "alert.provider_unreachable",
}


def build_paused_alert(frame: Frame, view: CampaignView) -> MessageCard:
    """Build the alert on a paused campaign: the provider refuses messages, or a text is not the approved one."""
    words, campaign = frame.words, view.campaign
    key = _OWN_REASONS.get(campaign.reason or "", "alert.paused")
    text = words(key, campaign=str(campaign.id), reason=escape_name(campaign.reason or "-"))
    return make_message(frame, words("alert.header"), [section_block(text)], details=text)


def build_incident_alert(frame: Frame, view: IncidentView) -> MessageCard:
    """Build the alert on an uploaded file with an individual number (個人番号)."""
    words = frame.words
    text = words(
        "alert.incident",
        kind=words(f"file_kind.{view.kind}"),
        how=words(f"way.{view.how}"),
        who=mention_person(view.person, words),
        at=view.at,
    )
    return make_message(frame, words("alert.incident_header"), [section_block(text)], details=text)


def build_inbox_alert(frame: Frame, view: InboxFailure) -> MessageCard:
    """Build the alert on a file in the inbox folder that could not be imported."""
    words = frame.words
    text = words(
        "alert.inbox_failed",
        kind=words(f"file_kind.{view.kind}"),
        name=escape_name(view.name),
        why=describe_refusal(words, Refusal(view.code, **view.facts)),
    )
    blocks = [section_block(text), context_block(words("alert.inbox_where", at=view.at))]
    return make_message(frame, words("alert.inbox_failed_header"), blocks, details=text)
