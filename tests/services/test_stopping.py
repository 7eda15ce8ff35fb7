"""Pausing, resuming and stopping all sending from Slack, and a campaign on its card, also without a database."""

from typing import Any

import pytest

from bot.files.pause_mark import Hold, PauseMark
from bot.model.campaigns import CampaignState, HandedOver, PauseReason
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.posts import EventKey
from bot.services import home, pausing, seen_roles, sending, stopping, unit_of_work
from bot.store import database
from scheduler import jobs
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    OPERATOR,
    STRANGER,
    HarnessContext,
    fail_with,
    run_together,
)
from tests.services.test_pausing import lock


@pytest.fixture(autouse=True)
def _does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a locked database fail at once."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)


def get_state(context: HarnessContext, campaign_id: int) -> tuple[CampaignState, str | None]:
    campaign = steps.get_campaign(context, campaign_id)
    return campaign.state, campaign.reason


def start_two(context: HarnessContext) -> list[int]:
    return [steps.start_sending(context, steps.import_list(context, [one]).target.id) for one in make_debts(2)]


def test_everybody_with_a_role_pauses_all_and_it_says_what_was_handed_over(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 5)
    for _ in range(2):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    steps.claim(context)
    with pytest.raises(NotAllowed):
        stopping.pause_all(context, STRANGER)
    key = stopping.pause_all(context, OPERATOR)
    assert sending.claim_message(context, CLOCK) is None
    assert get_state(context, campaign_id) == (CampaignState.PAUSED, PauseReason.ALL_PAUSED)
    view = stopping.get_pause(context, OPERATOR, key)
    assert (view.campaigns, view.handed_over, view.ended) == (1, HandedOver(2, 1, 2), None)
    assert view.entry.who == OPERATOR.user
    for actor, may_end in ((OPERATOR, False), (CHIEF, True), (CLOCK, True)):
        found = stopping.get_pause(context, actor, key)
        assert (found.may_resume, found.may_stop) == (may_end, may_end)
    assert context.post_keys("all_paused") == [str(key)]
    assert context.post_keys("paused") == [], "the alert on all of it is enough"


def test_it_holds_also_what_starts_later(context: HarnessContext) -> None:
    campaign_id = steps.submit_and_approve(context, steps.import_list(context, make_debts(2)).target.id)
    key = stopping.pause_all(context, OPERATOR)
    context.clock.advance(minutes=10)
    jobs.move_campaigns(context)
    jobs.move_campaigns(context)
    assert get_state(context, campaign_id) == (CampaignState.PAUSED, PauseReason.ALL_PAUSED)
    assert steps.send_all(context) == 0
    assert len(context.post_keys("all_paused")) == 2
    context.post_all()
    assert stopping.get_pause(context, CLOCK, key).ended is not None, "a newer alert stands for it"


def test_a_second_pause_of_what_is_paused_changes_nothing(context: HarnessContext) -> None:
    start_two(context)
    key = stopping.pause_all(context, OPERATOR)
    assert stopping.pause_all(context, AUTHOR) == key


def test_only_a_supervisor_resumes_and_only_what_this_has_paused(context: HarnessContext) -> None:
    first, second = start_two(context)
    stopping.pause_campaign(context, CHIEF, first)
    key = stopping.pause_all(context, OPERATOR)
    context.post_all()
    with pytest.raises(NotAllowed):
        stopping.resume_all(context, OPERATOR)
    assert context.pause_mark.read() is Hold.IN_SLACK
    stopping.resume_all(context, CHIEF)
    assert not context.pause_mark.is_set()
    jobs.move_campaigns(context)
    assert get_state(context, first) == (CampaignState.PAUSED, PauseReason.BY_HAND)
    assert get_state(context, second) == (CampaignState.SENDING, None)
    ended = stopping.get_pause(context, CHIEF, key).ended
    assert ended is not None
    assert (ended.who, ended.action) == (CHIEF.user, "all.resume")
    assert steps.send_all(context) == 1


