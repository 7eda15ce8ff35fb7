"""Pausing, resuming and stopping from the shell, also while the database is locked or the disk is full.

All sending is paused by the mark beside the database first (bot/files/pause_mark.py), then in the database. While the
database cannot be changed the mark alone holds everything, and the running bot pauses the campaigns when it can.
"""

import logging

from bot.files.pause_mark import Hold
from bot.model.access import Action, Actor
from bot.model.errors import StoreRefused
from bot.services import campaigns, stopping
from bot.services.context import ServiceContext
from bot.store.database import DatabaseError

_log = logging.getLogger(__name__)
_FAULTS = (DatabaseError, StoreRefused)


def pause(context: ServiceContext, actor: Actor, campaign_id: int | None) -> list[int] | None:
    """Pause a campaign, or all that are sending; return their ids.

    Returns None if the database could not be changed: then the mark holds all sending. Raises NotFound, Conflict.
    """
    if campaign_id is None:
        context.pause_mark.set()
    try:
        if campaign_id is None:
            return campaigns.pause_all(context, actor)
        campaigns.pause_campaign(context, actor, campaign_id)
    except _FAULTS:
        _hold(context)
        return None
    return [campaign_id]


def resume(context: ServiceContext, actor: Actor, campaign_id: int | None) -> list[int] | None:
    """Resume a campaign, or end the pause of all sending and resume what a person paused; return the ids.

    Returns None if the database could not be changed. Raises NotFound, Conflict.
    """
    try:
        if campaign_id is None:
            context.pause_mark.clear()
            resumed = campaigns.resume_all(context, actor)
            stopping.record_end_by_shell(context, actor, Action.ALL_RESUME)
            return resumed
        campaigns.resume_campaign(context, actor, campaign_id)
    except _FAULTS:
        _log.exception("not_resumed")
        return None
    return [campaign_id]


def stop(context: ServiceContext, actor: Actor, campaign_id: int | None) -> list[int] | None:
    """Stop a campaign, or all that send or are going to; return their ids.

    Returns None if the database could not be changed: then the mark holds all sending. Raises NotFound, Conflict.
    """
    was_set = context.pause_mark.read() is Hold.BY_SHELL
    if campaign_id is None:
        context.pause_mark.set()
    try:
        if campaign_id is None:
            stopped = campaigns.stop_all(context, actor)
            stopping.record_end_by_shell(context, actor, Action.ALL_STOP)
        else:
            campaigns.stop_campaign(context, actor, campaign_id)
            stopped = [campaign_id]
    except _FAULTS:
        _hold(context)
        return None
    if campaign_id is None and not was_set:
        context.pause_mark.clear()
    return stopped


def _hold(context: ServiceContext) -> None:
    _log.exception("database_not_changed")
    context.pause_mark.set()
