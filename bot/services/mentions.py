"""Whom a message mentions: the groups of the roles that must act, or their users where a role has no group."""

from datetime import date

from bot.model.posts import Mentioned
from bot.rules.approvals import is_in_office
from bot.services.context import ServiceContext
from bot.settings.declared import Members, require_setting


def find_supervisors(context: ServiceContext, without: frozenset[str] = frozenset()) -> Mentioned:
    """Find the supervisors, by name without those who may not decide, unless nobody else is named."""
    return _join([require_setting(context.settings.slack).supervisors], without)


def find_deciders(context: ServiceContext, today: date, without: frozenset[str] = frozenset()) -> Mentioned:
    """Find who can decide on a campaign: the supervisors, and who is a deputy on this day."""
    deputies = require_setting(context.settings.slack).deputies
    users = {deputy.user for deputy in deputies if is_in_office(deputy, deputy.user, today)} - without
    found = find_supervisors(context, without)
    return Mentioned(found.groups, tuple(sorted({*found.users, *users})))


def find_inbox_people(context: ServiceContext) -> Mentioned:
    """Find who puts files into the inbox folder: the staff, or the supervisors where nobody has that role."""
    slack = require_setting(context.settings.slack)
    return _join([slack.staff]) if _has_members(slack.staff) else find_supervisors(context)


def find_incident_people(context: ServiceContext) -> Mentioned:
    """Find who must report a file that should not exist: supervisors and administrators."""
    slack = require_setting(context.settings.slack)
    return _join([slack.supervisors, slack.admins])


def _has_members(members: Members) -> bool:
    return members != Members(None, frozenset())


def _join(roles: list[Members], without: frozenset[str] = frozenset()) -> Mentioned:
    groups = dict.fromkeys(role.group for role in roles if role.group)
    users = {user for role in roles if not role.group for user in role.users - without or role.users}
    return Mentioned(tuple(groups), tuple(sorted(users)))
