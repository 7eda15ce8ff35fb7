"""The office's phones limit the sending: so many messages in each half hour, and none while all phones are busy."""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict
from bot.model.posts import CAMPAIGN_POST, EVENT_POST
from bot.rules.capacity import PhoneDesk, begin_slot, compute_response, find_slot, list_slots
from bot.rules.send_times import Limits
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import campaigns, message_counts, phone_desk
from bot.store.phone_desk import CallBackShare, PhoneHold

_COUNTED = timedelta(days=90)
_TOO_NEW = timedelta(days=7)
"""Messages of the last days do not count: their readers may still call."""


def find_desk(context: ServiceContext, unit: Read) -> PhoneDesk | None:
    """Return the people at the phones, with the share of readers who call: the city's own once enough was recorded.

    None: OPERATORS is 0, and the phones limit nothing.
    """
    settings = context.settings
    if not settings.operators:
        return None
    share = phone_desk.find_share(unit.db)
    learned = None if share is None else compute_response(share.messages, share.callers)
    return PhoneDesk(settings.operators, settings.callback_minutes, learned or float(settings.callback_response))


def find_limits(context: ServiceContext, unit: Read, rate: int) -> Limits:
    """Return what limits the sending from now on."""
    desk = find_desk(context, unit)
    taken = phone_desk.count_left(unit.db, begin_slot(unit.now)) if desk is not None else 0
    return Limits(rate, desk, taken, unit.now)


def count_remaining(context: ServiceContext, unit: Read) -> int | None:
    """Count the messages that may still leave in this half hour; None: the phones limit nothing."""
    desk = find_desk(context, unit)
    if desk is None:
        return None
    slot = find_slot(context.settings.hours, desk, begin_slot(unit.now))
    return max(0, slot.messages - phone_desk.count_left(unit.db, slot.start)) if slot.messages else 0


def find_hold(unit: Read) -> PhoneHold | None:
    """Return who said that all phones are busy, and until when no message leaves; None: nobody did."""
    return phone_desk.find_hold(unit.db, unit.now)


def hold_for_phones(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Let no message of any campaign leave until the next half hour: all phones are busy.

    Raises NotAllowed, and Conflict where that was said already, or nothing is being sent.
    """
    with change(context, actor, Action.PHONES_FULL, f"campaign:{campaign_id}") as unit:
        if (hold := find_hold(unit)) is not None:
            raise Conflict("phones_held", until=hold.until.isoformat())
        sending = campaigns.list_in_states(unit.db, CampaignState.SENDING)
        if campaign_id not in {campaign.id for campaign in sending}:
            raise Conflict("nothing_sending")
        until = _find_next_slot(context, unit)
        phone_desk.add_hold(unit.db, actor.user, until, unit.now)
        unit.add_facts(messages=message_counts.count_queued(unit.db, campaign_id), goes_on_at=until.isoformat())
        unit.queue_event_post(EVENT_POST, campaign_id)
        for campaign in sending:
            unit.queue_post(CAMPAIGN_POST, campaign.id)


def _find_next_slot(context: ServiceContext, unit: Read) -> datetime:
    """Find the beginning of the next half hour in which messages may leave."""
    now = unit.now
    desk = find_desk(context, unit) or PhoneDesk(1, 1, 1.0)
    later = (slot for slot in list_slots(context.settings.hours, desk, now) if slot.start > now and slot.messages)
    slot = next(later, None)
    return begin_slot(now) + timedelta(minutes=30) if slot is None else slot.start


def learn_share(context: ServiceContext, actor: Actor) -> None:
    """Count, once a day, how large a share of readers has called back."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        share = phone_desk.find_share(unit.db)
        if share is not None and share.day >= unit.today:
            return
        messages, callers = phone_desk.count_callers(unit.db, unit.now - _COUNTED, unit.now - _TOO_NEW)
    with change(context, actor, Action.PHONES_LEARN, "phones") as unit:
        phone_desk.store_share(unit.db, CallBackShare(unit.now.astimezone(JST).date(), messages, callers))
        unit.add_facts(messages=messages, callers=callers)
