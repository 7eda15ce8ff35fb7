"""Roles of users: only full members of the workspace have roles; while Slack cannot be asked, groups give none."""

from dataclasses import dataclass
from itertools import pairwise

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


OUTAGES: list[Reply | dict[str, object]] = [
    {"ok": False, "error": "internal_error"},
    {"ok": False, "error": "invalid_auth"},
    {"ok": True},
    Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "30"}),
    Reply(b"<html>", 200),
    Reply(b"", 500),
]


def make_groups(**members: list[str]) -> dict[str, object]:
    return {"ok": True, "usergroups": [{"id": group, "users": users} for group, users in members.items()]}


def make_profile(**changes: object) -> dict[str, object]:
    return {"ok": True, "user": {"id": "U_STAFF", "team_id": TEAM, "locale": "en-US", **changes}}


@pytest.fixture
def directory(slack: Slack) -> People:
    slack.answers["users.info"] = make_profile()
    slack.answers["usergroups.list"] = make_groups(S0STAFF=["U_STAFF"], S0SUPER=["U_STAFF"], S0OTHER=["U_STAFF"])
    return People(slack.client(), TEAM, ROLES, "ja", {})


def test_a_member_has_the_roles_of_their_groups_and_the_language_of_their_profile(directory: People) -> None:
    actor = directory.actor("U_STAFF", TEAM, ask_slack=False)
    assert (actor.user, actor.locale, actor.is_complete) == ("U_STAFF", "en-US", True)
    assert actor.roles == {Role.STAFF, Role.SUPERVISOR}


def test_a_user_named_in_the_settings_has_the_role_without_a_group(directory: People) -> None:
    assert directory.actor("U_ADMIN", TEAM, ask_slack=False).roles == {Role.ADMIN}
    assert directory.actor("U_NAMED", TEAM, ask_slack=False).roles == {Role.SUPERVISOR}


@pytest.mark.parametrize(
    ("user", "decides"), [("U_BOTH", True), ("U_GROUP", False), ("U_NAMED", False), ("U_NEITHER", False)]
)
def test_where_group_and_users_are_set_only_a_supervisor_who_is_in_both_decides(
    slack: Slack, user: str, *, decides: bool
) -> None:
    slack.answers["users.info"] = make_profile()
    slack.answers["usergroups.list"] = make_groups(S0SUPER=["U_BOTH", "U_GROUP"])
    roles = {Role.SUPERVISOR: Membership("S0SUPER", frozenset({"U_BOTH", "U_NAMED"}))}
    actor = People(slack.client(), TEAM, roles, "ja", {}).member(user)
    assert actor.decides is decides
    assert actor.roles == (set() if user == "U_NEITHER" else {Role.SUPERVISOR})


def test_while_groups_cannot_be_asked_nobody_is_known_to_be_in_both(slack: Slack) -> None:
    slack.answers["users.info"] = make_profile()
    slack.answers["usergroups.list"] = {"ok": False, "error": "internal_error"}
    roles = {Role.SUPERVISOR: Membership("S0SUPER", frozenset({"U_BOTH"}))}
    actor = People(slack.client(), TEAM, roles, "ja", {}).member("U_BOTH")
    assert (actor.is_complete, actor.decides) == (False, False)


def test_with_a_group_or_users_alone_every_supervisor_decides(directory: People) -> None:
    users = {Role.SUPERVISOR: Membership(None, frozenset({"U_STAFF"}))}
    named = People(directory._client, TEAM, users, "ja", {})
    assert named.member("U_STAFF").decides


def test_one_request_asks_for_all_groups_that_are_in_use(slack: Slack, directory: People) -> None:
    directory.actor("U_STAFF", TEAM, ask_slack=True)
    assert slack.names() == ["users.info", "usergroups.list"]
    assert slack.calls[-1].fields == {"include_users": "1"}


