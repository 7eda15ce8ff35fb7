"""Approval: one decision by another user on exactly what the card showed."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import CampaignState, DecisionReason
from bot.model.errors import Conflict, NotAllowed, NotFound, Refusal
from bot.model.posts import EventKey
from bot.rules.approvals import Deputy
from bot.screens.campaign_summaries import describe_history_entry
from bot.services import approvals, campaign_events, campaign_views, campaigns, home
from bot.words import words
from tests.services.files import make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    DEPUTY,
    OPERATOR,
    STRANGER,
    UPLOADER,
    HarnessContext,
    run_together,
)
from tests.services.steps import (
    approve,
    create_draft,
    find_supervisor,
    get_campaign,
    get_fingerprint,
    import_list,
    reject,
    send_all,
    submit,
)

BOTH = frozenset({Role.STAFF, Role.SUPERVISOR})
AUTHOR_AS_CHIEF = Actor(AUTHOR.user, BOTH, "ja")
UPLOADER_AS_CHIEF = Actor(UPLOADER.user, BOTH, "ja")


def submit_pending(context: HarnessContext, count: int = 1) -> int:
    return submit(context, import_list(context, make_debts(count)).target.id)


def count_approvals(context: HarnessContext, campaign_id: int) -> int:
    return campaign_views.get_campaign_view(context, AUTHOR, campaign_id).approvals


def list_decisions(context: HarnessContext) -> list[tuple[str, str]]:
    return [(who, end) for who, what, end in context.list_audited() if what in ("campaign.approve", "campaign.reject")]


def test_an_approved_campaign_starts_after_the_grace_period(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    kept = get_campaign(context, campaign_id)
    assert (kept.state, kept.decided_by) == (CampaignState.APPROVED, "U_CHIEF")
    assert kept.starts_at is not None
    assert (kept.starts_at - context.clock.now()).total_seconds() == 300
    assert list_decisions(context) == [("U_CHIEF", "done")]
    assert send_all(context) == 0


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (AUTHOR_AS_CHIEF, "author_cannot_approve"),
        (UPLOADER_AS_CHIEF, "uploader_cannot_approve"),
        *[(person, "not_allowed") for person in (AUTHOR, OPERATOR, STRANGER, CLOCK)],
    ],
)
def test_a_user_who_may_not_decide_is_refused_with_a_reason_and_audited(
    context: HarnessContext, person: Actor, code: str
) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    for verb in (approvals.approve_campaign, reject):
        with pytest.raises(NotAllowed, match=f"^{code}$"):
            verb(context, person, campaign_id, seen)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    assert count_approvals(context, campaign_id) == 0
    assert list_decisions(context) == [(person.user, code)] * 2


def test_a_button_with_an_older_fingerprint_is_refused(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    for verb in (approvals.approve_campaign, reject):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            verb(context, CHIEF, campaign_id, "0" * 64)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING


def test_a_campaign_that_changed_since_its_submission_is_not_approved(context: HarnessContext) -> None:
    campaign_id = submit_pending(context, 2)
    seen = get_fingerprint(context, campaign_id)
    other_city = replace(context, city=replace(context.city, phone="048-000-0000"))
    for changed in (context.with_policy(min_calls=1), other_city):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            approvals.approve_campaign(changed, CHIEF, campaign_id, seen)
    # No service changes a submitted message: this is somebody who writes to the database.
    context.execute("UPDATE messages SET phone_key = zeroblob(32) WHERE id = 1")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        approvals.approve_campaign(context, CHIEF, campaign_id, seen)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING


def test_a_second_press_changes_nothing(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    approvals.approve_campaign(context, CHIEF, campaign_id, seen)
    for person in (CHIEF, DEPUTY):
        with pytest.raises(Conflict, match="campaign_approved"):
            approvals.approve_campaign(context, person, campaign_id, seen)
    assert count_approvals(context, campaign_id) == 1


def test_of_many_simultaneous_presses_one_decides(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    ends: list[str] = []
    ready = threading.Barrier(8)

    def press(number: int) -> None:
        verb = reject if number % 2 else approvals.approve_campaign
        ready.wait()
        try:
            verb(context, CHIEF if number < 4 else DEPUTY, campaign_id, seen)
            ends.append("done")
        except Refusal as refused:
            ends.append(refused.code)

    run_together(partial(press, number) for number in range(8))
    state = get_campaign(context, campaign_id).state
    assert sorted(ends) == sorted(["done"] + [f"campaign_{state.value}"] * 7)
    assert count_approvals(context, campaign_id) == (1 if state is CampaignState.APPROVED else 0)
    assert sorted(end for _, end in list_decisions(context)) == sorted(ends)


def test_above_the_bound_two_people_must_approve(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=2)
    campaign_id = submit_pending(context, 3)
    approve(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    card = campaign_views.get_campaign_view(context, CHIEF, campaign_id)
    assert (card.approvals, card.approvals_needed) == (1, 2)
    with pytest.raises(Conflict, match="already_approved_by_you"):
        approve(context, campaign_id)
    approve(context, campaign_id, DEPUTY)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED
    assert count_approvals(context, campaign_id) == 2


def approve_with(
    context: HarnessContext, campaign_id: int, by: Actor, find_voter: Callable[[str], Actor] | None
) -> None:
    approvals.approve_campaign(context, by, campaign_id, get_fingerprint(context, campaign_id), find_voter)


@pytest.mark.parametrize(
    "voter",
    [
        Actor(CHIEF.user, frozenset(), "ja"),
        Actor(CHIEF.user, frozenset({Role.STAFF}), "ja"),
        Actor(CHIEF.user, frozenset({Role.SUPERVISOR}), "ja", decides=False),
        None,
    ],
)
def test_who_has_lost_the_role_when_the_last_approval_falls_does_not_count(
    context: HarnessContext, voter: Actor | None
) -> None:
    context = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    approve_with(context, campaign_id, DEPUTY, None if voter is None else {CHIEF.user: voter}.__getitem__)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    assert count_approvals(context, campaign_id) == 1
    assert context.audit_entries()[-1].facts["revoked"] == CHIEF.user
    approve(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED, "with the role again, they approve anew"


def test_an_outage_of_slack_revokes_no_approval(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    unknown = Actor(CHIEF.user, frozenset(), "ja", is_complete=False)
    with pytest.raises(NotAllowed, match="slack_unreachable"):
        approve_with(context, campaign_id, DEPUTY, lambda _: unknown)
    assert (get_campaign(context, campaign_id).state, count_approvals(context, campaign_id)) == ("pending", 1)
    approve(context, campaign_id, DEPUTY)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_an_approval_that_falls_while_slack_is_asked_about_others_counts(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(context)
    third = replace(CHIEF, user="U_THIRD")
    asked: list[str] = []

    def find_voter(user: str) -> Actor:
        if not asked:
            approve_with(context, campaign_id, third, find_supervisor)
        asked.append(user)
        return find_supervisor(user)

    approve(context, campaign_id)
    with pytest.raises(Conflict, match="campaign_approved"):
        approve_with(context, campaign_id, DEPUTY, find_voter)
    assert (get_campaign(context, campaign_id).state, count_approvals(context, campaign_id)) == ("approved", 2)


def test_two_approvals_at_the_same_moment_are_enough(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(context)
    run_together([partial(approve, context, campaign_id, person) for person in (CHIEF, DEPUTY)])
    assert (get_campaign(context, campaign_id).state, count_approvals(context, campaign_id)) == ("approved", 2)


@pytest.mark.parametrize("needed", [1, 2])
def test_of_a_hundred_presses_each_person_approves_once(context: HarnessContext, needed: int) -> None:
    context = context.with_policy(approval_two_above=0 if needed == 2 else 10)
    campaign_id = submit_pending(context)
    people = [replace(CHIEF, user=f"U_{number % 5}") for number in range(100)]
    ends: list[str] = []

    def press(person: Actor) -> None:
        try:
            approve(context, campaign_id, person)
            ends.append("done")
        except Refusal as refused:
            ends.append(refused.code)

    run_together([partial(press, person) for person in people])
    assert ends.count("done") == count_approvals(context, campaign_id) == needed
    assert set(ends) <= {"done", "campaign_approved", "already_approved_by_you"}
    assert context.count("approvals") == needed
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def with_deputies(context: HarnessContext, **days: tuple[int, int]) -> HarnessContext:
    """Return the context with these deputies in its settings, each with days of July."""
    slack = context.settings.slack
    assert slack is not None
    deputies = tuple(Deputy(user, date(2026, 7, first), date(2026, 7, last)) for user, (first, last) in days.items())
    return context.with_settings(slack=replace(slack, deputies=deputies))


STAND_IN = Actor("U9", frozenset({Role.DEPUTY, Role.STAFF}), "ja")


def test_a_deputy_approves_on_the_days_of_the_settings_and_it_is_recorded_as_such(context: HarnessContext) -> None:
    context = with_deputies(context, U9=(8, 9))
    campaign_id = submit_pending(context)
    with pytest.raises(NotAllowed, match="deputy_not_today"):
        approve(context, campaign_id, STAND_IN)
    assert home.get_home(context, STAND_IN).to_decide == []
    context.clock.advance(days=1)
    assert [view.campaign.id for view in home.get_home(context, STAND_IN).to_decide] == [campaign_id]
    approve(context, campaign_id, STAND_IN)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED
    assert context.audit_entries()[-1].facts["deputy"] is True
    entry = campaign_views.get_campaign_view(context, CHIEF, campaign_id).history[-1]
    assert (entry.who, entry.is_deputy) == ("U9", True)
    assert "代理承認" in describe_history_entry(words("ja"), entry)


def test_a_request_mentions_the_deputies_of_the_day(context: HarnessContext) -> None:
    context = with_deputies(context, U9=(7, 7), U8=(8, 8), U_AUTHOR=(7, 7))
    submit_pending(context)
    event = campaign_events.get_request(context, CLOCK, EventKey.decode(context.post_keys("request")[0]))
    assert event.supervisors.users == ("U9",)


def test_an_author_is_no_deputy_for_their_own_campaign(context: HarnessContext) -> None:
    context = with_deputies(context, U_AUTHOR=(7, 7))
    campaign_id = submit_pending(context)
    for verb in (approve, lambda *of: reject(context, of[2], campaign_id, get_fingerprint(context, campaign_id))):
        with pytest.raises(NotAllowed, match="author_cannot_approve"):
            verb(context, campaign_id, replace(AUTHOR, roles=frozenset({Role.DEPUTY, Role.STAFF})))


def test_a_supervisor_in_one_of_group_and_users_only_does_not_decide(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    with pytest.raises(NotAllowed, match="supervisor_in_one_only"):
        approve(context, campaign_id, replace(CHIEF, decides=False))
    assert home.get_home(context, replace(CHIEF, decides=False)).to_decide == []


def test_the_supervisors_are_reminded_once_of_a_request_that_expires_soon(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)  # on Tuesday at 9:00; it expires on Thursday at 9:00
    context.clock.advance(days=1, hours=3, minutes=59)
    campaigns.remind_deciders(context, CLOCK)
    assert context.post_keys("request_due") == []
    context.clock.advance(minutes=1)
    for _ in range(2):
        campaigns.remind_deciders(context, CLOCK)
    (key,) = context.post_keys("request_due")
    event = campaign_events.get_reminder(context, CLOCK, EventKey.decode(key))
    assert event.is_open
    assert event.supervisors.groups == ("S0SUPERVISE",)
    context.post_all()
    approve(context, campaign_id)
    assert not campaign_events.get_reminder(context, CLOCK, EventKey.decode(key)).is_open
    assert context.post_keys("request_due") == [key], "it says what became of it"


def test_a_request_that_was_sent_back_is_reminded_of_anew(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    context.clock.advance(days=1, hours=4)
    campaigns.remind_deciders(context, CLOCK)
    seen = get_fingerprint(context, campaign_id)
    approvals.send_back_campaign(context, CHIEF, campaign_id, seen, DecisionReason.TEXT, "")
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    campaigns.remind_deciders(context, CLOCK)
    assert len(context.post_keys("request_due")) == 1
    context.clock.advance(days=2, minutes=-1)
    campaigns.remind_deciders(context, CLOCK)
    assert len(context.post_keys("request_due")) == 2


def test_a_reminder_that_comes_too_late_is_not_posted(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    context.clock.advance(days=1, hours=4)
    campaigns.remind_deciders(context, CLOCK)
    approve(context, campaign_id)
    with pytest.raises(NotFound):
        campaign_events.get_reminder(context, CLOCK, EventKey.decode(context.post_keys("request_due")[0]))
    expired = submit(context, 1)
    context.clock.advance(days=2)
    campaigns.remind_deciders(context, CLOCK)
    assert len(context.post_keys("request_due")) == 1
    assert get_campaign(context, expired).state is CampaignState.PENDING


def test_at_the_bound_one_is_enough(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=3)
    campaign_id = submit_pending(context, 3)
    approve(context, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_after_one_of_two_approvals_the_other_may_reject(context: HarnessContext) -> None:
    context = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    reject(context, DEPUTY, campaign_id, get_fingerprint(context, campaign_id))
    assert get_campaign(context, campaign_id).state is CampaignState.REJECTED


def test_a_rejection_keeps_its_reason_and_note_and_audits_the_reason_only(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    approvals.check_rejectable(context, CHIEF, campaign_id, seen)
    with pytest.raises(NotAllowed, match="author_cannot_approve"):
        approvals.check_rejectable(context, AUTHOR_AS_CHIEF, campaign_id, seen)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    approvals.reject_campaign(context, CHIEF, campaign_id, seen, DecisionReason.TIME, "月曜に")
    rejected = get_campaign(context, campaign_id)
    assert (rejected.state, rejected.reason, rejected.note) == (CampaignState.REJECTED, "time", "月曜に")
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).history[-1].reason == "time"
    assert "月曜" not in str(context.audit_entries())


def test_an_overdue_campaign_cannot_be_approved_even_before_the_job_has_expired_it(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    context.clock.advance(hours=48)
    with pytest.raises(Conflict, match="campaign_expired"):
        approve(context, campaign_id)
    campaigns.expire_due_campaigns(context, CLOCK)
    with pytest.raises(Conflict, match="campaign_expired"):
        approve(context, campaign_id)
    assert count_approvals(context, campaign_id) == 0


def test_a_rejected_or_withdrawn_campaign_cannot_be_approved(context: HarnessContext) -> None:
    first, second = submit_pending(context), submit(context, 1)
    reject(context, CHIEF, first, get_fingerprint(context, first))
    campaigns.withdraw_campaign(context, AUTHOR, second)
    for campaign_id, code in ((first, "campaign_rejected"), (second, "campaign_withdrawn")):
        for verb in (approvals.approve_campaign, reject):
            with pytest.raises(Conflict, match=code):
                verb(context, DEPUTY, campaign_id, get_fingerprint(context, campaign_id))
    assert context.states() == ["cancelled", "cancelled"]


def test_a_draft_or_an_unknown_campaign_cannot_be_approved(context: HarnessContext) -> None:
    campaign_id = create_draft(context, import_list(context, make_debts(1)).target.id)
    with pytest.raises(Conflict, match="campaign_draft"):
        approvals.approve_campaign(context, CHIEF, campaign_id, "0" * 64)
    with pytest.raises(NotFound, match="campaign_gone"):
        approvals.approve_campaign(context, CHIEF, 99, "0" * 64)
