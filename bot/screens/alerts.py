"""Alerts: something stands still until a person looks."""

from bot.rules.cards import CampaignCard
from bot.screens.kit import Card, Frame, context, header, message, named, section


def paused(frame: Frame, shown: CampaignCard) -> Card:
    """A campaign was paused: its provider takes nothing more, or its text would not be the approved one."""
    words, campaign = frame.words, shown.campaign
    key = "alert.text_changed" if campaign.reason == "text_changed" else "alert.paused"
    text = words(key, campaign=str(campaign.id), reason=named(campaign.reason or "-"))
    return message(frame, text, [header(words("alert.header")), context(frame.mark), section(text)])
