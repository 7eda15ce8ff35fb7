"""After a stop: the messages that the provider has accepted and not yet sent are cancelled there, where it can.

The newest first: once several in a row are too late, the older ones are, too. What was taken back, and that the rest
arrives, is posted in the thread of the campaign's card.
"""

from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.posts import CAMPAIGN_POST, EVENT_POST
from bot.model.providers import Cancels, Connection, NoAnswer, TakenBack
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import audit, campaigns, messages

_SOON = timedelta(minutes=10)
"""Only what was stopped so lately: later everything has left. So a restart in between loses nothing."""
_MOST = 2_000
_TOO_LATE_IN_A_ROW, _UNANSWERED_IN_A_ROW = 10, 3


def find_due(context: ServiceContext, actor: Actor) -> list[int]:
    """Return the campaigns that were just stopped and have messages at a provider that can cancel them."""
    if not context.provider.terms.supports_cancel:
        return []
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return [
            one.id
            for one in campaigns.list_in_states(unit.db, CampaignState.STOPPED)
            if _is_recent(context, unit, one) and messages.list_accepted(unit.db, one.id, 1)
        ]


def take_back_messages(context: ServiceContext, actor: Actor, connection: Connection, campaign_id: int) -> None:
    """Ask the provider to cancel the accepted messages of a stopped campaign; each answer is recorded at once."""
    if not isinstance(connection, Cancels):
        return
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        accepted = messages.list_accepted(unit.db, campaign_id, _MOST)
    taken = tried = late = silent = 0
    for message_id, provider_id in accepted:
        answer = connection.cancel(provider_id)
        tried += 1
        if isinstance(answer, TakenBack):
            with change(context, actor, Action.SEND_RECORD, f"message:{message_id}") as unit:
                taken += messages.take_back(unit.db, message_id, unit.now)
            late = silent = 0
        elif isinstance(answer, NoAnswer):
            silent += 1
        else:
            late += 1
        if late >= _TOO_LATE_IN_A_ROW or silent >= _UNANSWERED_IN_A_ROW:
            break
    with change(context, actor, Action.CAMPAIGN_TAKE_BACK, f"campaign:{campaign_id}") as unit:
        unit.add_facts(messages=taken, tried=tried)
        unit.queue_event_post(EVENT_POST, campaign_id)
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _is_recent(context: ServiceContext, unit: Read, campaign: Campaign) -> bool:
    return (
        campaign.provider == context.provider.terms.identity
        and campaign.ended_at is not None
        and campaign.ended_at > unit.now - _SOON
        and audit.find_newest_done(unit.db, f"campaign:{campaign.id}", Action.CAMPAIGN_TAKE_BACK) is None
    )
