"""The App Home: the open tasks of one user, and the current and latest campaigns."""

from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, CampaignView
from bot.model.home import HomeView
from bot.model.posts import LIST_POST
from bot.rules import approvals
from bot.services import backups, incidents, instance, posts, receipts, stopping
from bot.services.approvals import find_role_refusal
from bot.services.campaign_views import build_view
from bot.services.context import ServiceContext
from bot.services.digests import POSTED_DIGESTS
from bot.services.unit_of_work import Read, read
from bot.store import audit, campaigns, digest_figures, lists, slack_files
from bot.store import posts as stored_posts
from bot.store.instance import get_newest_event

_NEWEST = 8
_LATELY = timedelta(days=7)
_CURRENT = (CampaignState.PENDING, CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED)


def get_home(context: ServiceContext, actor: Actor) -> HomeView:
    """Return what the App Home shows to a user."""
    terms = context.provider.terms
    with read(context, actor, Action.DESK_LOOK) as unit:
        drafts = [
            c for c in campaigns.list_in_states(unit.db, CampaignState.DRAFT) if actor.user in (c.author, c.editor)
        ]
        current = [build_view(context, unit, campaign) for campaign in campaigns.list_in_states(unit.db, *_CURRENT)]
        to_decide = [view for view in current if _may_decide(context, unit, actor, view.campaign)]
        to_resume = [view for view in current if _may_resume(actor, view.campaign)]
        pause = stopping.find_pause(unit)
        return HomeView(
            to_decide=to_decide,
            to_submit=[build_view(context, unit, campaign) for campaign in drafts],
            to_resume=to_resume,
            under_way=[view for view in current if view not in to_decide and view not in to_resume],
            results=[build_view(context, unit, campaign) for campaign in _list_ended(unit)],
            digests=[
                (digest.kind, digest.get_schedule(context.settings.digests).find_next(unit.now))
                for digest in POSTED_DIGESTS
            ],
            lists=lists.list_newest(unit.db, 3),
            list_links=stored_posts.list_links(unit.db, LIST_POST),
            uncertain=digest_figures.count_uncertain(unit.db),
            undecided=digest_figures.count_undecided(unit.db, terms.identity if terms.supports_lookup else None),
            may_draft=actor.may(Action.CAMPAIGN_DRAFT),
            may_suppress=actor.may(Action.SUPPRESSION_ADD),
            may_find=actor.may(Action.PERSON_LOOK),
            to_adopt=lists.list_ownerless(unit.db) if actor.may(Action.LIST_ADOPT) else (),
            to_delete=slack_files.list_remaining(unit.db, actor.user),
            lock=instance.find_lock(context, unit) or instance.find_start_hold(context),
            all_paused=None if pause is None else stopping.build_view(context, unit, actor, pause),
            incidents=incidents.list_open(context, unit),
            may_report=actor.may(Action.INCIDENT_REPORT) and bool(incidents.find_reportable(unit)),
            may_reconcile=actor.may(Action.INSTANCE_RECONCILE),
            stuck_posts=posts.list_stuck_posts(unit) if actor.may(Action.STUCK_POSTS_LOOK) else (),
            backup_failure=backups.find_failure(unit) if actor.may(Action.STUCK_POSTS_LOOK) else None,
            receipt_fault=receipts.find_fault(context, unit) if actor.may(Action.STUCK_POSTS_LOOK) else None,
        )


def find_newest_change(context: ServiceContext, actor: Actor) -> tuple[str, int, int]:
    """Return what differs once something has changed that a Home may show.

    The newest audit entry and step of a message, and the minute: hours open and files become old without a change.
    """
    with read(context, actor, Action.DESK_LOOK) as unit:
        return audit.get_head(unit.db), get_newest_event(unit.db).id, int(unit.now.timestamp()) // 60


def list_newest_campaigns(context: ServiceContext, actor: Actor) -> list[CampaignView]:
    """Return the newest campaigns with the states of their messages."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return [build_view(context, unit, campaign) for campaign in campaigns.list_newest(unit.db, _NEWEST)]


def _may_decide(context: ServiceContext, unit: Read, actor: Actor, campaign: Campaign) -> bool:
    return (
        campaign.state is CampaignState.PENDING
        and actor.may(Action.CAMPAIGN_APPROVE)
        and find_role_refusal(context, unit, actor) is None
        and approvals.find_decision_refusal(actor.user, campaign) is None
    )


def _may_resume(actor: Actor, campaign: Campaign) -> bool:
    return campaign.state is CampaignState.PAUSED and actor.may(Action.CAMPAIGN_RESUME)


def _list_ended(unit: Read) -> list[Campaign]:
    """Return the campaigns that were sent, and ended within the last week."""
    return [
        campaign
        for campaign in campaigns.list_newest(unit.db, _NEWEST)
        if campaign.state in (CampaignState.FINISHED, CampaignState.STOPPED)
        and campaign.ended_at is not None
        and campaign.ended_at > unit.now - _LATELY
    ]
