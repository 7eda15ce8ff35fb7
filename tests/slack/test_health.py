"""The check of the administrator's token: its user, its workspace and its scopes."""

import json
from collections.abc import Mapping

import pytest

from bot.slack import health
from bot.slack.client import CheckedClient
from tests.slack.server import Reply, Slack


def make_auth_answer(scopes: str, **answer: object) -> Reply:
    body = {"ok": True, "team_id": "T1", "user_id": "U1"} | answer
    return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json", "x-oauth-scopes": scopes})


def check_token(slack: Slack, answer: Reply | Mapping[str, object], *, is_admin: bool = True) -> list[tuple[bool, str]]:
    slack.answers["users.info"] = {"ok": True, "user": {"id": "U1", "is_admin": is_admin}}
    slack.next_answers["auth.test"] = [make_auth_answer(""), answer]
    admin = CheckedClient("xoxp-admin", f"{slack.base}/api/", frozenset())
    findings = health.run_checks(slack.client(), "T1", None, {}, [], admin)
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


def test_without_a_token_there_is_no_finding(slack: Slack) -> None:
    slack.answers["auth.test"] = make_auth_answer("")
    assert [one.name for one in health.run_checks(slack.client(), "T1", None, {}, [], None)] == ["slack", "scopes"]


def test_a_group_is_checked_for_its_members(slack: Slack) -> None:
    slack.answers["auth.test"] = make_auth_answer("")
    groups = [{"id": "S1", "users": ["U1", "U2"]}, {"id": "S2", "users": []}]
    slack.answers["usergroups.list"] = {"ok": True, "usergroups": groups}
    findings = list(health.run_checks(slack.client(), "T1", None, {}, ["S1", "S2", "S3"], None))[2:]
    assert [(one.name, one.ok, one.detail) for one in findings] == [
        ("S1", True, "2"),
        ("S2", False, "0"),
        ("S3", False, "no_such_subteam"),
    ]
    assert slack.names().count("usergroups.list") == 1
