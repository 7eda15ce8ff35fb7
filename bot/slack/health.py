"""Whether Slack is set up as nofu needs it: token, workspace, scopes, channels, groups; for `nofu check`."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.rules.health import Finding
from bot.slack.client import GatedClient

_DELETES = "files:write"


def all_of(
    client: GatedClient,
    team: str,
    scopes: frozenset[str] | None,
    channels: Mapping[str, str],
    groups: Iterable[str],
    admin: GatedClient | None,
) -> Iterator[Finding]:
    """Look at everything in Slack. `scopes` are those of manifest.yml, None where it is not at hand.

    `admin` is the client with the administrator's token, None where there is none.
    """
    try:
        answer = client.auth_test()
    except SlackApiError as fault:
        yield Finding("slack", False, str(fault.response["error"]))
        return
    except (URLError, OSError):
        yield Finding("slack", False, "unreachable")
        return
    yield Finding("slack", answer["team_id"] == team, str(answer["team_id"]))
    yield _scopes(answer, scopes)
    for name, channel in channels.items():
        yield _channel(client, name, channel)
    for group in groups:
        yield _group(client, group)
    if admin is not None:
        yield Finding("admin_token", *_admin_token(client, admin, team))


def _scopes(answer: SlackResponse, wanted: frozenset[str] | None) -> Finding:
    granted = _granted(answer)
    if wanted is None:
        return Finding("scopes", True, "manifest.yml?")
    missing = wanted - granted
    return Finding("scopes", not missing, ",".join(sorted(missing)) or "ok")


def _granted(answer: SlackResponse) -> frozenset[str]:
    return frozenset(filter(None, str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")))


def _admin_token(client: GatedClient, admin: GatedClient, team: str) -> tuple[bool, str]:
    """Whether it is good for deleting files and for nothing else, and of an administrator of this workspace."""
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
    granted = _granted(answer) - {"identify"}  # every user token has that one
    return granted == {_DELETES}, ",".join(sorted(granted))


def _channel(client: GatedClient, name: str, channel: str) -> Finding:
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as fault:
        return Finding(name, False, str(fault.response["error"]))
    member = bool(found.get("is_member"))
    shared = bool(found.get("is_ext_shared"))
    return Finding(name, member and not shared, "ok" if member and not shared else "shared" if shared else "not_member")


def _group(client: GatedClient, group: str) -> Finding:
    try:
        people = client.usergroups_users_list(usergroup=group).get("users") or []
    except SlackApiError as fault:
        return Finding(group, False, str(fault.response["error"]))
    return Finding(group, bool(people), f"{len(people)}")
