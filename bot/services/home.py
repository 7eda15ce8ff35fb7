"""The App Home: the open tasks of one user, and the newest campaigns."""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.views import CampaignView, HomeView
from bot.rules import approvals
from bot.services import posts
from bot.services.campaigns import build_view
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, read
from bot.store import campaigns, digest_figures, lists, slack_files

_NEWEST = 8


def get_home(context: ServiceContext, actor: Actor) -> HomeView:
    """Return what the App Home shows to a user."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return HomeView(
            to_decide=_list_decidable(unit, actor),
            to_submit=[c for c in campaigns.list_in_states(unit.db, CampaignState.DRAFT) if c.author == actor.user],
            under_way=[
                build_view(context, unit, campaign)
                for campaign in campaigns.list_in_states(
                    unit.db, CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED
                )
            ],
            lists=lists.list_newest(unit.db, 3),
            uncertain=digest_figures.count_uncertain(unit.db),
            may_draft=actor.may(Action.CAMPAIGN_DRAFT),
            to_adopt=lists.list_ownerless(unit.db) if actor.may(Action.LIST_ADOPT) else (),
            to_delete=slack_files.list_remaining(unit.db, actor.user),
            stuck_posts=posts.list_stuck_posts(unit) if actor.may(Action.STUCK_POSTS_LOOK) else (),
        )


def list_newest_campaigns(context: ServiceContext, actor: Actor) -> list[CampaignView]:
    """Return the newest campaigns with the states of their messages."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return [build_view(context, unit, campaign) for campaign in campaigns.list_newest(unit.db, _NEWEST)]


def _list_decidable(unit: Read, actor: Actor) -> list[Campaign]:
    if not actor.may(Action.CAMPAIGN_APPROVE):
        return []
    return [
        campaign
        for campaign in campaigns.list_in_states(unit.db, CampaignState.PENDING)
        if approvals.find_decision_refusal(
            actor.user, author=campaign.author, uploader=campaign.uploader, decider=campaign.decider
        )
        is None
    ]
