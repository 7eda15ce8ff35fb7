"""What people see of a campaign's uncertain messages: by what the provider answered, and which may be decided on."""

import hashlib
from collections.abc import Sequence

from bot.model.campaigns import Campaign, CampaignState
from bot.model.errors import Conflict, Refusal
from bot.model.uncertain import DoubtAnswer, DoubtCount, DoubtView
from bot.rules.uncertain import classify_answer
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read
from bot.store import uncertain_messages
from bot.store.uncertain_messages import UncertainMessage

_OPEN = (CampaignState.SENDING, CampaignState.PAUSED)
_NOT_BEGUN = (CampaignState.PENDING, CampaignState.APPROVED)


def find_doubt(context: ServiceContext, unit: Read, campaign: Campaign) -> DoubtView | None:
    """Return the view of a campaign's uncertain messages; None if it has none."""
    found = uncertain_messages.list_uncertain(unit.db, campaign.id)
    if not found:
        return None
    may_ask = _may_ask(context, campaign)
    decidable = select_decidable(context, campaign, found)
    waiting = [one for one in found if not (one.resend_requested and may_ask)]
    return DoubtView(
        counts=_count_answers(waiting, may_ask=may_ask),
        decidable=len(decidable),
        token=_make_token(decidable),
        obstacle=_find_obstacle(context, campaign),
        is_asking=may_ask and any(message.look_up_at is not None for message in waiting),
        resend_requested=len(found) - len(waiting),
    )


def select_decidable(
    context: ServiceContext, campaign: Campaign, found: Sequence[UncertainMessage]
) -> list[UncertainMessage]:
    """Select the messages that a person may decide on: the provider was asked about them, or it cannot be."""
    may_ask = _may_ask(context, campaign)
    if not may_ask:
        return list(found)
    return [one for one in found if not one.resend_requested and (one.asked_at is not None or one.look_up_at is None)]


def _may_ask(context: ServiceContext, campaign: Campaign) -> bool:
    terms = context.provider.terms
    return terms.supports_lookup and campaign.provider == terms.identity


def _count_answers(found: Sequence[UncertainMessage], *, may_ask: bool) -> list[DoubtCount]:
    counts = []
    for answer in DoubtAnswer:
        alike = [
            one
            for one in found
            if classify_answer(one.answer, may_ask=may_ask and one.look_up_at is not None) is answer
        ]
        if alike:
            asked = [one.asked_at for one in alike if one.asked_at is not None]
            counts.append(DoubtCount(answer, len(alike), max(asked, default=None)))
    return counts


def _make_token(decidable: Sequence[UncertainMessage]) -> str:
    """Make the token of messages, tries and answers. The time of an answer is left out: the same may come again."""
    facts = [f"{one.id}:{one.attempts}:{classify_answer(one.answer, may_ask=True)}" for one in decidable]
    return hashlib.sha256(" ".join(facts).encode()).hexdigest()[:16]


def _find_obstacle(context: ServiceContext, campaign: Campaign) -> Refusal | None:
    """Find why the messages cannot be sent again; None: they can."""
    if campaign.state in _NOT_BEGUN:  # its messages are uncertain because the database is a restored or older one
        return Conflict("doubt_campaign_not_begun", campaign=str(campaign.id))
    if campaign.state not in _OPEN:
        return Conflict("doubt_campaign_over", campaign=str(campaign.id))
    if campaign.provider != context.provider.terms.identity:
        return Conflict("doubt_other_account", campaign=str(campaign.id))
    return None
