"""The check of the administrator's token: its user, its workspace and its scopes."""

import json
from collections.abc import Mapping, Sequence

import pytest

from bot.model.access import Role
from bot.model.health import CheckAdvice, CheckResult
from bot.slack import health
from bot.slack.client import CheckedClient
from bot.slack.people import Membership, People
from bot.slack.socket_mode import SlackSocket
from tests.slack.server import Reply, Slack


def make_auth_answer(scopes: str, **answer: object) -> Reply:
    body = {"ok": True, "team_id": "T1", "user_id": "U1"} | answer
    return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json", "x-oauth-scopes": scopes})


def check_token(slack: Slack, answer: Reply | Mapping[str, object], *, is_admin: bool = True) -> list[tuple[bool, str]]:
    slack.answers["users.info"] = {"ok": True, "user": {"id": "U1", "is_admin": is_admin}}
    slack.next_answers["auth.test"] = [make_auth_answer(""), answer]
    admin = CheckedClient("xoxp-admin", f"{slack.base}/api/", frozenset())
    findings = health.run_checks(slack.client(), "xapp-test", "T1", None, {}, [], admin)
    return [(one.ok, one.detail) for one in findings if one.name == "admin_token"]


@pytest.mark.parametrize("scopes", ["files:write", "identify,files:write"])
def test_a_token_with_only_the_scope_to_delete_files_passes(slack: Slack, scopes: str) -> None:
    assert check_token(slack, make_auth_answer(scopes)) == [(True, "files:write")]


def test_a_token_with_more_or_fewer_scopes_fails(slack: Slack) -> None:
    assert check_token(slack, make_auth_answer("files:write,channels:history")) == [
        (False, "channels:history,files:write")
    ]
    assert check_token(slack, make_auth_answer("")) == [(False, "")]


def test_a_token_of_another_user_or_workspace_fails(slack: Slack) -> None:
    assert check_token(slack, make_auth_answer("files:write"), is_admin=False) == [(False, "not_admin")]
    assert check_token(slack, make_auth_answer("files:write", team_id="T2")) == [(False, "T2")]
    assert check_token(slack, {"ok": False, "error": "token_revoked"}) == [(False, "token_revoked")]


def run_checks(
    slack: Slack, channels: Mapping[str, str] | None = None, groups: Sequence[str] = ()
) -> dict[str, CheckResult]:
    """Run the checks with a valid bot token; returns them by name."""
    slack.answers["auth.test"] = make_auth_answer("")
    slack.answers.setdefault("apps.connections.open", {"ok": True, "url": "wss://slack.test/"})
    found = health.run_checks(slack.client(), "xapp-test", "T1", None, channels or {}, groups, None)
    return {one.name: one for one in found}


def test_without_a_token_there_is_no_finding(slack: Slack) -> None:
    assert list(run_checks(slack)) == ["slack", "scopes", "app_token"]


def test_a_group_is_checked_for_its_members(slack: Slack) -> None:
    groups = [{"id": "S1", "users": ["U1", "U2"]}, {"id": "S2", "users": []}]
    slack.answers["usergroups.list"] = {"ok": True, "usergroups": groups}
    found = run_checks(slack, groups=["S1", "S2", "S3"])
    assert [(found[name].ok, found[name].detail, found[name].advice) for name in ("S1", "S2", "S3")] == [
        (True, "2", None),
        (False, "0", CheckAdvice.GROUP_EMPTY),
        (False, "no_such_subteam", CheckAdvice.GROUP_UNKNOWN),
    ]
    assert slack.names().count("usergroups.list") == 1


@pytest.mark.parametrize(
    ("group", "users", "staff", "finding"),
    [
        (["U1", "U2"], [], [], (True, "2", None)),
        (["U1", "U2"], [], ["U3"], (True, "2", None)),
        (["U1"], [], ["U3"], (True, "1", CheckAdvice.ONE_APPROVER)),
        (["U1"], [], ["U1"], (False, "1", CheckAdvice.NO_APPROVER)),
        (["U1"], [], [], (False, "1", CheckAdvice.NO_APPROVER)),
        (["U1", "U2"], ["U2", "U3"], [], (True, "1", CheckAdvice.ONE_APPROVER)),
        (["U1"], ["U2"], ["U3"], (False, "0", CheckAdvice.NO_APPROVER)),
        ([], [], ["U3"], (False, "0", CheckAdvice.NO_APPROVER)),
        (["U_GUEST"], [], ["U3"], (False, "0", CheckAdvice.NO_APPROVER)),
    ],
)
def test_somebody_must_be_able_to_approve_what_another_writes(
    slack: Slack,
    group: Sequence[str],
    users: Sequence[str],
    staff: Sequence[str],
    finding: tuple[bool, str, CheckAdvice | None],
) -> None:
    profile = {"team_id": "T1", "is_restricted": "U_GUEST" in group}
    slack.answers["users.info"] = {"ok": True, "user": profile}
    groups = [{"id": "S1", "users": list(group)}, {"id": "S2", "users": list(staff)}]
    slack.answers["usergroups.list"] = {"ok": True, "usergroups": groups}
    roles = {Role.SUPERVISOR: Membership("S1", frozenset(users)), Role.STAFF: Membership("S2", frozenset())}
    found = health.check_approvers(People(slack.client(), "T1", roles, "ja", {}))
    assert (found.ok, found.detail, found.advice) == finding


