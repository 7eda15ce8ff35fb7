"""Roles last seen, for the time when Slack cannot be asked: then they let people pause and stop, and nothing else."""

from dataclasses import replace
from datetime import timedelta

from bot.model.access import Action, Actor, Role
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import seen_roles

_VALID = timedelta(days=1)
_REFRESH = timedelta(hours=1)
"""How old the stored time may become before it is written again, so that a click seldom writes."""
_MACHINE = Actor("roles", frozenset({Role.MACHINE}), "ja")


def record_roles(context: ServiceContext, actor: Actor) -> None:
    """Store the roles of an actor of whom Slack was asked; roles that they have lost are deleted at once."""
    now = context.clock.now()
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        fresh = seen_roles.list_roles(unit.db, actor.user, now - _REFRESH)
        stored = seen_roles.list_all_roles(unit.db, actor.user)
    if fresh == stored == set(actor.roles):
        return
    with change(context, _MACHINE, Action.ROLES_RECORD, f"user:{actor.user}") as unit:
        seen_roles.replace_roles(unit.db, actor.user, actor.roles, unit.now)
        seen_roles.delete_old(unit.db, unit.now - _VALID)


def add_recent_roles(context: ServiceContext, actor: Actor) -> Actor:
    """Add to an actor of whom Slack could not be asked the roles that they had within the last day."""
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        found = seen_roles.list_roles(unit.db, actor.user, unit.now - _VALID)
    return replace(actor, recent_roles=frozenset(map(Role, found)))
