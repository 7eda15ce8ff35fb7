"""Roles of Slack users, from user groups and settings, and the language of their profiles.

Fails closed: a user who is unknown, deactivated, a guest or of another workspace has no role, and a group that cannot
be read has no members.
"""

import http.client
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.model.access import Actor, Role
from bot.slack.client import CheckedClient

_log = logging.getLogger(__name__)
_ERRORS = (SlackApiError, OSError, http.client.HTTPException)
_GROUP_SECONDS = 60.0
_PROFILE_SECONDS = 600.0
_FRESH_SECONDS = 2.0
"""Maximum age of an answer for a decision, so that two clicks in a row need one request. Slack accepts about 20
requests a minute (usergroups.users.list, tier 2: docs.slack.dev/apis/web-api/rate-limits); more would fail."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The users who have a role: the members of a group, and named users."""

    group: str | None
    users: frozenset[str]


class People:
    """The roles and languages of users. Slack's answers are cached; for a decision they are at most two seconds old."""

    def __init__(self, client: CheckedClient, team_id: str, roles: Mapping[Role, Membership], locale: str) -> None:
        self._client = client
        self._team_id = team_id
        self._roles = roles
        self._locale = locale
        self._lock = threading.Lock()
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}
        self._profiles: dict[str, tuple[float, str | None]] = {}

    def actor(self, user: str, team: str | None, *, ask_slack: bool) -> Actor:
        """Return a user with their roles; one who is not a full member of the workspace has none.

        `ask_slack`: use no answer older than two seconds, because a decision depends on the roles.
        """
        locale = self._fetch_language(user, ask_slack=ask_slack) if team == self._team_id else None
        if locale is None:
            return Actor(user, frozenset(), self._locale)
        memberships = self._roles.items()
        roles = frozenset(role for role, members in memberships if self._is_member(user, members, ask_slack=ask_slack))
        return Actor(user, roles, locale)

    def language(self, user: str) -> str:
        """Return a user's language if it is cached, else the language of the settings; sends no request."""
        known = self._profiles.get(user)
        return known[1] if known is not None and known[1] is not None else self._locale

    def _is_member(self, user: str, members: Membership, *, ask_slack: bool) -> bool:
        return user in members.users or (
            members.group is not None and user in self._fetch_members(members.group, ask_slack=ask_slack)
        )

    def _fetch_members(self, group: str, *, ask_slack: bool) -> frozenset[str]:
        known = self._groups.get(group)
        if known is not None and _is_fresh(known[0], _FRESH_SECONDS if ask_slack else _GROUP_SECONDS):
            return known[1]
        try:
            answer = self._client.usergroups_users_list(usergroup=group)
        except _ERRORS as fault:
            _log.warning("group_unreadable", extra={"group": group, "code": _read_error_code(fault)})
            return frozenset()
        members = frozenset(answer.get("users") or ())
        with self._lock:
            self._groups[group] = (time.monotonic(), members)
        return members

    def _fetch_language(self, user: str, *, ask_slack: bool) -> str | None:
        """Return the language of a full member of this workspace; None for any other user."""
        known = self._profiles.get(user)
        if known is not None and _is_fresh(known[0], _FRESH_SECONDS if ask_slack else _PROFILE_SECONDS):
            return known[1]
        try:
            profile = self._client.users_info(user=user, include_locale=True).get("user") or {}
        except _ERRORS as fault:
            _log.warning("user_unreadable", extra={"user": user, "code": _read_error_code(fault)})
            return None
        outside = any(profile.get(sign) for sign in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted"))
        locale = (
            None if outside or profile.get("team_id") != self._team_id else str(profile.get("locale") or self._locale)
        )
        with self._lock:
            self._profiles[user] = (time.monotonic(), locale)
        return locale


def _is_fresh(since: float, seconds: float) -> bool:
    return time.monotonic() - since < seconds


def _read_error_code(fault: Exception) -> str:
    return str(fault.response.get("error")) if isinstance(fault, SlackApiError) else type(fault).__name__