def test_the_card_of_a_campaign_cannot_resume_it_while_all_sending_is_paused(context: HarnessContext) -> None:
    first, _ = start_two(context)
    stopping.pause_all(context, OPERATOR)
    view = home.get_home(context, CHIEF)
    assert view.all_paused is not None
    assert {str(one.obstacle.code) for one in view.to_resume if one.obstacle} == {"all_paused"}
    assert get_state(context, first)[0] is CampaignState.PAUSED


def test_only_a_supervisor_stops_all(context: HarnessContext) -> None:
    both = start_two(context)
    key = stopping.pause_all(context, OPERATOR)
    with pytest.raises(NotAllowed):
        stopping.stop_all(context, OPERATOR)
    stopping.stop_all(context, CHIEF)
    assert [get_state(context, one)[0] for one in both] == [CampaignState.STOPPED] * 2
    assert not context.pause_mark.is_set()
    with pytest.raises(NotFound):
        stopping.get_pause(context, CHIEF, key)  # over before Slack has shown it


@pytest.mark.parametrize("ends", [pausing.resume, pausing.stop], ids=["resume", "stop"])
def test_the_shell_ends_it_too(context: HarnessContext, ends: object) -> None:
    start_two(context)
    key = stopping.pause_all(context, OPERATOR)
    context.post_all()
    assert ends in (pausing.resume, pausing.stop)
    (pausing.resume if ends is pausing.resume else pausing.stop)(context, CLOCK, None)
    assert not context.pause_mark.is_set()
    assert stopping.get_pause(context, CLOCK, key).ended is not None


def test_a_pause_by_the_shell_is_not_ended_from_slack(context: HarnessContext) -> None:
    start_two(context)
    pausing.pause(context, CLOCK, None)
    stopping.pause_all(context, OPERATOR)
    with pytest.raises(Conflict, match="pause_mark"):
        stopping.resume_all(context, CHIEF)
    assert context.pause_mark.read() is Hold.BY_SHELL


