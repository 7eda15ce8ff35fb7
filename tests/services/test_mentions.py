"""Whom a message mentions: a role's group, else its people, and somebody in any case."""

from dataclasses import replace

import pytest

from bot.model.posts import Mentioned
from bot.services.context import ServiceContext
from bot.services.mentions import find_inbox_people, find_incident_people, find_supervisors
from bot.settings.declared import Members, require_setting
from tests.services.harness import HarnessContext

NOBODY = Members(None, frozenset())
GROUP = Members("S0STAFF", frozenset({"U1"}))
USERS = Members(None, frozenset({"U2", "U1"}))


def with_roles(context: HarnessContext, supervisors: Members, staff: Members, admins: Members) -> ServiceContext:
    slack = replace(require_setting(context.settings.slack), supervisors=supervisors, staff=staff, admins=admins)
    return replace(context, settings=replace(context.settings, slack=slack))


@pytest.mark.parametrize(
    ("staff", "mentioned"),
    [
        (GROUP, Mentioned(groups=("S0STAFF",))),
        (USERS, Mentioned(users=("U1", "U2"))),
        (NOBODY, Mentioned(users=("U9",))),
    ],
    ids=["the group alone", "the people without a group", "supervisors where nobody is staff"],
)
def test_the_staff_are_told_of_a_file_in_the_inbox(
    context: HarnessContext, staff: Members, mentioned: Mentioned
) -> None:
    assert find_inbox_people(with_roles(context, Members(None, frozenset({"U9"})), staff, NOBODY)) == mentioned


def test_supervisors_and_administrators_are_told_of_an_incident_once_each(context: HarnessContext) -> None:
    told = find_incident_people(with_roles(context, USERS, NOBODY, Members(None, frozenset({"U2", "U3"}))))
    assert told == Mentioned(users=("U1", "U2", "U3"))
    same = find_incident_people(with_roles(context, GROUP, NOBODY, GROUP))
    assert same == Mentioned(groups=("S0STAFF",))


def test_who_may_not_decide_is_mentioned_only_if_nobody_else_is_named(context: HarnessContext) -> None:
    city = with_roles(context, USERS, NOBODY, NOBODY)
    assert find_supervisors(city, frozenset({"U1"})) == Mentioned(users=("U2",))
    assert find_supervisors(city, frozenset({"U1", "U2"})) == Mentioned(users=("U1", "U2"))
