"""Pausing, resuming and stopping all sending from Slack, and a campaign on its card.

The mark beside the database (bot/files/pause_mark.py) holds all sending first, then the change is stored. While the
database cannot be changed, the mark alone holds, and the running bot stores the pause when it can.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress

from bot.files.pause_mark import Hold
from bot.model.access import Action, Actor
from bot.model.campaigns import AllPausedView, Campaign, CampaignState, Move, PauseReason
from bot.model.errors import Conflict, NotFound, StoreRefused
from bot.model.posts import ALL_PAUSED_POST, CAMPAIGN_POST, EVENT_POST, EventKey
from bot.services import campaigns as services_campaigns
from bot.services import seen_roles
from bot.services.campaign_views import count_handed_over, make_history_entry
from bot.services.context import ServiceContext
from bot.services.mentions import find_supervisors
from bot.services.obstacles import find_data_or_time_obstacle
from bot.services.unit_of_work import Change, Read, change, read, require
from bot.store import audit, campaigns, posts
from bot.store.database import DatabaseError

_ALL = "all"
"""The subject of the audit entries about all sending."""
_NO_CAMPAIGN = 0
_FAULTS = (DatabaseError, StoreRefused)
_log = logging.getLogger(__name__)


@contextmanager
def hold_while_asking(context: ServiceContext, user: str) -> Iterator[None]:
    """Hold all sending while Slack is asked for the roles of somebody who wants to pause or stop, however slow it is.

    Only for users who had a role within the last day: nobody else can hold anything by a click that is refused.
    """
    try:
        is_known = seen_roles.has_recent_roles(context, user)
    except Exception:  # noqa: BLE001 - what cannot be read must not keep the click from being carried out
        _log.exception("roles_not_read")
        is_known = False
    with context.pause_mark.held() if is_known else nullcontext():
        yield


def pause_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Pause a campaign on its card. Raises NotFound, NotAllowed, Conflict; `held_by_mark`: all sending is held."""
    require(context, actor, Action.CAMPAIGN_PAUSE, f"campaign:{campaign_id}")
    hold_and_change(context, lambda: services_campaigns.pause_campaign(context, actor, campaign_id))


def stop_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Stop a campaign on its card. Raises NotFound, NotAllowed, Conflict; `held_by_mark`: all sending is held."""
    require(context, actor, Action.CAMPAIGN_STOP, f"campaign:{campaign_id}")
    hold_and_change(context, lambda: services_campaigns.stop_campaign(context, actor, campaign_id))


def pause_all(context: ServiceContext, actor: Actor) -> EventKey:
    """Pause all sending, also of campaigns that start later; return the key of the alert.

    Raises NotAllowed, and Conflict `held_by_mark` if the database could not be changed: then the mark alone holds.
    """
    require(context, actor, Action.ALL_PAUSE, _ALL)
    _set_mark(context)
    try:
        return _store_pause(context, actor, only_if_held=False)
    except _FAULTS as fault:
        _log.exception("database_not_changed")
        raise Conflict("held_by_mark") from fault


def store_marked_pause(context: ServiceContext, actor: Actor) -> None:
    """Store a pause of all sending that the mark alone holds, and pause what has started meanwhile."""
    if context.pause_mark.read() is Hold.IN_SLACK:
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            is_stored = _is_stored(unit)
        if not is_stored:
            with suppress(Conflict):  # it was ended meanwhile
                _store_pause(context, actor, only_if_held=True)


def recover_hold(context: ServiceContext, actor: Actor) -> None:
    """Keep the hold of a change that the last process did not finish, as a pause of all sending that people see.

    A stored pause holds also if its mark was lost, such as where a backup was restored on another machine.
    """
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        is_paused = find_pause(unit) is not None
    mark = context.pause_mark.read()
    if mark is Hold.IN_CHANGE or (is_paused and mark is Hold.FREE):
        _set_mark(context)


def resume_all(context: ServiceContext, actor: Actor) -> None:
    """End the pause of all sending and resume what it has paused. Raises NotAllowed, Conflict.

    A campaign that may not be sent now, such as one with data that is too old, stays paused.
    """
    with change(context, actor, Action.ALL_RESUME, _ALL) as unit:
        if context.pause_mark.read() is Hold.BY_SHELL:
            raise Conflict("pause_mark")
        paused = campaigns.list_in_states(unit.db, CampaignState.PAUSED)
        paused = [one for one in paused if one.reason == PauseReason.ALL_PAUSED]
        ready = [one for one in paused if find_data_or_time_obstacle(context, unit, one) is None]
        for campaign in paused:
            if campaign in ready:
                _move(unit, campaign, Move.RESUME, Action.CAMPAIGN_RESUME, None)
            else:  # from now on its card has a button of its own
                campaigns.set_reason(unit.db, campaign.id, PauseReason.BY_HAND)
                unit.queue_post(CAMPAIGN_POST, campaign.id)
        unit.add_facts(campaigns=[one.id for one in ready])
        unit.update_newest_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)
        # Here, where nothing else can change the database: the job that stores a marked pause must not see the
        # campaigns resumed and the mark set.
        context.pause_mark.clear(Hold.IN_SLACK, Hold.IN_CHANGE)
    context.wake()


def stop_all(context: ServiceContext, actor: Actor) -> None:
    """Stop for good all that sends or is going to. Raises NotAllowed, and Conflict `held_by_mark` as `pause_all`."""
    require(context, actor, Action.ALL_STOP, _ALL)
    _set_mark(context)
    try:
        stopped = services_campaigns.stop_all(context, actor)
        with change(context, actor, Action.ALL_STOP, _ALL) as unit:
            unit.add_facts(campaigns=stopped)
            unit.update_newest_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)
            context.pause_mark.clear(Hold.IN_SLACK)
    except _FAULTS as fault:
        _set_mark(context)
        _log.exception("database_not_changed")
        raise Conflict("held_by_mark") from fault


def record_end_by_shell(context: ServiceContext, actor: Actor, action: Action) -> None:
    """Record that the shell has ended a pause of all sending from Slack, if one lasts."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        lasts = find_pause(unit) is not None
    if lasts:
        with change(context, actor, action, _ALL) as unit:
            unit.update_newest_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)


