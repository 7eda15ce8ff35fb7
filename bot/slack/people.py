"""Roles of Slack users, from user groups and settings, and the language of their profiles.

Fails closed: a user who is unknown, deactivated, a guest or of another workspace has no role, and a group that is not
in Slack's answer has no members. While Slack cannot be asked, a user has the roles of the settings at most, and the
actor is marked as not complete.

In an Enterprise Grid organization, a member of this workspace and of others is known by the list of their workspaces:
users.info may lack `team_id` (github.com/looker/lookerbot/issues/184), and a payload may name another of them
(github.com/slackapi/bolt-js/issues/1875).
"""

import http.client
import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.model.access import Actor, Role
from bot.slack.client import CheckedClient, read_pause

_log = logging.getLogger(__name__)
_ERRORS = (SlackApiError, OSError, http.client.HTTPException)
_GROUP_SECONDS = 60.0
_PROFILE_SECONDS = 600.0
_FREE_REQUESTS = 12
_CROWDED_SECONDS = 10.0
_NO_GROUPS = frozenset({"plan_upgrade_required"})
_NO_USER = frozenset({"user_not_found", "user_not_visible"})
"""Errors that are answers: this workspace has no groups, or no such user. All others say that Slack cannot be asked."""


class Unreachable(Exception):
    """Slack could not be asked."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The users who have a role: the members of a group, and named users."""

    group: str | None
    users: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The members of each group, None if Slack could not be asked; `asked_at` is monotonic, before the request."""

    asked_at: float
    members: Mapping[str, frozenset[str]] | None


@dataclass(frozen=True, slots=True)
class _Profile:
    """A user's language, and the workspaces of which they are a full member; `asked_at` is monotonic."""

    asked_at: float
    locale: str
    teams: frozenset[str]


_STRANGER = _Profile(0.0, "", frozenset())
_OUTSIDE = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
"""Signs in a profile of a user who is no full member of any workspace here."""


