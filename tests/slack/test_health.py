"""What `nofu check` says of the administrator's token: whose it is, and that it can do no more than it must."""

import json
from collections.abc import Mapping

import pytest

from bot.slack import health
from bot.slack.client import CheckedClient
from tests.slack.server import Reply, Slack


def own(scopes: str, **answer: object) -> Reply:
    body = {"ok": True, "team_id": "T1", "user_id": "U1"} | answer
    return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json", "x-oauth-scopes": scopes})


def found(slack: Slack, answer: Reply | Mapping[str, object], *, is_admin: bool = True) -> list[tuple[bool, str]]:
    slack.answers["users.info"] = {"ok": True, "user": {"id": "U1", "is_admin": is_admin}}
    slack.next_answers["auth.test"] = [own(""), answer]
    admin = CheckedClient("xoxp-admin", f"{slack.base}/api/", frozenset())
    findings = health.run_checks(slack.client(), "T1", None, {}, [], admin)
    return [(one.ok, one.detail) for one in findings if one.name == "admin_token"]


@pytest.mark.parametrize("scopes", ["files:write", "identify,files:write"])
def test_a_token_that_deletes_files_and_does_nothing_else_is_well(slack: Slack, scopes: str) -> None:
    assert found(slack, own(scopes)) == [(True, "files:write")]


def test_one_that_can_do_more_or_less_is_not(slack: Slack) -> None:
    assert found(slack, own("files:write,channels:history")) == [(False, "channels:history,files:write")]
    assert found(slack, own("")) == [(False, "")]


def test_one_of_somebody_else_or_of_another_workspace_is_not(slack: Slack) -> None:
    assert found(slack, own("files:write"), is_admin=False) == [(False, "not_admin")]
    assert found(slack, own("files:write", team_id="T2")) == [(False, "T2")]
    assert found(slack, {"ok": False, "error": "token_revoked"}) == [(False, "token_revoked")]


def test_without_one_nothing_is_said_of_it(slack: Slack) -> None:
    slack.answers["auth.test"] = own("")
    assert [one.name for one in health.run_checks(slack.client(), "T1", None, {}, [], None)] == ["slack", "scopes"]