def find_pause(unit: Read) -> int | None:
    """Return the audit entry of the pause of all sending from Slack that lasts; None if there is none."""
    pause = audit.find_newest_done(unit.db, _ALL, Action.ALL_PAUSE)
    return pause if pause is not None and _find_end(unit, pause) is None else None


def get_pause(context: ServiceContext, actor: Actor, key: EventKey) -> AllPausedView:
    """Return a pause of all sending. Raises NotFound if it was over before it was posted."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        view = build_view(context, unit, actor, key.entry)
        if view.ended is not None and not posts.is_posted(unit.db, ALL_PAUSED_POST, key):
            raise NotFound
        return view


def build_view(context: ServiceContext, unit: Read, actor: Actor, entry_id: int) -> AllPausedView:
    """Build the view of a pause of all sending for an actor. Raises NotFound."""
    entry = audit.get_entry(unit.db, entry_id)
    if entry is None:
        raise NotFound
    found = entry.facts.get("campaigns")
    ids = [int(one) for one in found] if isinstance(found, list) else []
    end = _find_end(unit, entry_id)
    ended = None if end is None else audit.get_entry(unit.db, end)
    return AllPausedView(
        entry=make_history_entry(entry),
        campaigns=len(ids),
        handed_over=count_handed_over(unit, ids),
        supervisors=find_supervisors(context),
        ended=None if ended is None else make_history_entry(ended),
        may_resume=actor.may(Action.ALL_RESUME),
        may_stop=actor.may(Action.ALL_STOP),
    )


def _set_mark(context: ServiceContext) -> None:
    with suppress(OSError):  # a mark that cannot be opened holds the sending anyway
        context.pause_mark.set(Hold.IN_SLACK)


def _store_pause(context: ServiceContext, actor: Actor, *, only_if_held: bool) -> EventKey:
    with change(context, actor, Action.ALL_PAUSE, _ALL) as unit:
        if _is_stored(unit):
            unit.end_unchanged()
        if only_if_held and context.pause_mark.read() is Hold.FREE:
            raise Conflict("all_resumed")
        unit.add_facts(campaigns=_pause_sending(unit))
        unit.queue_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)
        unit.update_newest_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return EventKey(_NO_CAMPAIGN, audit.find_newest_done(unit.db, _ALL, Action.ALL_PAUSE) or 0)


def _is_stored(unit: Read) -> bool:
    """Whether a pause of all sending is stored, and nothing has started since."""
    return find_pause(unit) is not None and not _list_sending(unit)


def pause_all_within(context: ServiceContext, unit: Change) -> tuple[int, ...]:
    """Pause all sending as a part of another change; return the campaigns that were sending. Raises OSError."""
    paused = _pause_sending(unit)
    if paused or find_pause(unit) is None:
        entry = unit.audit_also(Action.ALL_PAUSE, _ALL, campaigns=paused)
        unit.update_newest_event_post(ALL_PAUSED_POST, _NO_CAMPAIGN)
        unit.queue_post(ALL_PAUSED_POST, EventKey(_NO_CAMPAIGN, entry))
    context.pause_mark.set(Hold.IN_SLACK)  # within the change, as `resume_all` clears it
    return tuple(paused)


def hold_and_change(context: ServiceContext, work: Callable[[], None]) -> None:
    """Hold all sending while a change is stored; if it cannot be, the mark stays and holds. Raises Conflict then."""
    with context.pause_mark.held():
        try:
            work()
        except _FAULTS as fault:
            _set_mark(context)
            _log.exception("database_not_changed")
            raise Conflict("held_by_mark") from fault


def _pause_sending(unit: Change) -> list[int]:
    sending = _list_sending(unit)
    for campaign in sending:
        _move(unit, campaign, Move.PAUSE, Action.CAMPAIGN_PAUSE, PauseReason.ALL_PAUSED)
    return [one.id for one in sending]


def _move(unit: Change, campaign: Campaign, move: Move, action: Action, reason: PauseReason | None) -> None:
    """Pause or resume one of several campaigns, audited as if it were done on its card."""
    if campaigns.move_campaign(unit.db, campaign.id, move):
        campaigns.set_reason(unit.db, campaign.id, reason)
        facts = {} if reason is None else {"reason": reason}
        entry = unit.audit_also(action, f"campaign:{campaign.id}", **facts)
        unit.queue_post(CAMPAIGN_POST, campaign.id)
        unit.queue_post(EVENT_POST, EventKey(campaign.id, entry))


def _list_sending(unit: Read) -> list[Campaign]:
    return campaigns.list_in_states(unit.db, CampaignState.SENDING)


def _find_end(unit: Read, pause: int) -> int | None:
    """Find the first entry after a pause that ended it."""
    ends = [
        audit.find_next_done(unit.db, _ALL, action, pause)
        for action in (Action.ALL_PAUSE, Action.ALL_RESUME, Action.ALL_STOP)
    ]
    return min((one for one in ends if one is not None), default=None)
