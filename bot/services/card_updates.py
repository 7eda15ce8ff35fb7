"""Updating the cards whose buttons come and go by time, imported data, the pause from the shell, or files."""

from collections.abc import Iterable

from bot.model.access import Action, Actor
from bot.model.campaigns import CampaignState
from bot.model.errors import Refusal
from bot.model.posts import CAMPAIGN_POST, PAUSED_POST, RECOVERY_POST, RENUMBERING_POST, PostKind
from bot.services import phone_desk, waiting_renumberings
from bot.services.context import ServiceContext
from bot.services.obstacles import find_obstacle
from bot.services.unit_of_work import Read, change, read
from bot.store import campaigns, posts
from bot.store.waiting_renumberings import list_waiting

CardState = tuple[PostKind[int], int, str | None, frozenset[tuple[str, str | int]], int]
"""A card, by the kind and key of its post; the code and facts of the obstacle that it shows, or that it waits; and how
often the card was queued. Whatever else draws a card draws the obstacle of that moment, which may be over soon."""
_CLOSED = "closed"

_WITH_OBSTACLES = (CampaignState.DRAFT, CampaignState.PENDING, CampaignState.APPROVED, CampaignState.PAUSED)


def list_card_states(context: ServiceContext, actor: Actor) -> frozenset[CardState]:
    """List the cards that can show an obstacle or closed sending hours, each with what it should show now."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = [
            _make_state(unit, CAMPAIGN_POST, campaign.id, find_obstacle(context, unit, campaign))
            for campaign in campaigns.list_in_states(unit.db, *_WITH_OBSTACLES)
        ]
        found += [
            _make_state(unit, RENUMBERING_POST, waiting.id, waiting_renumberings.find_obstacle(context, unit, waiting))
            for waiting in list_waiting(unit.db)
        ]
        wait = _describe_wait(context, unit)
        for one in campaigns.list_in_states(unit.db, CampaignState.SENDING):
            kind, key, code, facts, version = _make_state(
                unit, CAMPAIGN_POST, one.id, find_obstacle(context, unit, one)
            )
            found.append((kind, key, f"{wait} {code or ''}".strip() or None, facts, version))
    return frozenset(found)


def _describe_wait(context: ServiceContext, unit: Read) -> str:
    """Say for what messages wait that could leave otherwise: the hours, or the phones; "": for neither."""
    if not context.settings.hours.is_open(unit.now):
        return _CLOSED
    hold = phone_desk.find_hold(unit)
    if hold is not None:
        return f"full {hold.until}"
    return "phones" if phone_desk.count_remaining(context, unit) == 0 else ""


def _make_state(unit: Read, kind: PostKind[int], key: int, obstacle: Refusal | None) -> CardState:
    card = posts.find_post(unit.db, kind, key)
    version = 0 if card is None else card.version
    if obstacle is None:
        return kind, key, None, frozenset(), version
    return kind, key, obstacle.code, frozenset(obstacle.facts.items()), version


def update_cards(context: ServiceContext, actor: Actor, cards: Iterable[CardState]) -> None:
    """Queue updates of cards, and of the alerts on a pause, which say the same."""
    with change(context, actor, Action.POST_RECORD, "cards") as unit:
        for kind, key, *_ in cards:
            unit.queue_post(kind, key)
            if kind is CAMPAIGN_POST:
                unit.update_event_posts(PAUSED_POST, key)
                unit.update_event_posts(RECOVERY_POST, key)
