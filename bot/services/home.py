"""What waits for you: the desk as one person sees it, and the newest campaigns."""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.views import CampaignView, HomeView
from bot.rules import approvals
from bot.rules.access import may
from bot.services.campaigns import build_view
from bot.services.context import ServiceContext
from bot.services.unit_of_work import UnitOfWork, read
from bot.store import campaigns, digest_figures, lists, slack_files

_NEWEST = 8


def get_home(tools: ServiceContext, actor: Actor) -> HomeView:
    """The desk as this person sees it."""
    with read(tools, actor, Action.DESK_LOOK) as deed:
        return HomeView(
            to_decide=_list_decidable(deed, actor),
            to_submit=[c for c in campaigns.list_in_states(deed.db, CampaignState.DRAFT) if c.author == actor.user],
            under_way=[
                build_view(tools, deed, campaign)
                for campaign in campaigns.list_in_states(
                    deed.db, CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED
                )
            ],
            lists=lists.list_newest(deed.db, 3),
            uncertain=digest_figures.count_uncertain(deed.db),
            may_draft=may(actor, Action.CAMPAIGN_DRAFT),
            to_adopt=lists.list_ownerless(deed.db) if may(actor, Action.LIST_ADOPT) else (),
            to_delete=slack_files.list_remaining(deed.db, actor.user),
        )


def list_newest_campaigns(tools: ServiceContext, actor: Actor) -> list[CampaignView]:
    """The newest campaigns, with what became of their messages."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return [build_view(tools, deed, campaign) for campaign in campaigns.list_newest(deed.db, _NEWEST)]


def _list_decidable(deed: UnitOfWork, actor: Actor) -> list[Campaign]:
    if not may(actor, Action.CAMPAIGN_APPROVE):
        return []
    return [
        campaign
        for campaign in campaigns.list_in_states(deed.db, CampaignState.PENDING)
        if approvals.find_decision_refusal(
            actor.user, author=campaign.author, uploader=campaign.uploader, decider=campaign.decider
        )
        is None
    ]
