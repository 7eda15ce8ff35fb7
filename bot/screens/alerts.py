"""Alerts: something stands still until a person looks."""

from bot.rules.cards import CampaignCard
from bot.screens.kit import Card, Frame, context, escape, header, section


def paused(frame: Frame, shown: CampaignCard) -> Card:
    """A campaign was paused, because its provider takes nothing more."""
    words, campaign = frame.words, shown.campaign
    text = words("alert.paused", campaign=str(campaign.id), reason=escape(campaign.reason or "-"))
    return Card(text, [header(words("alert.header")), context(frame.mark), section(text)])
