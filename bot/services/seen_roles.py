"""Roles last seen, for the time when Slack cannot be asked: then they let people pause and stop, and nothing else.

The languages of these people are stored, too: what is shown at once, before Slack is asked, is in their language even
after a restart.
"""

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
    """Store roles and language of an actor of whom Slack was asked; roles that they have lost are deleted at once."""
    now, locale = context.clock.now(), actor.locale if actor.roles else None
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        fresh = seen_roles.list_roles(unit.db, actor.user, now - _REFRESH)
        stored = seen_roles.list_all_roles(unit.db, actor.user)
        is_same_locale = seen_roles.list_locales(unit.db).get(actor.user) == locale
    if fresh == stored == set(actor.roles) and is_same_locale:
        return
    with change(context, _MACHINE, Action.ROLES_RECORD, f"user:{actor.user}") as unit:
        seen_roles.replace_roles(unit.db, actor.user, actor.roles, unit.now)
        seen_roles.delete_old(unit.db, unit.now - _VALID)
        seen_roles.replace_locale(unit.db, actor.user, locale)


def add_recent_roles(context: ServiceContext, actor: Actor) -> Actor:
    """Add to an actor of whom Slack could not be asked the roles that they had within the last day."""
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        found = seen_roles.list_roles(unit.db, actor.user, unit.now - _VALID)
    return replace(actor, recent_roles=frozenset(map(Role, found)))


def has_recent_roles(context: ServiceContext, user: str) -> bool:
    """Whether a user had a role within the last day, without asking Slack."""
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        return bool(seen_roles.list_roles(unit.db, user, unit.now - _VALID))


def list_locales(context: ServiceContext) -> dict[str, str]:
    """Return the languages of the people who have a role, as they were last seen."""
    with read(context, _MACHINE, Action.ROLES_LOOK) as unit:
        return seen_roles.list_locales(unit.db)