def test_without_groups_in_the_settings_slack_is_not_asked_for_any(slack: Slack) -> None:
    slack.answers["users.info"] = make_profile()
    named = People(slack.client(), TEAM, {Role.STAFF: Membership(None, frozenset({"U_STAFF"}))}, "ja", {})
    assert named.actor("U_STAFF", TEAM, ask_slack=True).roles == {Role.STAFF}
    assert slack.names() == ["users.info"]


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "user_not_found"},
        make_profile(deleted=True),
        make_profile(is_bot=True),
        make_profile(is_restricted=True),
        make_profile(is_ultra_restricted=True),
        make_profile(team_id="T0OTHER"),
        make_profile(team_id=None),
        make_profile(is_stranger=True),
        make_profile(enterprise_user={"teams": ["T0OTHER"]}),
        make_profile(enterprise_user={"teams": []}),
        make_profile(team_id=None, enterprise_user={}),
        make_profile(team_id=None, enterprise_user={"teams": [TEAM]}, is_restricted=True),
    ],
)
def test_a_user_who_is_no_full_member_has_no_role(slack: Slack, directory: People, answer: dict[str, object]) -> None:
    slack.answers["users.info"] = answer
    actor = directory.actor("U_STAFF", TEAM, ask_slack=False)
    assert (actor.roles, actor.locale, actor.is_complete) == (frozenset(), "ja", True)
    assert "usergroups.list" not in slack.names()


@pytest.mark.parametrize("answer", OUTAGES)
def test_a_user_of_whom_slack_cannot_be_asked_has_no_role_and_is_not_complete(
    slack: Slack, directory: People, answer: Reply | dict[str, object]
) -> None:
    slack.answers["users.info"] = answer
    actor = directory.actor("U_ADMIN", TEAM, ask_slack=True)
    assert (actor.roles, actor.is_complete) == (frozenset(), False)


@pytest.mark.parametrize("team", [None, ""])
def test_a_user_of_no_workspace_has_no_role_and_slack_is_not_asked(
    slack: Slack, directory: People, team: str | None
) -> None:
    actor = directory.actor("U_STAFF", team, ask_slack=True)
    assert (actor.roles, actor.is_complete) == (frozenset(), True)
    assert slack.calls == []


@pytest.mark.parametrize(
    ("team", "profile"),
    [
        ("T0OTHER", {"team_id": "T0OTHER"}),
        ("T0OTHER", {"team_id": TEAM}),
        ("T0OTHER", {"enterprise_user": {"teams": [TEAM]}}),
        ("T0OTHER", {"enterprise_user": {"teams": ["T0OTHER"]}}),
        (TEAM, {"team_id": TEAM, "enterprise_user": {"teams": ["T0OTHER"]}}),
        (TEAM, {"team_id": None, "enterprise_user": {"teams": ["T0OTHER"]}}),
    ],
)
def test_a_user_of_another_workspace_has_no_role_whatever_the_payload_says(
    slack: Slack, directory: People, team: str, profile: dict[str, object]
) -> None:
    slack.answers["users.info"] = make_profile(**profile)
    for ask_slack in (True, False):
        actor = directory.actor("U_STAFF", team, ask_slack=ask_slack)
        assert (actor.roles, actor.is_complete, actor.locale) == (frozenset(), True, "ja")


@pytest.mark.parametrize("team", [TEAM, "T0SISTER"])
@pytest.mark.parametrize("own_team", [None, TEAM, "T0SISTER", "E0ORGANIZATION"])
def test_a_member_of_this_and_another_workspace_of_an_organization_has_their_roles(
    slack: Slack, directory: People, team: str, own_team: str | None
) -> None:
    member = {"id": "U_STAFF", "enterprise_id": "E1", "teams": [TEAM, "T0SISTER"]}
    slack.answers["users.info"] = make_profile(team_id=own_team, enterprise_user=member)
    for ask_slack in (True, False):
        actor = directory.actor("U_STAFF", team, ask_slack=ask_slack)
        assert actor.roles == {Role.STAFF, Role.SUPERVISOR}
        assert actor.locale == "en-US"
    assert directory.actor("U_STAFF", "T0THIRD", ask_slack=False).roles == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "plan_upgrade_required"},
        make_groups(S0OTHER=["U_STAFF"]),
        {"ok": True, "usergroups": [{"id": "S0STAFF"}]},
        {"ok": True, "usergroups": [{"id": "S0STAFF", "users": ["U_STAFF"], "date_delete": 1_767_225_600}]},
    ],
)
def test_a_group_that_is_not_in_use_has_no_members(slack: Slack, directory: People, answer: dict[str, object]) -> None:
    slack.answers["usergroups.list"] = answer
    actor = directory.actor("U_STAFF", TEAM, ask_slack=True)
    assert (actor.roles, actor.is_complete) == (frozenset(), True)


