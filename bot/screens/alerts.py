"""Alerts: something stands still until a person looks."""

from bot.rules.cards import CampaignCard, Incident
from bot.screens.kit import Card, Frame, context, header, message, named, person, section

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
