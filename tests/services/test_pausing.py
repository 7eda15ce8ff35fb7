"""Pausing, resuming and stopping from the shell, also while the database cannot be changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3
import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict
from bot.services import campaigns, pausing, sending
from bot.store import database
from scheduler import jobs
from tests.services import steps
from tests.services.harness import CHIEF, CLOCK, HarnessContext, open_context


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HarnessContext]:
    """A context that does not wait for a locked database."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    found = open_context(tmp_path)
    yield found
    found.store.close()


@contextmanager
def lock(context: HarnessContext) -> Iterator[None]:
    """Lock the database, as a program that copies it may."""
    other = pysqlite3.connect(context.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def get_state(context: HarnessContext, campaign_id: int) -> CampaignState:
    return steps.get_campaign(context, campaign_id).state


def test_a_pause_of_all_holds_also_what_starts_later_until_it_is_ended(desk: HarnessContext) -> None:
    first = steps.start_campaign(desk, 2)
    assert pausing.pause(desk, CLOCK, None) == [first]
    with desk.store.transaction() as db:
        db.execute("UPDATE campaigns SET state = 'sending'")  # as a campaign that has just started
    assert not sending.has_sendable(desk, CLOCK)
    assert sending.claim_message(desk, CLOCK) is None
    jobs.move_campaigns(desk)
    assert get_state(desk, first) is CampaignState.PAUSED
    with pytest.raises(Conflict, match="pause_mark"):
        campaigns.resume_campaign(desk, CHIEF, first)
    assert pausing.resume(desk, CLOCK, None) == [first]
    jobs.move_campaigns(desk)
    assert get_state(desk, first) is CampaignState.SENDING
    assert steps.send_all(desk) == 2


def test_a_pause_names_the_campaigns_also_if_the_running_bot_was_faster(desk: HarnessContext) -> None:
    first = steps.start_campaign(desk, 2)
    desk.pause_mark.set()
    jobs.move_campaigns(desk)
    assert get_state(desk, first) is CampaignState.PAUSED
    assert pausing.pause(desk, CLOCK, None) == [first]


@pytest.mark.fault("C4", "A10")
@pytest.mark.parametrize("named", [False, True], ids=["all", "named"])
def test_while_the_database_is_locked_the_mark_alone_pauses(desk: HarnessContext, *, named: bool) -> None:
    campaign_id = steps.start_campaign(desk, 2)
    with lock(desk):
        assert pausing.pause(desk, CLOCK, campaign_id if named else None) is None
    assert get_state(desk, campaign_id) is CampaignState.SENDING
    assert sending.claim_message(desk, CLOCK) is None
    jobs.move_campaigns(desk)
    assert get_state(desk, campaign_id) is CampaignState.PAUSED
    assert pausing.resume(desk, CLOCK, None) == [campaign_id]
    assert steps.send_all(desk) == 2


@pytest.mark.parametrize("named", [False, True], ids=["all", "named"])
def test_a_stop_that_cannot_be_stored_pauses_all(desk: HarnessContext, *, named: bool) -> None:
    campaign_id = steps.start_campaign(desk, 2)
    with lock(desk):
        assert pausing.stop(desk, CLOCK, campaign_id if named else None) is None
    assert sending.claim_message(desk, CLOCK) is None
    assert pausing.stop(desk, CLOCK, None) == [campaign_id]
    assert desk.states() == ["cancelled", "cancelled"]
    assert desk.pause_mark.is_set(), "it was set before this command"


def test_a_stop_of_all_leaves_no_mark(desk: HarnessContext) -> None:
    steps.start_campaign(desk, 1)
    assert pausing.stop(desk, CLOCK, None) == [1]
    assert not desk.pause_mark.is_set()


def test_a_resumption_that_cannot_be_stored_says_so(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 2)
    assert pausing.pause(desk, CLOCK, campaign_id) == [campaign_id]
    assert not desk.pause_mark.is_set(), "only this campaign is paused"
    with lock(desk):
        assert pausing.resume(desk, CLOCK, campaign_id) is None
    assert get_state(desk, campaign_id) is CampaignState.PAUSED
