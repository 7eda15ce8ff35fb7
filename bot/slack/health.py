"""Checks for `nofu check` that Slack is set up: token, workspace, scopes, channels, groups."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.error import URLError

import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.model.views import CheckResult
from bot.slack.client import CheckedClient

_DELETE_SCOPE = "files:write"


def run_checks(
    client: CheckedClient,
    team: str,
    scopes: frozenset[str] | None,
    channels: Mapping[str, str],
    groups: Iterable[str],
    admin: CheckedClient | None,
) -> Iterator[CheckResult]:
    """Run every check of Slack. `scopes` are those of manifest.yml, None if it is not installed.

    `admin` is the client with the administrator's token, if one is set.
    """
    try:
        answer = client.auth_test()
    except SlackApiError as fault:
        yield CheckResult("slack", False, str(fault.response["error"]))
        return
    except (URLError, OSError):
        yield CheckResult("slack", False, "unreachable")
        return
    yield CheckResult("slack", answer["team_id"] == team, str(answer["team_id"]))
    yield _check_scopes(answer, scopes)
    for name, channel in channels.items():
        yield _check_channel(client, name, channel)
    yield from _check_groups(client, groups)
    if admin is not None:
        yield CheckResult("admin_token", *_check_admin_token(client, admin, team))


def _check_scopes(answer: SlackResponse, required: frozenset[str] | None) -> CheckResult:
    granted = _read_granted_scopes(answer)
    if required is None:
        return CheckResult("scopes", True, "manifest.yml?")
    missing = required - granted
    return CheckResult("scopes", not missing, ",".join(sorted(missing)) or "ok")


def _read_granted_scopes(answer: SlackResponse) -> frozenset[str]:
    return frozenset(filter(None, str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")))


def _check_admin_token(client: CheckedClient, admin: CheckedClient, team: str) -> tuple[bool, str]:
    """Whether it is the token of an administrator of this workspace, with the scope to delete files only."""
    try:
        answer = admin.auth_test()
        person = client.users_info(user=str(answer["user_id"])).get("user") or {}
    except SlackApiError as fault:
        return False, str(fault.response["error"])
    except (URLError, OSError):
        return False, "unreachable"
    if answer["team_id"] != team:
        return False, str(answer["team_id"])
    if not person.get("is_admin"):
        return False, "not_admin"
    granted = _read_granted_scopes(answer) - {"identify"}  # every user token has this scope
    return granted == {_DELETE_SCOPE}, ",".join(sorted(granted))


def _check_channel(client: CheckedClient, name: str, channel: str) -> CheckResult:
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as fault:
        return CheckResult(name, False, str(fault.response["error"]))
    member = bool(found.get("is_member"))
    shared = bool(found.get("is_ext_shared"))
    return CheckResult(
        name, member and not shared, "ok" if member and not shared else "shared" if shared else "not_member"
    )


def _check_groups(client: CheckedClient, groups: Iterable[str]) -> Iterator[CheckResult]:
    """Check each group by one request for all; a group that is disabled or unknown is not in the answer."""
    checked = list(groups)
    try:
        found = client.usergroups_list(include_users=True).get("usergroups") or [] if checked else []
    except SlackApiError as fault:
        yield from (CheckResult(group, False, str(fault.response["error"])) for group in checked)
        return
    members = {str(one.get("id")): len(one.get("users") or []) for one in found}
    for group in checked:
        known = group in members
        yield CheckResult(group, members.get(group, 0) > 0, str(members[group]) if known else "no_such_subteam")


MANIFEST_PATH = Path(__file__).parents[2] / "manifest.yml"


def read_manifest_scopes() -> frozenset[str] | None:
    """Return the bot's scopes; None without the manifest (an installed package does not include it)."""
    if not MANIFEST_PATH.exists():
        return None
    manifest = yaml.safe_load(MANIFEST_PATH.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