class _Groups:
    """The members of all user groups of the workspace, by one request of usergroups.list.

    A look may use an answer of the last minute. A decision uses only an answer that was asked for after the click, so
    roles that somebody lost a second ago do not decide anything. Clicks that come while a request is under way share
    the next one.

    Slack accepts 20 requests a minute (usergroups.list is tier 2: docs.slack.dev/apis/web-api/rate-limits). The first
    twelve of any minute are free for decisions: ten, the one a minute of those who look, and one to spare. Beyond them
    a decision may use an answer that is up to ten seconds old, which adds at most six requests a minute: so our own
    decisions never exceed the tier, and two requests remain for `nofu check`. After an answer 429 (another app of the
    workspace does not count; a bot that runs twice does) Slack is not asked before the time that it names.
    """

    def __init__(self, client: CheckedClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._last: _Answer | None = None
        self._requests: deque[float] = deque(maxlen=_FREE_REQUESTS)
        self._quiet_until = 0.0

    def fetch_members(self, *, ask_slack: bool) -> Mapping[str, frozenset[str]]:
        """Return the members by group. Raises Unreachable."""
        since = time.monotonic()
        with self._lock:
            last = self._last
            if last is None or last.asked_at < self._find_oldest(since, last, ask_slack=ask_slack):
                last = self._last = self._ask()
        if last.members is None:
            raise Unreachable
        return last.members

    def _find_oldest(self, since: float, last: _Answer, *, ask_slack: bool) -> float:
        """Return how old an answer may be: the earliest moment at which it was asked for."""
        if last.members is None:
            return since
        if not ask_slack:
            return since - _GROUP_SECONDS
        requests = self._requests
        is_crowded = len(requests) == _FREE_REQUESTS and requests[0] > time.monotonic() - 60.0
        return since - _CROWDED_SECONDS if is_crowded else since

    def _ask(self) -> _Answer:
        asked_at = time.monotonic()
        if asked_at < self._quiet_until:
            return _Answer(asked_at, None)
        self._requests.append(asked_at)
        try:
            found = self._client.usergroups_list(include_users=True).get("usergroups")
        except _ERRORS as fault:
            code = _read_error_code(fault)
            _log.warning("groups_unreadable", extra={"code": code})
            self._quiet_until = time.monotonic() + read_pause(fault)
            return _Answer(asked_at, {} if code in _NO_GROUPS else None)
        if not isinstance(found, list):
            return _Answer(asked_at, None)
        # A disabled group is not asked for; should Slack name one all the same, it has no members.
        used = [one for one in found if isinstance(one, dict) and not one.get("date_delete")]
        return _Answer(asked_at, {str(one.get("id")): frozenset(one.get("users") or ()) for one in used})


class People:
    """The roles and languages of users. Slack's answers are cached for those who look; a decision asks again."""

    def __init__(
        self,
        client: CheckedClient,
        team_id: str,
        roles: Mapping[Role, Membership],
        locale: str,
        seen_locales: Mapping[str, str],
    ) -> None:
        self._client = client
        self._team_id = team_id
        self._roles = roles
        self._locale = locale
        self._seen_locales = seen_locales
        self._groups = _Groups(client)
        self._profiles: dict[str, _Profile] = {}
        self._quiet_until = 0.0

    def actor(self, user: str, team: str | None, *, ask_slack: bool) -> Actor:
        """Return a user with their roles; one who is not a full member of the workspace has none.

        `team` is the workspace in the payload: this one, or another one of the same user in the same organization.
        `ask_slack`: ask Slack again, because a decision depends on the roles. An actor who is not complete has only
        roles that the settings give to a user who is known to be a full member.
        """
        if not team:
            return Actor(user, frozenset(), self._locale)
        try:
            profile = self._fetch_profile(user, ask_slack=ask_slack)
        except Unreachable:
            return Actor(user, frozenset(), self.language(user), is_complete=False)
        if not {self._team_id, team} <= profile.teams:
            return Actor(user, frozenset(), self._locale)
        locale = profile.locale
        named = frozenset(role for role, members in self._roles.items() if user in members.users)
        if not any(members.group for members in self._roles.values()):
            return Actor(user, named, locale)
        decider = self._roles.get(Role.SUPERVISOR)
        needs_both = decider is not None and bool(decider.group and decider.users)
        try:
            groups = self._groups.fetch_members(ask_slack=ask_slack)
        except Unreachable:
            return Actor(user, named, locale, is_complete=False, decides=not needs_both)
        joined = frozenset(role for role, of in self._roles.items() if of.group and user in groups.get(of.group, ()))
        decides = not needs_both or Role.SUPERVISOR in named & joined
        return Actor(user, named | joined, locale, decides=decides)

    def member(self, user: str) -> Actor:
        """Return a user of this workspace with the roles that they have now, as Slack says."""
        return self.actor(user, self._team_id, ask_slack=True)

    def list_members(self, role: Role) -> list[Actor]:
        """Return everybody who has a role, of the group and of the users of the settings. Raises Unreachable."""
        of = self._roles.get(role, Membership(None, frozenset()))
        found = set(of.users)
        if of.group:
            found |= self._groups.fetch_members(ask_slack=False).get(of.group, frozenset())
        members = [self.actor(user, self._team_id, ask_slack=False) for user in sorted(found)]
        if not all(member.is_complete for member in members):
            raise Unreachable
        return [member for member in members if role in member.roles]

    def language(self, user: str) -> str:
        """Return a user's language as it is cached or was seen before the start, else that of the settings.

        Sends no request.
        """
        known = self._profiles.get(user)
        if known is None:
            return self._seen_locales.get(user, self._locale)
        return known.locale if self._team_id in known.teams else self._locale

    def _fetch_profile(self, user: str, *, ask_slack: bool) -> _Profile:
        """Return a user's language and workspaces. Raises Unreachable."""
        known = self._profiles.get(user)
        if known is not None and not ask_slack and time.monotonic() - known.asked_at < _PROFILE_SECONDS:
            return known
        if time.monotonic() < self._quiet_until:
            raise Unreachable
        try:
            profile = self._client.users_info(user=user, include_locale=True).get("user")
        except _ERRORS as fault:
            code = _read_error_code(fault)
            _log.warning("user_unreadable", extra={"user": user, "code": code})
            self._quiet_until = time.monotonic() + read_pause(fault)
            if code in _NO_USER:
                return _STRANGER
            raise Unreachable from fault
        if not isinstance(profile, dict):
            raise Unreachable
        locale = str(profile.get("locale") or self._locale)
        found = self._profiles[user] = _Profile(time.monotonic(), locale, _read_teams(profile))
        return found


def _read_teams(profile: Mapping[str, Any]) -> frozenset[str]:
    """Return the workspaces of which a user is a full member; where Slack lists them, the list counts."""
    if any(profile.get(sign) for sign in _OUTSIDE):
        return frozenset()
    organization = profile.get("enterprise_user")
    listed = organization.get("teams") if isinstance(organization, dict) else None
    teams = listed if isinstance(listed, list) else [profile.get("team_id")]
    return frozenset(team for team in teams if isinstance(team, str))


def _read_error_code(fault: Exception) -> str:
    return str(fault.response.get("error")) if isinstance(fault, SlackApiError) else type(fault).__name__
