"""Whether Slack is set up as nofu needs it: token, workspace, scopes, channels, groups; for `nofu check`."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.rules.health import Finding
from bot.slack.client import GatedClient


def all_of(
    client: GatedClient,
    team: str,
    scopes: frozenset[str] | None,
    channels: Mapping[str, str],
    groups: Iterable[str],
) -> Iterator[Finding]:
    """Look at everything in Slack. `scopes` are those of manifest.yml, None where it is not at hand."""
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


def _scopes(answer: SlackResponse, wanted: frozenset[str] | None) -> Finding:
    granted = frozenset(filter(None, str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")))
    if wanted is None:
        return Finding("scopes", True, "manifest.yml?")
    missing = wanted - granted
    return Finding("scopes", not missing, ",".join(sorted(missing)) or "ok")


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
