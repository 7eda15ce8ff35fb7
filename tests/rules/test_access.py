"""The permissions of each role, written independently of the table of actions."""

import pytest

from bot.model.access import Action, Actor, Role

LOOKS = {
    Action.DESK_LOOK,
    Action.LIST_LOOK,
    Action.CAMPAIGN_LOOK,
    Action.DIGEST_LOOK,
    Action.CAMPAIGN_PAUSE,
    Action.PHONES_FULL,
    Action.ALL_PAUSE,
}
"""What everybody with a role may do: look, and pause, which lets no message out."""
ON_THE_PHONE = {
    Action.PERSON_LOOK,
    Action.PERSON_SEARCH,
    Action.CALL_BACK_RECORD,
    Action.CALL_BACK_ALERT,
    Action.SUPPRESSION_ADD,
    Action.SUPPRESSION_LOOK,
}
"""What whoever speaks with a person may do: look them up, and keep messages from them, but not let any out."""
DECISIONS = {
    Action.CAMPAIGN_APPROVE,
    Action.CAMPAIGN_REJECT,
    Action.CAMPAIGN_SEND_BACK,
    Action.TEST_WAIVE,
    Action.CAMPAIGN_RESUME,
    Action.CAMPAIGN_STOP,
    Action.ALL_RESUME,
    Action.ALL_STOP,
    Action.RENUMBERING_DECIDE,
    Action.DOUBT_SENT,
    Action.DOUBT_AGAIN,
    Action.INCIDENT_CLOSE,
}
ON_CAMPAIGNS = {Action.CAMPAIGN_APPROVE, Action.CAMPAIGN_REJECT, Action.CAMPAIGN_SEND_BACK}
"""What a deputy does in place of the supervisors, on the days that the settings name."""
WORK = {
    Action.LIST_IMPORT,
    Action.LIST_REPLACE,
    Action.PRESET_FORGET,
    Action.LIST_ADOPT,
    Action.LIST_CONFIRM,
    Action.LIST_EXPORT,
    Action.PERSON_EXPORT,
    Action.FILE_EXPORT,
    Action.LIST_DECIDE,
    Action.PAYMENTS_IMPORT,
    Action.CALLS_IMPORT,
    Action.EXCLUSIONS_IMPORT,
    Action.STOPS_IMPORT,
    Action.SUPPRESSION_END,
    Action.CALL_BACK_CORRECT,
    Action.PROMISES_WRITE,
    Action.SUPPRESSION_EXPORT,
    Action.SUPPRESSIONS_IMPORT,
    Action.FILE_NOTE,
    Action.CAMPAIGN_DRAFT,
    Action.CAMPAIGN_EDIT,
    Action.CAMPAIGN_PREVIEW,
    Action.NUMBERS_CHECK,
    Action.TEST_SEND,
    Action.TEST_CONFIRM,
    Action.CAMPAIGN_SUBMIT,
    Action.CAMPAIGN_WITHDRAW,
    Action.FOLLOWUP_WRITE,
}
IMPORTS = {
    Action.LIST_IMPORT,
    Action.PAYMENTS_IMPORT,
    Action.CALLS_IMPORT,
    Action.EXCLUSIONS_IMPORT,
    Action.STOPS_IMPORT,
    Action.SUPPRESSIONS_IMPORT,
    Action.LIST_EXPORT,
    Action.FILE_EXPORT,
    Action.LIST_DECIDE,
}
SHELL = {Action.FOLLOWUP_WRITE, Action.CAMPAIGN_RESUME, Action.CAMPAIGN_STOP, Action.ALL_RESUME, Action.ALL_STOP}
"""What a person may also do from the shell, besides importing."""
REPAIRS = {Action.STUCK_POSTS_LOOK}
"""What somebody other than an operator can mend: posts that Slack refuses."""
RECONCILE = {Action.INSTANCE_RECONCILE}
"""Whoever is responsible for the sending or for the machine."""
INCIDENTS = {Action.INCIDENT_REPORT, Action.INCIDENT_EXPORT}
"""What the same people may do, but no program."""
EXPLANATIONS = {Action.PERSON_WHY}
"""Looks at one person with what was judged of them; the shell, too."""
MACHINE_ONLY = set(Action) - LOOKS - ON_THE_PHONE - DECISIONS - WORK - REPAIRS - RECONCILE - INCIDENTS - EXPLANATIONS


def list_allowed(*roles: Role) -> set[Action]:
    actor = Actor("U0000001", frozenset(roles), "ja")
    return {action for action in Action if actor.may(action)}


def test_an_actor_without_a_role_may_do_nothing() -> None:
    assert list_allowed() == set()


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.OPERATOR, LOOKS | ON_THE_PHONE),
        (Role.STAFF, LOOKS | ON_THE_PHONE | WORK | REPAIRS),
        (Role.SUPERVISOR, LOOKS | ON_THE_PHONE | WORK | REPAIRS | DECISIONS | RECONCILE | INCIDENTS | EXPLANATIONS),
        (Role.DEPUTY, LOOKS | ON_CAMPAIGNS),
        (Role.ADMIN, LOOKS | REPAIRS | RECONCILE | INCIDENTS),
        (
            Role.MACHINE,
            LOOKS | REPAIRS | RECONCILE | MACHINE_ONLY | IMPORTS | SHELL | EXPLANATIONS | {Action.PERSON_LOOK},
        ),
    ],
)
def test_each_role_may_do_exactly_its_actions(role: Role, actions: set[Action]) -> None:
    assert list_allowed(role) == actions


def test_only_a_supervisor_or_the_shell_decides_and_only_the_machine_sends() -> None:
    for action in DECISIONS:
        deciding = {Role.SUPERVISOR, Role.DEPUTY} if action in ON_CAMPAIGNS else {Role.SUPERVISOR}
        assert action.roles - {Role.MACHINE} == deciding
        assert (Role.MACHINE in action.roles) == (action in SHELL)
    for action in MACHINE_ONLY:
        assert action.roles == {Role.MACHINE}


def test_while_slack_cannot_be_asked_recent_roles_pause_and_stop_only() -> None:
    recent = Actor("U0000001", frozenset(), "ja", is_complete=False, recent_roles=frozenset(Role))
    halts = {Action.CAMPAIGN_PAUSE, Action.CAMPAIGN_STOP, Action.ALL_PAUSE, Action.ALL_STOP}
    assert {action for action in Action if recent.may(action)} == halts
    staff = Actor("U0000001", frozenset({Role.STAFF}), "ja", is_complete=False, recent_roles=frozenset(Role))
    assert staff.relies_on_recent_role(Action.CAMPAIGN_STOP)
    assert not staff.relies_on_recent_role(Action.CAMPAIGN_PAUSE)


def test_an_actor_with_two_roles_has_the_rights_of_both() -> None:
    assert list_allowed(Role.ADMIN, Role.STAFF) == LOOKS | ON_THE_PHONE | WORK | REPAIRS | RECONCILE | INCIDENTS
