"""Pausing campaigns by nofu itself: one, or all of the provider's account, and those with too many failures.

A pause holds until a person resumes or stops the campaign. One new message says so, and it is audited.
"""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Move, PauseReason
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, EVENT_POST, PAUSED_POST, EventKey
from bot.rules.breaker import WITH_OUTCOME, is_share_too_high
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import audit, campaigns, message_counts

_USUAL_DAYS = timedelta(days=90)
"""The campaigns from which the usual share of failures is counted."""


def pause_campaign(unit: Change, campaign_id: int, reason: str, **facts: object) -> None:
    """Pause a campaign that is sending, and queue the alert. `reason`: a PauseReason, or a code of the provider."""
    if campaigns.move_campaign(unit.db, campaign_id, Move.PAUSE):
        campaigns.set_reason(unit.db, campaign_id, reason)
        entry = unit.audit_also(Action.CAMPAIGN_PAUSE, f"campaign:{campaign_id}", reason=reason, **facts)
        unit.queue_post(CAMPAIGN_POST, campaign_id)
        unit.queue_post(PAUSED_POST, EventKey(campaign_id, entry))
        unit.queue_post(EVENT_POST, EventKey(campaign_id, entry))


def pause_account(unit: Change, provider: str, reason: str) -> None:
    """Pause every campaign of a provider's account that has messages to send: each of them would meet the same."""
    for campaign in campaigns.list_in_states(unit.db, CampaignState.SENDING):
        if campaign.provider == provider and any(
            state is MessageState.QUEUED for state, _ in message_counts.count_states(unit.db, campaign.id)
        ):
            pause_campaign(unit, campaign.id, reason)


def pause_failing_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Pause the campaigns that are sending although far more of their messages than usual do not arrive."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        failing = [
            (campaign.id, counted)
            for campaign in campaigns.list_in_states(unit.db, CampaignState.SENDING)
            if campaign.batch is None  # else those that go first are judged by themselves (first_batch)
            and (counted := _count_if_too_many(unit, campaign)) is not None
        ]
    for campaign_id, (failed, total) in failing:
        with change(context, actor, Action.SEND_RECORD, f"campaign:{campaign_id}") as unit:
            pause_campaign(unit, campaign_id, PauseReason.FAILURES_HIGH, failed=failed, total=total)


def _count_if_too_many(unit: Read, campaign: Campaign) -> tuple[int, int] | None:
    """Count the failed among the newest outcomes, if they are too many. What is usual is counted only if it matters."""
    failed, total = message_counts.count_newest_outcomes(
        unit.db, campaign.id, _find_start(unit, campaign), WITH_OUTCOME
    )
    if not is_share_too_high(failed, total, 0, 0):
        return None
    usual = message_counts.count_usual_outcomes(unit.db, campaign.id, unit.now - _USUAL_DAYS)
    return (failed, total) if is_share_too_high(failed, total, *usual) else None


def _find_start(unit: Read, campaign: Campaign) -> datetime:
    """Find when it was resumed, the first batch passed, or it started: what was judged does not pause it again."""
    subject, actions = f"campaign:{campaign.id}", (Action.CAMPAIGN_RESUME, Action.CAMPAIGN_BATCH)
    newest = max(audit.find_newest_done(unit.db, subject, action) or 0 for action in actions)
    entry = audit.get_entry(unit.db, newest)
    return entry.at if entry is not None else campaign.started_at or unit.now