@pytest.mark.parametrize("answer", OUTAGES)
def test_while_groups_cannot_be_read_only_the_settings_give_roles(
    slack: Slack, directory: People, answer: Reply | dict[str, object]
) -> None:
    assert directory.actor("U_STAFF", TEAM, ask_slack=True).roles
    slack.answers["usergroups.list"] = answer
    for user, roles in (("U_STAFF", frozenset()), ("U_NAMED", {Role.SUPERVISOR})):
        actor = directory.actor(user, TEAM, ask_slack=True)
        assert (actor.roles, actor.is_complete) == (roles, False)


def test_nobody_has_a_role_while_slack_cannot_be_reached() -> None:
    unreachable = People(CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset()), TEAM, ROLES, "ja", {})
    actor = unreachable.actor("U_ADMIN", TEAM, ask_slack=False)
    assert (actor.roles, actor.is_complete) == (frozenset(), False)


def test_a_decision_does_not_use_cached_roles(slack: Slack, directory: People) -> None:
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles
    slack.answers["usergroups.list"] = make_groups()
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles, "cached"
    assert directory.actor("U_STAFF", TEAM, ask_slack=True).roles == frozenset()
    assert directory.actor("U_STAFF", TEAM, ask_slack=False).roles == frozenset(), "the new answer is remembered"
    slack.answers["users.info"] = make_profile(deleted=True)
    assert directory.actor("U_ADMIN", TEAM, ask_slack=True).roles == frozenset()


@dataclass
class Time:
    """A clock that a test moves; `seconds` are monotonic."""

    seconds: float = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time()
    monkeypatch.setattr(people, "time", found)
    return found


def test_ten_decisions_and_looks_in_a_minute_each_ask_slack(slack: Slack, directory: People, clock: Time) -> None:
    for _ in range(10):
        directory.actor("U_STAFF", TEAM, ask_slack=True)
        directory.actor("U_OTHER", TEAM, ask_slack=False)
        clock.seconds += 6
    assert slack.names().count("usergroups.list") == 10


@pytest.mark.parametrize("gap", [0.1, 1.0, 2.5])
def test_no_number_of_decisions_exceeds_what_slack_accepts_in_a_minute(
    slack: Slack, directory: People, clock: Time, gap: float
) -> None:
    asked: list[float] = []
    for _ in range(round(200 / gap)):
        before = len(slack.names())
        directory.actor("U_STAFF", TEAM, ask_slack=True)
        asked += [clock.seconds] * slack.names()[before:].count("usergroups.list")
        clock.seconds += gap
    assert max(sum(start <= at < start + 60 for at in asked) for start in asked) <= 18
    assert all(later - earlier <= 10 + gap for earlier, later in pairwise(asked)), "no older roles decide"


@pytest.mark.parametrize("method", ["usergroups.list", "users.info"])
def test_after_a_refusal_slack_is_not_asked_before_the_time_it_names(
    slack: Slack, directory: People, clock: Time, method: str
) -> None:
    limited = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "30"})
    slack.next_answers[method] = [limited]
    for _ in range(3):
        assert not directory.actor("U_STAFF", TEAM, ask_slack=True).is_complete
    assert slack.names().count(method) == 1
    clock.seconds += 30
    assert directory.actor("U_STAFF", TEAM, ask_slack=True).is_complete


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


def test_a_language_seen_before_the_start_is_used_until_slack_is_asked(slack: Slack, directory: People) -> None:
    restarted = People(slack.client(), TEAM, ROLES, "ja", {"U_STAFF": "en-GB"})
    assert (restarted.language("U_STAFF"), restarted.language("U_OTHER")) == ("en-GB", "ja")
    assert slack.calls == []
    restarted.actor("U_STAFF", TEAM, ask_slack=False)
    assert restarted.language("U_STAFF") == "en-US"