@pytest.mark.fault("A10")
def test_while_the_database_is_locked_the_mark_holds_and_the_pause_is_stored_later(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    with lock(context), pytest.raises(Conflict, match="held_by_mark"):
        stopping.pause_all(context, OPERATOR)
    assert sending.claim_message(context, CLOCK) is None
    jobs.move_campaigns(context)
    assert get_state(context, campaign_id) == (CampaignState.PAUSED, PauseReason.ALL_PAUSED)
    (key,) = context.post_keys("all_paused")
    assert stopping.get_pause(context, CLOCK, EventKey.decode(key)).entry.who == CLOCK.user
    jobs.move_campaigns(context)
    assert context.post_keys("all_paused") == [key]


@pytest.mark.fault("A10")
@pytest.mark.parametrize("press", [stopping.pause_campaign, stopping.stop_campaign], ids=["pause", "stop"])
def test_a_click_on_a_card_holds_all_sending_if_it_cannot_be_stored(context: HarnessContext, press: object) -> None:
    campaign_id = steps.start_campaign(context, 2)
    work = stopping.pause_campaign if press is stopping.pause_campaign else stopping.stop_campaign
    with lock(context), pytest.raises(Conflict, match="held_by_mark"):
        work(context, CHIEF, campaign_id)
    assert context.pause_mark.read() is Hold.IN_SLACK
    assert sending.claim_message(context, CLOCK) is None


def test_a_click_on_a_card_holds_nothing_else_afterwards(context: HarnessContext) -> None:
    first, second = start_two(context)
    stopping.pause_campaign(context, OPERATOR, first)
    assert not context.pause_mark.is_set()
    assert steps.send_all(context) == 1
    assert get_state(context, second)[0] is CampaignState.SENDING
    with pytest.raises(Conflict):
        stopping.pause_campaign(context, OPERATOR, first)
    assert not context.pause_mark.is_set()


def test_a_stop_of_all_that_cannot_be_stored_holds_and_can_be_pressed_again(context: HarnessContext) -> None:
    both = start_two(context)
    with lock(context), pytest.raises(Conflict, match="held_by_mark"):
        stopping.stop_all(context, CHIEF)
    assert context.pause_mark.read() is Hold.IN_SLACK
    stopping.stop_all(context, CHIEF)
    assert [get_state(context, one)[0] for one in both] == [CampaignState.STOPPED] * 2


def test_while_slack_is_asked_only_somebody_with_a_recent_role_holds_the_sending(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    with stopping.hold_while_asking(context, OPERATOR.user):
        assert not context.pause_mark.is_set()
    seen_roles.record_roles(context, OPERATOR)
    with stopping.hold_while_asking(context, OPERATOR.user):
        assert sending.claim_message(context, CLOCK) is None
        jobs.move_campaigns(context)
    assert steps.send_all(context) == 2
    context.clock.advance(days=2)
    with stopping.hold_while_asking(context, OPERATOR.user):
        assert not context.pause_mark.is_set()


def test_a_hold_of_a_process_that_was_killed_becomes_a_pause_that_people_see(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    context.pause_mark.set(Hold.IN_CHANGE)
    stopping.recover_hold(context, CLOCK)
    jobs.move_campaigns(context)
    assert get_state(context, campaign_id) == (CampaignState.PAUSED, PauseReason.ALL_PAUSED)
    assert len(context.post_keys("all_paused")) == 1
    stopping.resume_all(context, CHIEF)
    stopping.recover_hold(context, CLOCK)
    assert steps.send_all(context) == 2


def test_a_pause_whose_mark_was_lost_holds_after_the_next_start_also_what_is_approved_then(
    context: HarnessContext,
) -> None:
    stopping.pause_all(context, OPERATOR)
    context.pause_mark.path.unlink()
    assert context.pause_mark.read() is Hold.FREE, "made anew at the start"
    stopping.recover_hold(context, CLOCK)
    assert context.pause_mark.read() is Hold.IN_SLACK
    steps.start_campaign(context, 1)
    assert steps.send_all(context) == 0
    stopping.resume_all(context, CHIEF)
    stopping.recover_hold(context, CLOCK)
    assert context.pause_mark.read() is Hold.FREE


def test_a_mark_that_cannot_be_written_does_not_keep_the_pause_from_being_stored(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = steps.start_campaign(context, 2)
    monkeypatch.setattr(PauseMark, "set", fail_with(PermissionError()))
    stopping.pause_all(context, OPERATOR)
    assert get_state(context, campaign_id)[0] is CampaignState.PAUSED


def test_a_pause_that_somebody_else_stores_at_the_same_time_is_stored_once(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_two(context)
    keys = []

    def change_second(*args: Any) -> Any:
        monkeypatch.undo()
        jobs.move_campaigns(context)  # the mark is set, the pause not stored yet
        keys.extend(context.post_keys("all_paused"))
        return unit_of_work.change(*args)

    monkeypatch.setattr(stopping, "change", change_second)
    assert [str(stopping.pause_all(context, OPERATOR))] == keys == context.post_keys("all_paused")
    assert [entry for _, entry, _ in context.list_audited()].count("all.pause") == 1


def test_an_ended_pause_is_edited_once(context: HarnessContext) -> None:
    edited = []
    for _ in range(3):
        stopping.pause_all(context, OPERATOR)
        context.post_all()
        stopping.resume_all(context, CHIEF)
        edited.append(len(context.post_keys("all_paused")))
        context.post_all()
    assert edited == [1, 1, 1]


def test_many_clicks_at_once_leave_one_pause(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 30.0)
    both = start_two(context)
    run_together([lambda: stopping.pause_all(context, OPERATOR)] * 5)
    assert [get_state(context, one) for one in both] == [(CampaignState.PAUSED, PauseReason.ALL_PAUSED)] * 2
    assert steps.send_all(context) == 0
