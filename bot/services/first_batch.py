"""The messages of a campaign that go first: the others wait for their receipts, and follow if half of these arrive.

Their ids stand with the campaign from its start, and the claim takes no later message while they do.
"""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, PauseReason
from bot.model.messages import BatchCounts
from bot.model.posts import CAMPAIGN_POST, EVENT_POST
from bot.rules.first_batch import BatchVerdict, judge_batch
from bot.services.breaker import pause_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import campaigns, message_counts

_COLLECTION_STEP = timedelta(seconds=3)
"""Between two collections of receipts while others wait for them."""


def begin_batch(context: ServiceContext, unit: Change, campaign_id: int) -> None:
    """Choose the messages that go first, if a campaign that starts has more messages than these."""
    size = context.settings.first_batch if context.provider.terms.reports_receipts else 0
    batch = message_counts.find_batch(unit.db, campaign_id, size)
    campaigns.set_batch(unit.db, campaign_id, batch)
    if batch is not None:
        unit.add_facts(first_batch=size)


def judge_batches(context: ServiceContext, actor: Actor) -> None:
    """Let the others follow where at least half of the first have arrived; pause where they have not in time."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        judged = [
            (campaign, counts, judge_batch(counts, unit.now))
            for campaign in _list_with_batch(unit)
            if (counts := count_batch(unit, campaign)) is not None
        ]
    for campaign, counts, verdict in judged:
        if verdict is BatchVerdict.WAIT:
            continue
        subject = f"campaign:{campaign.id}"
        action = Action.SEND_RECORD if verdict is BatchVerdict.ASK else Action.CAMPAIGN_BATCH
        with change(context, actor, action, subject) as unit:
            if campaigns.get_campaign(unit.db, campaign.id) == campaign:
                _apply_verdict(context, unit, campaign, counts, verdict)


def count_batch(unit: Read, campaign: Campaign) -> BatchCounts | None:
    """Count the messages that go first; None for a campaign whose messages need not wait for any."""
    return None if campaign.batch is None else message_counts.count_batch(unit.db, campaign.id, campaign.batch)


def is_collection_due(context: ServiceContext, actor: Actor, last: datetime | None) -> bool:
    """Whether to collect receipts now because messages wait for those of the first; `last`: the last collection."""
    if last is not None and context.clock.now() < last + _COLLECTION_STEP:
        return False
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        found = [count_batch(unit, campaign) for campaign in _list_with_batch(unit)]
    return any(counts is not None and counts.open and not counts.to_send for counts in found)


def _list_with_batch(unit: Read) -> list[Campaign]:
    return [one for one in campaigns.list_in_states(unit.db, CampaignState.SENDING) if one.batch is not None]


def _apply_verdict(
    context: ServiceContext, unit: Change, campaign: Campaign, counts: BatchCounts, verdict: BatchVerdict
) -> None:
    facts = {"arrived": counts.arrived, "failed": counts.failed, "open": counts.open}
    if verdict is BatchVerdict.ASK:
        pause_campaign(unit, campaign.id, PauseReason.FIRST_BATCH, **facts)
        return
    unit.add_facts(**facts)
    if verdict is BatchVerdict.TAKE_NEXT:
        begin_batch(context, unit, campaign.id)
    else:
        campaigns.set_batch(unit.db, campaign.id, None)
        unit.queue_event_post(EVENT_POST, campaign.id)
    unit.queue_post(CAMPAIGN_POST, campaign.id)
