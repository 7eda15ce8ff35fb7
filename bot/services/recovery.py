"""Offers to resume: while the breaker has paused campaigns, whether the provider works again, and telling people.

A person resumes. What was found is audited where it changes something for them: that the provider works again, and
that it does not any more; so each recovery is offered once, also after a restart.
"""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.posts import RECOVERY_POST
from bot.rules.breaker import is_probed, may_offer
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import audit, campaigns


def is_probe_needed(context: ServiceContext, actor: Actor) -> bool:
    """Whether the provider must be asked: the breaker has paused a campaign of its account."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return bool(_list_paused(context, unit))


def record_probe(context: ServiceContext, actor: Actor, fault: str | None) -> None:
    """Offer to resume what the breaker has paused if the provider works (`fault` None), or take the offer back."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        changed = [one for one in _list_paused(context, unit) if _is_news(unit, one, fault)]
    for campaign in changed:
        with change(context, actor, Action.CAMPAIGN_PROBE, f"campaign:{campaign.id}") as unit:
            unit.add_facts(well=fault is None, **({} if fault is None else {"reason": fault}))
            if fault is None:
                unit.queue_event_post(RECOVERY_POST, campaign.id)
            else:
                unit.update_event_posts(RECOVERY_POST, campaign.id)


def find_offer(unit: Read, campaign: Campaign) -> int | None:
    """Return the audit entry of the offer to resume a paused campaign; None if the provider is not known to be well."""
    probe = audit.find_newest_done(unit.db, f"campaign:{campaign.id}", Action.CAMPAIGN_PROBE)
    if probe is None or probe < _find_pause(unit, campaign):
        return None
    entry = audit.get_entry(unit.db, probe)
    return probe if entry is not None and entry.facts.get("well") else None


def _list_paused(context: ServiceContext, unit: Read) -> list[Campaign]:
    return [
        one
        for one in campaigns.list_in_states(unit.db, CampaignState.PAUSED)
        if one.provider == context.provider.terms.identity and is_probed(one.reason)
    ]


def _is_news(unit: Read, campaign: Campaign, fault: str | None) -> bool:
    offered = find_offer(unit, campaign) is not None
    if fault is not None or offered:
        return fault is not None and offered
    pause = audit.get_entry(unit.db, _find_pause(unit, campaign))
    return pause is None or may_offer(campaign.reason or "", unit.now - pause.at)


def _find_pause(unit: Read, campaign: Campaign) -> int:
    return audit.find_newest_done(unit.db, f"campaign:{campaign.id}", Action.CAMPAIGN_PAUSE) or 0
