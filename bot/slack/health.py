"""Checks for `nofu check` and the start that Slack is set up: tokens, workspace, scopes, channels, groups."""

import http.client
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.model.access import Role
from bot.model.health import CheckAdvice, CheckResult
from bot.slack.client import CheckedClient, read_pause
from bot.slack.people import People, Unreachable
from bot.slack.socket_mode import SlackSocket, read_fault

_DELETE_SCOPE = "files:write"
_ERRORS = (SlackApiError, OSError, http.client.HTTPException)
_TOKEN_REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_APP_TOKEN_ADVICE = {
    **dict.fromkeys(_TOKEN_REFUSED, CheckAdvice.APP_REFUSED),
    "missing_scope": CheckAdvice.APP_SCOPE,
    "not_allowed_token_type": CheckAdvice.APP_KIND,
}
_BOT_TOKEN_ADVICE = dict.fromkeys((*_TOKEN_REFUSED, "not_allowed_token_type"), CheckAdvice.BOT_REFUSED)
_CHANNEL_ADVICE = {
    "channel_not_found": CheckAdvice.CHANNEL_UNKNOWN,
    "archived": CheckAdvice.CHANNEL_ARCHIVED,
    "not_member": CheckAdvice.CHANNEL_NOT_MEMBER,
    "shared": CheckAdvice.CHANNEL_SHARED,
}
_GROUP_ADVICE = {
    "0": CheckAdvice.GROUP_EMPTY,
    "no_such_subteam": CheckAdvice.GROUP_UNKNOWN,
    "plan_upgrade_required": CheckAdvice.GROUPS_NOT_IN_PLAN,
}


def run_checks(
    client: CheckedClient,
    app_token: str,
    team: str,
    scopes: frozenset[str] | None,
    channels: Mapping[str, str],
    groups: Iterable[str],
    admin: CheckedClient | None,
) -> Iterator[CheckResult]:
    """Run every check of Slack. `scopes` are those of manifest.yml, None if it is not installed.

    `admin` is the client with the administrator's token, if one is set.
    """

    def ask_for_socket() -> object:
        return client.apps_connections_open(app_token=app_token)

    try:
        answer = client.auth_test()
    except _ERRORS as fault:
        yield _fail("slack", read_fault(fault), _BOT_TOKEN_ADVICE)
        yield _check_app_token(ask_for_socket)
        return
    is_ours = answer["team_id"] == team
    yield CheckResult("slack", is_ours, str(answer["team_id"]), None if is_ours else CheckAdvice.TEAM)
    yield _check_scopes(answer, scopes)
    yield _check_app_token(ask_for_socket)
    for name, channel in channels.items():
        yield _check_channel(client, name, channel)
    yield from _check_groups(client, groups)
    if admin is not None:
        yield CheckResult("admin_token", *_check_admin_token(client, admin, team))


def check_approvers(people: People) -> CheckResult:
    """Check that every campaign has somebody who can approve it; the detail is how many people approve.

    It fails where the only one who approves is also the only one who can write a campaign. With one alone it warns.
    """
    try:
        supervisors = people.list_members(Role.SUPERVISOR)
        authors = {member.user for member in (*people.list_members(Role.STAFF), *supervisors)}
    except Unreachable:
        return CheckResult("approvers", False, "slack_unreachable")
    deciding = {member.user for member in supervisors if member.decides}
    if not deciding or (authors == deciding and len(deciding) == 1):
        return CheckResult("approvers", False, str(len(deciding)), CheckAdvice.NO_APPROVER)
    return CheckResult("approvers", True, str(len(deciding)), CheckAdvice.ONE_APPROVER if len(deciding) == 1 else None)


def find_refused_token(client: CheckedClient, socket: SlackSocket) -> CheckResult | None:
    """Return the failed check of a token that Slack refuses; None if it accepts both, or cannot be asked now."""
    try:
        client.auth_test()
    except _ERRORS as fault:
        found = _fail("slack", read_fault(fault), _BOT_TOKEN_ADVICE)
    else:
        found = _check_app_token(socket.prepare)
    return found if found.advice in (*_BOT_TOKEN_ADVICE.values(), *_APP_TOKEN_ADVICE.values()) else None


