"""While Slack cannot be asked, roles of the last day let people pause and stop, and do nothing else."""

from collections.abc import Callable

import pytest

from bot.model.access import Action, Actor, Role
from bot.model.campaigns import CampaignState
from bot.model.errors import NotAllowed
from bot.services import approvals, campaigns, home, seen_roles
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import CHIEF, OPERATOR, HarnessContext


def make_unknown(user: str) -> Actor:
    """Make the actor of a user of whom Slack could not be asked."""
    return Actor(user, frozenset(), "ja", is_complete=False)


def recall(context: HarnessContext, actor: Actor) -> Actor:
    return seen_roles.add_recent_roles(context, make_unknown(actor.user))


def test_a_supervisor_of_the_last_day_pauses_and_stops_and_the_audit_says_so(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    seen_roles.record_roles(context, CHIEF)
    before = len(context.audit_entries())
    context.clock.advance(hours=23, minutes=59)
    recent = recall(context, CHIEF)
    campaigns.pause_campaign(context, recent, campaign_id)
    with pytest.raises(NotAllowed, match="slack_unreachable"):
        campaigns.resume_campaign(context, recent, campaign_id)
    campaigns.stop_campaign(context, recent, campaign_id)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.STOPPED
    entries = context.audit_entries()[before:]
    assert [(entry.actor, entry.action, entry.outcome, entry.facts.get("role")) for entry in entries] == [
        (CHIEF.user, "campaign.pause", "done", "recent"),
        (CHIEF.user, "campaign.resume", "slack_unreachable", None),
        (CHIEF.user, "campaign.stop", "done", "recent"),
    ]


def test_an_operator_of_the_last_day_pauses_but_does_not_stop(context: HarnessContext) -> None:
    seen_roles.record_roles(context, OPERATOR)
    campaign_id = steps.start_campaign(context)
    with pytest.raises(NotAllowed, match="slack_unreachable"):
        campaigns.stop_campaign(context, recall(context, OPERATOR), campaign_id)
    campaigns.pause_campaign(context, recall(context, OPERATOR), campaign_id)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.PAUSED


def test_a_recent_role_neither_approves_nor_looks(context: HarnessContext) -> None:
    seen_roles.record_roles(context, CHIEF)
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    fingerprint = steps.get_campaign(context, campaign_id).fingerprint or ""
    recent = recall(context, CHIEF)
    for refused in (
        lambda: approvals.approve_campaign(context, recent, campaign_id, fingerprint),
        lambda: home.get_home(context, recent),
    ):
        with pytest.raises(NotAllowed, match="slack_unreachable"):
            refused()
    allowed = {action for action in Action if recent.may(action)}
    assert allowed == {Action.CAMPAIGN_PAUSE, Action.CAMPAIGN_STOP, Action.ALL_PAUSE, Action.ALL_STOP}


@pytest.mark.parametrize(
    "forget",
    [
        lambda context: context.clock.advance(hours=24),
        lambda context: seen_roles.record_roles(context, Actor(CHIEF.user, frozenset(), "ja")),
    ],
    ids=["after a day", "when Slack said that they are lost"],
)
def test_a_role_is_forgotten(context: HarnessContext, forget: Callable[[HarnessContext], object]) -> None:
    seen_roles.record_roles(context, CHIEF)
    assert recall(context, CHIEF).recent_roles == {Role.SUPERVISOR}
    forget(context)
    assert recall(context, CHIEF).recent_roles == frozenset()


def test_roles_are_written_again_after_an_hour_and_old_ones_are_deleted(context: HarnessContext) -> None:
    seen_roles.record_roles(context, CHIEF)
    seen_roles.record_roles(context, OPERATOR)
    first = context.column("SELECT seen_at FROM seen_roles WHERE user = 'U_CHIEF'")
    context.clock.advance(minutes=59)
    seen_roles.record_roles(context, CHIEF)
    assert context.column("SELECT seen_at FROM seen_roles WHERE user = 'U_CHIEF'") == first
    context.clock.advance(hours=24)
    seen_roles.record_roles(context, CHIEF)
    assert recall(context, CHIEF).recent_roles == {Role.SUPERVISOR}
    assert context.column("SELECT user FROM seen_roles") == ["U_CHIEF"]


def test_the_language_of_who_has_a_role_is_known_after_a_restart(
    context: HarnessContext,
) -> None:
    for locale in ("ja", "en-US", "en-US"):
        seen_roles.record_roles(context, Actor(CHIEF.user, CHIEF.roles, locale))
    seen_roles.record_roles(context, OPERATOR)
    assert seen_roles.list_locales(context) == {CHIEF.user: "en-US", OPERATOR.user: "ja"}
    context.clock.advance(hours=72)
    assert seen_roles.list_locales(context)[CHIEF.user] == "en-US"


def test_the_language_of_who_has_no_role_is_not_kept(context: HarnessContext) -> None:
    stranger = Actor("U_STRANGER", frozenset(), "en-US")
    seen_roles.record_roles(context, stranger)
    seen_roles.record_roles(context, CHIEF)
    seen_roles.record_roles(context, Actor(CHIEF.user, frozenset(), "ja"))
    assert seen_roles.list_locales(context) == {}
