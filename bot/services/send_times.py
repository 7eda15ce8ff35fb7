"""When a campaign would really begin and end, for its preview and its card."""

from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter

from bot.model.campaigns import Campaign, CampaignState, Delay, SendTimes
from bot.model.lists import TargetList
from bot.rules import send_times
from bot.rules.pace import limit_rate
from bot.rules.send_times import Batch
from bot.services import phone_desk
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read
from bot.settings.declared import require_setting
from bot.store import campaigns, message_counts, messages


def find_draft_times(
    context: ServiceContext, unit: Read, recipients: int, not_before: datetime | None, first: int | None = None
) -> SendTimes | None:
    """Find when a campaign begins and ends that is approved now. None: it cannot be sent within 400 days.

    `first`: the id of its first message; None: it has none yet, and so is sent after all others.
    """
    earliest = find_earliest_start(context, unit)
    times = _find_times(context, unit, Batch(max(earliest, not_before or earliest), recipients), first)
    if times is None or (not_before is not None and not_before >= earliest):
        return times
    return replace(times, approved_at=unit.now)


def find_campaign_times(
    context: ServiceContext, unit: Read, campaign: Campaign, target: TargetList
) -> SendTimes | None:
    """Find when a campaign begins and ends that is approved, or would be approved now. None: it has begun or is over.

    One that is sending while the sending hours are over begins again. A draft has no recipients yet; it is reckoned
    with all people of its list who can be messaged.
    """
    people, first = campaign.recipients or 0, messages.find_first_queued(unit.db, campaign.id)
    match campaign.state:
        case CampaignState.DRAFT:
            return find_draft_times(context, unit, target.counts.recipients, campaign.not_before)
        case CampaignState.PENDING:
            return find_draft_times(context, unit, people, campaign.not_before, first)
        case CampaignState.APPROVED if campaign.starts_at is not None:
            return _find_times(context, unit, Batch(max(unit.now, campaign.starts_at), people), first)
        case CampaignState.SENDING if first is not None:
            return _find_waiting_times(context, unit, campaign, first)
    return None


def _find_waiting_times(context: ServiceContext, unit: Read, campaign: Campaign, first: int) -> SendTimes | None:
    """Find when a campaign goes on that waits for the sending hours or the phones. None: it waits for neither."""
    hold = phone_desk.find_hold(unit)
    is_open = context.settings.hours.is_open(unit.now)
    if hold is None and is_open and phone_desk.count_remaining(context, unit) != 0:
        return None
    earliest = unit.now if hold is None else hold.until
    times = _find_times(context, unit, Batch(earliest, message_counts.count_queued(unit.db, campaign.id)), first)
    if times is None or not is_open:
        return times
    return replace(times, delay=Delay.PHONES if hold is None else Delay.FULL)


def find_earliest_start(context: ServiceContext, unit: Read) -> datetime:
    """Find when a campaign may begin that is approved now: after the time in which a mistake can be stopped."""
    return unit.now + timedelta(minutes=context.settings.policy.approval_grace_minutes)


def find_start(context: ServiceContext, unit: Read, not_before: datetime | None) -> datetime | None:
    """Find the start that the approval of a campaign sets if it is approved now. None: the sending hours never open."""
    earliest = find_earliest_start(context, unit)
    return context.settings.hours.find_next_open(max(earliest, not_before or earliest))


def _find_times(context: ServiceContext, unit: Read, batch: Batch, first: int | None) -> SendTimes | None:
    """Find the times of a batch. Of the campaigns that send, the one with the lowest message goes first."""
    others = []
    for other in campaigns.list_in_states(unit.db, CampaignState.SENDING, CampaignState.APPROVED):
        next_id = messages.find_first_queued(unit.db, other.id)
        if next_id is not None and (first is None or next_id < first):
            others.append(
                (
                    next_id,
                    Batch(max(unit.now, other.starts_at or unit.now), message_counts.count_queued(unit.db, other.id)),
                )
            )
    ahead = [waiting for _, waiting in sorted(others, key=itemgetter(0))]
    rate = limit_rate(require_setting(context.settings.sms).rate, context.provider.terms)
    limits = phone_desk.find_limits(context, unit, rate)
    return send_times.find_send_times(context.settings.hours, limits, batch, ahead)