def validate_screens(
    client: CheckedClient,
    screens: Iterable[tuple[str, Mapping[str, object]]],
    pause: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[CheckResult]:
    """Let Slack validate screens without showing them to anybody; yields a result for each that it refuses, or one.

    A screen is a name with a view, or with a message (a payload without `type`). `pause`: the seconds between two
    requests; how many Slack accepts is not documented (docs.slack.dev/reference/methods/blocks.validate).
    """
    count, is_valid = 0, True
    for name, payload in screens:
        problems = _find_problems(client, "view" if "type" in payload else "message", payload, sleep)
        for problem in problems:
            yield CheckResult("blocks", False, f"{name}: {problem}", CheckAdvice.BLOCKS_REFUSED)
        count, is_valid = count + 1, is_valid and not problems
        sleep(pause)
    if is_valid:
        yield CheckResult("blocks", True, str(count))


def _find_problems(
    client: CheckedClient, kind: str, payload: Mapping[str, object], sleep: Callable[[float], None]
) -> list[str]:
    """Return what Slack refuses about a screen: the place, the code and Slack's sentence. Waits where Slack asks to."""
    while True:
        try:
            client.blocks_validate(**{kind: json.dumps(payload)})
        except _ERRORS as fault:
            pause = read_pause(fault)
            if pause:
                sleep(pause)
                continue
            errors = fault.response.get("errors") if isinstance(fault, SlackApiError) else None
            if not errors:
                return [read_fault(fault)]
            return [" ".join(str(error.get(part, "")) for part in ("pointer", "code", "message")) for error in errors]
        return []


def _fail(name: str, code: str, advice: Mapping[str, CheckAdvice]) -> CheckResult:
    """Make a failed check; what a certificate or a proxy needs is the same for all of them."""
    if code == "certificate_not_trusted":
        return CheckResult(name, False, code, CheckAdvice.CERTIFICATE)
    return CheckResult(name, False, code, CheckAdvice.PROXY if code.startswith("proxy_") else advice.get(code))


def _check_app_token(ask: Callable[[], object]) -> CheckResult:
    """Check the app's token: `ask` asks for the address of a new socket.

    Nothing is opened by that: an address that is not used expires, and a running bot keeps its socket.
    """
    try:
        ask()
    except _ERRORS as fault:
        return _fail("app_token", read_fault(fault), _APP_TOKEN_ADVICE)
    return CheckResult("app_token", True, "ok")


def _check_scopes(answer: SlackResponse, required: frozenset[str] | None) -> CheckResult:
    granted = _read_granted_scopes(answer)
    if required is None:
        return CheckResult("scopes", True, "manifest.yml?")
    missing = required - granted
    return CheckResult(
        "scopes", not missing, ",".join(sorted(missing)) or "ok", CheckAdvice.SCOPES if missing else None
    )


def _read_granted_scopes(answer: SlackResponse) -> frozenset[str]:
    return frozenset(filter(None, str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")))


def _check_admin_token(client: CheckedClient, admin: CheckedClient, team: str) -> tuple[bool, str]:
    """Whether it is the token of an administrator of this workspace, with the scope to delete files only."""
    try:
        answer = admin.auth_test()
        person = client.users_info(user=str(answer["user_id"])).get("user") or {}
    except _ERRORS as fault:
        return False, read_fault(fault)
    if answer["team_id"] != team:
        return False, str(answer["team_id"])
    if not person.get("is_admin"):
        return False, "not_admin"
    granted = _read_granted_scopes(answer) - {"identify"}  # every user token has this scope
    return granted == {_DELETE_SCOPE}, ",".join(sorted(granted))


def _check_channel(client: CheckedClient, name: str, channel: str) -> CheckResult:
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except _ERRORS as fault:
        return _fail(name, read_fault(fault), _CHANNEL_ADVICE)
    faults = {
        "archived": found.get("is_archived"),
        "not_member": not found.get("is_member"),
        "shared": found.get("is_ext_shared"),
    }
    fault_found = next((code for code, holds in faults.items() if holds), None)
    return _fail(name, fault_found, _CHANNEL_ADVICE) if fault_found else CheckResult(name, True, "ok")


def _check_groups(client: CheckedClient, groups: Iterable[str]) -> Iterator[CheckResult]:
    """Check each group by one request for all; a group that is disabled or unknown is not in the answer."""
    checked = list(groups)
    try:
        found = client.usergroups_list(include_users=True).get("usergroups") or [] if checked else []
    except _ERRORS as fault:
        code = read_fault(fault)
        yield from (_fail(group, code, _GROUP_ADVICE) for group in checked)
        return
    members = {str(one.get("id")): len(one.get("users") or []) for one in found}
    for group in checked:
        count = members.get(group)
        code = "no_such_subteam" if count is None else str(count)
        yield CheckResult(group, True, code) if count else _fail(group, code, _GROUP_ADVICE)


MANIFEST_PATH = Path(__file__).parents[2] / "manifest.yml"


def read_manifest_scopes() -> frozenset[str] | None:
    """Return the bot's scopes; None without the manifest (an installed package does not include it)."""
    if not MANIFEST_PATH.exists():
        return None
    manifest = yaml.safe_load(MANIFEST_PATH.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
