"""What waits for you: the desk as one person sees it, and the newest campaigns."""

from bot.desk.act import Deed, look
from bot.desk.campaigns import drawn
from bot.desk.tools import Tools
from bot.rules import approvals
from bot.rules.access import Action, Actor, may
from bot.rules.campaigns import Campaign, State
from bot.rules.cards import CampaignCard, Inbox
from bot.store import campaigns, custody, figures, lists, lying

_NEWEST = 8


def of(tools: Tools, actor: Actor) -> Inbox:
    """The desk as this person sees it."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        return Inbox(
            to_decide=_to_decide(deed, actor),
            to_submit=[c for c in campaigns.in_states(deed.db, State.DRAFT) if c.author == actor.user],
            under_way=[
                drawn(tools, deed, campaign)
                for campaign in campaigns.in_states(deed.db, State.APPROVED, State.SENDING, State.PAUSED)
            ],
            lists=lists.newest(deed.db, 3),
            uncertain=figures.uncertain(deed.db),
            may_draft=may(actor, Action.CAMPAIGN_DRAFT),
            to_adopt=custody.ownerless(deed.db) if may(actor, Action.LIST_ADOPT) else (),
            to_delete=lying.still(deed.db, actor.user),
        )


def status(tools: Tools, actor: Actor) -> list[CampaignCard]:
    """The newest campaigns, with what became of their messages."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return [drawn(tools, deed, campaign) for campaign in campaigns.newest(deed.db, _NEWEST)]


def _to_decide(deed: Deed, actor: Actor) -> list[Campaign]:
    if not may(actor, Action.CAMPAIGN_APPROVE):
        return []
    return [
        campaign
        for campaign in campaigns.in_states(deed.db, State.PENDING)
        if approvals.may_decide(
            actor.user, author=campaign.author, uploader=campaign.uploader, decider=campaign.decider
        )
        is None
    ]
