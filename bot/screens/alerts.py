"""Alerts: something stands still until a person looks."""

from bot.rules.cards import CampaignCard, InboxFailure, Incident
from bot.rules.errors import Refusal
from bot.screens.kit import Card, Frame, context, header, message, named, person, section
from bot.screens.refusals import sentence

_BY_US = {"text_changed": "alert.text_changed", "data_stale": "alert.data_stale"}
"""Why we ourselves let a campaign stand still; any other reason is the provider's answer."""


def paused(frame: Frame, shown: CampaignCard) -> Card:
    """A campaign was paused: its provider takes nothing more, or its text would not be the approved one."""
    words, campaign = frame.words, shown.campaign
    key = _BY_US.get(campaign.reason or "", "alert.paused")
    text = words(key, campaign=str(campaign.id), reason=named(campaign.reason or "-"))
    return message(frame, text, [header(words("alert.header")), context(frame.mark), section(text)])


def incident(frame: Frame, shown: Incident) -> Card:
    """Somebody brought a file with a 個人番号."""
    words = frame.words
    text = words(
        "alert.incident",
        kind=words(f"file_kind.{shown.kind}"),
        how=words(f"way.{shown.how}"),
        who=person(shown.person, words),
        at=shown.at,
    )
    return message(frame, text, [header(words("alert.incident_header")), context(frame.mark), section(text)])


def inbox_failed(frame: Frame, shown: InboxFailure) -> Card:
    """A file of the inbox could not be taken in."""
    words = frame.words
    text = words(
        "alert.inbox_failed",
        kind=words(f"file_kind.{shown.kind}"),
        name=named(shown.name),
        why=sentence(words, Refusal(shown.code, **shown.facts)),
    )
    header_text = words("alert.inbox_failed_header")
    blocks = [header(header_text), context(frame.mark), section(text), context(words("alert.inbox_where", at=shown.at))]
    return message(frame, header_text, blocks)
