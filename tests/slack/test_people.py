"""Roles of users: only full members of the workspace have roles; an unreadable group counts as empty."""

import pytest

from bot.model.access import Role
from bot.slack import people
from bot.slack.client import CheckedClient
from bot.slack.people import Membership, People
from tests.slack.server import Reply, Slack

TEAM = "T0HERE"
ROLES = {
    Role.STAFF: Membership("S0STAFF", frozenset()),
    Role.SUPERVISOR: Membership("S0SUPER", frozenset({"U_NAMED"})),
    Role.ADMIN: Membership(None, frozenset({"U_ADMIN"})),
}


def make_profile(**changes: object) -> dict[str, object]:
    return {"ok": True, "user": {"id": "U_STAFF", "team_id": TEAM, "locale": "en-US", **changes}}


@pytest.fixture
def directory(slack: Slack) -> People:
    slack.answers["users.info"] = make_profile()
    slack.answers["usergroups.users.list"] = {"ok": True, "users": ["U_STAFF"]}
    return People(slack.client(), TEAM, ROLES, "ja")


def test_a_member_has_the_roles_of_their_groups_and_the_language_of_their_profile(directory: People) -> None:
    actor = directory.actor("U_STAFF", TEAM, ask_slack=False)
    assert (actor.user, actor.locale) == ("U_STAFF", "en-US")
    assert actor.roles == {Role.STAFF, Role.SUPERVISOR}


def test_a_user_named_in_the_settings_has_the_role_without_a_group(directory: People) -> None:
    assert directory.actor("U_ADMIN", TEAM, ask_slack=False).roles == {Role.ADMIN}
    assert directory.actor("U_NAMED", TEAM, ask_slack=False).roles == {Role.SUPERVISOR}


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "user_not_found"},
        {"ok": True},
        make_profile(deleted=True),
        make_profile(is_bot=True),
        make_profile(is_restricted=True),
        make_profile(is_ultra_restricted=True),
        make_profile(team_id="T0OTHER"),
        make_profile(team_id=None),
        Reply(b"<html>", 200),
        Reply(b"", 500),
    ],
)
def test_a_user_who_is_no_full_member_has_no_role(
    slack: Slack, directory: People, answer: Reply | dict[str, object]
) -> None:
    slack.answers["users.info"] = answer
    actor = directory.actor("U_STAFF", TEAM, ask_slack=False)
    assert (actor.roles, actor.locale) == (frozenset(), "ja")
    assert "usergroups.users.list" not in slack.names()


@pytest.mark.parametrize("team", [None, "", "T0OTHER"])
def test_a_user_of_another_workspace_has_no_role_and_slack_is_not_asked(
    slack: Slack, directory: People, team: str | None
) -> None:
    assert directory.actor("U_STAFF", team, ask_slack=True).roles == frozenset()
    assert slack.calls == []


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "plan_upgrade_required"},
        {"ok": False, "error": "no_such_subteam"},
        Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "30"}),
        Reply(b"nonsense", 200),
        {"ok": True},
    ],
)
def test_a_group_that_cannot_be_read_has_no_members(
    slack: Slack, directory: People, answer: Reply | dict[str, object]
) -> None:
    slack.answers["usergroups.users.list"] = answer
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles == frozenset()


def test_nobody_has_a_role_while_slack_cannot_be_reached() -> None:
    unreachable = People(CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset()), TEAM, ROLES, "ja")
    assert unreachable.actor("U_ADMIN", TEAM, ask_slack=False).roles == frozenset()


def test_a_decision_does_not_use_cached_roles(slack: Slack, directory: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_FRESH_SECONDS", 0.0)
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles
    slack.answers["usergroups.users.list"] = {"ok": True, "users": []}
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles, "cached"
    assert directory.actor("U_STAFF", TEAM, ask_slack=True).roles == frozenset()
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles == frozenset(), "the new answer is remembered"
    slack.answers["users.info"] = make_profile(deleted=True)
    assert directory.actor("U_ADMIN", TEAM, ask_slack=True).roles == frozenset()


def test_a_group_that_becomes_unreadable_counts_as_empty_for_a_decision(
    slack: Slack, directory: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_FRESH_SECONDS", 0.0)
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles
    slack.answers["usergroups.users.list"] = {"ok": False, "error": "ratelimited"}
    assert directory.actor("U_STAFF", TEAM, ask_slack=True).roles == frozenset()


def test_two_clicks_in_a_row_ask_slack_once(slack: Slack, directory: People) -> None:
    for _ in range(3):
        directory.actor("U_STAFF", TEAM, ask_slack=True)
    assert sorted(slack.names()) == ["usergroups.users.list", "usergroups.users.list", "users.info"]


def test_the_language_of_a_known_user_is_cached(slack: Slack, directory: People) -> None:
    assert directory.language("U_STAFF") == "ja"
    assert slack.calls == []
    directory.actor("U_STAFF", TEAM, ask_slack=False)
    asked = len(slack.calls)
    assert directory.language("U_STAFF") == "en-US"
    assert len(slack.calls) == asked


def test_a_user_without_a_language_gets_the_default(slack: Slack, directory: People) -> None:
    slack.answers["users.info"] = make_profile(locale=None)
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).locale == "ja"