def test_the_check_of_approvers_fails_while_slack_cannot_be_asked(slack: Slack) -> None:
    slack.answers["usergroups.list"] = {"ok": False, "error": "internal_error"}
    roles = {Role.SUPERVISOR: Membership("S1", frozenset())}
    found = health.check_approvers(People(slack.client(), "T1", roles, "ja", {}))
    assert (found.ok, found.detail) == (False, "slack_unreachable")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("invalid_auth", CheckAdvice.APP_REFUSED),
        ("token_revoked", CheckAdvice.APP_REFUSED),
        ("missing_scope", CheckAdvice.APP_SCOPE),
        ("not_allowed_token_type", CheckAdvice.APP_KIND),
        ("internal_error", None),
    ],
)
def test_an_app_token_that_opens_no_socket_is_named_with_what_to_do(
    slack: Slack, code: str, advice: CheckAdvice | None
) -> None:
    slack.answers["apps.connections.open"] = {"ok": False, "error": code}
    assert run_checks(slack)["app_token"] == CheckResult("app_token", False, code, advice)
    assert [call.headers["Authorization"] for call in slack.calls] == ["Bearer xoxb-test", "Bearer xapp-test"]


@pytest.mark.parametrize(
    ("answer", "detail", "advice"),
    [
        ({"ok": False, "error": "channel_not_found"}, "channel_not_found", CheckAdvice.CHANNEL_UNKNOWN),
        ({"is_archived": True, "is_member": False}, "archived", CheckAdvice.CHANNEL_ARCHIVED),
        ({"is_member": False}, "not_member", CheckAdvice.CHANNEL_NOT_MEMBER),
        ({"is_member": True, "is_ext_shared": True}, "shared", CheckAdvice.CHANNEL_SHARED),
        ({"is_member": True}, "ok", None),
    ],
)
def test_a_channel_that_cannot_be_used_is_named_with_what_to_do(
    slack: Slack, answer: dict[str, object], detail: str, advice: CheckAdvice | None
) -> None:
    slack.answers["conversations.info"] = answer if "ok" in answer else {"ok": True, "channel": answer}
    found = run_checks(slack, {"desk_channel": "C1"})["desk_channel"]
    assert found == CheckResult("desk_channel", detail == "ok", detail, advice)


def test_with_a_refused_bot_token_the_app_token_is_checked_all_the_same(slack: Slack) -> None:
    slack.answers["auth.test"] = {"ok": False, "error": "invalid_auth"}
    found = list(health.run_checks(slack.client(), "xapp-test", "T1", None, {}, [], None))
    assert [(one.name, one.advice) for one in found] == [
        ("slack", CheckAdvice.BOT_REFUSED),
        ("app_token", None),
    ]


def test_a_token_of_another_workspace_is_named(slack: Slack) -> None:
    slack.answers["auth.test"] = make_auth_answer("", team_id="T2")
    first = next(health.run_checks(slack.client(), "xapp-test", "T1", None, {}, [], None))
    assert first == CheckResult("slack", False, "T2", CheckAdvice.TEAM)


@pytest.mark.parametrize(
    ("method", "code", "advice"),
    [
        ("auth.test", "token_revoked", CheckAdvice.BOT_REFUSED),
        ("apps.connections.open", "invalid_auth", CheckAdvice.APP_REFUSED),
        ("apps.connections.open", "missing_scope", CheckAdvice.APP_SCOPE),
        ("auth.test", "internal_error", None),
        ("apps.connections.open", "internal_error", None),
        (None, None, None),
    ],
)
def test_only_a_refused_token_prevents_the_start(
    slack: Slack, method: str | None, code: str | None, advice: CheckAdvice | None
) -> None:
    slack.answers |= {"auth.test": {"ok": True}, "apps.connections.open": {"ok": True, "url": "wss://slack.test/"}}
    if method is not None:
        slack.answers[method] = {"ok": False, "error": code}
    socket = SlackSocket("xapp-test", slack.client())
    found = health.find_refused_token(slack.client(), socket)
    socket.close()
    assert (found and found.advice) == advice
    assert socket.wss_uri == ("wss://slack.test/" if method is None else None)


SCREENS: list[tuple[str, dict[str, object]]] = [
    ("card", {"blocks": [{"type": "divider"}]}),
    ("form", {"type": "modal", "blocks": []}),
]


def test_screens_are_validated_one_by_one_as_messages_and_views(slack: Slack) -> None:
    slack.answers["blocks.validate"] = {"ok": True}
    assert list(health.validate_screens(slack.client(), SCREENS, 0.0)) == [CheckResult("blocks", True, "2")]
    assert [{name: json.loads(text) for name, text in call.fields.items()} for call in slack.calls] == [
        {"message": SCREENS[0][1]},
        {"view": SCREENS[1][1]},
    ]


def test_each_fault_of_a_screen_is_named_with_its_place(slack: Slack) -> None:
    errors = [
        {"pointer": "/blocks/0/text", "code": "failed_constraint", "message": "must be shorter", "field": "text"},
        {"pointer": "/blocks/1", "code": "unsupported", "message": "unknown type"},
    ]
    slack.next_answers["blocks.validate"] = [
        Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"}),
        {"ok": False, "error": "invalid_message", "errors": errors},
        {"ok": False, "error": "internal_error"},
    ]
    pauses: list[float] = []
    found = list(health.validate_screens(slack.client(), SCREENS, 0.5, pauses.append))
    assert [(one.name, one.ok, one.detail) for one in found] == [
        ("blocks", False, "card: /blocks/0/text failed_constraint must be shorter"),
        ("blocks", False, "card: /blocks/1 unsupported unknown type"),
        ("blocks", False, "form: internal_error"),
    ]
    assert pauses == [1.0, 0.5, 0.5]
