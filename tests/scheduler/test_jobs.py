"""Jobs may run at any time and often: what is due is done once."""

from datetime import datetime, timedelta

import pytest

from bot.model.access import Action
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import Uncertain
from bot.services import campaigns, digests, posts
from bot.services.context import JST
from bot.services.unit_of_work import change
from bot.slack.client import CheckedClient
from bot.slack.files import SlackFiles
from scheduler import jobs
from scheduler.jobs import CLOCK, CollectReceipts
from scheduler.start import RunningScheduler
from scheduler.timetable import build_timetable
from tests.services.files import make_debts
from tests.services.harness import CHIEF, HarnessContext
from tests.services.steps import import_list, send_all, start_campaign, submit, submit_and_approve

FILES = SlackFiles(CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset()), None)


def run_job(context: HarnessContext, name: str, times: int = 3) -> None:
    job = next(job for job in build_timetable(context, FILES, lambda: None, lambda _: None) if job.name == name)
    for _ in range(times):
        job.run(context)


def list_digests(context: HarnessContext) -> list[str]:
    return [post.key for post in posts.find_due_posts(context, CLOCK) if post.kind == "digest_daily"]


def test_an_approved_campaign_starts_and_finishes_once(context: HarnessContext) -> None:
    campaign_id = submit_and_approve(context, import_list(context, make_debts(2)).target.id)
    run_job(context, "campaigns")
    assert context.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "approved"
    context.clock.advance(minutes=5)
    run_job(context, "campaigns")
    assert context.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "sending"
    assert [action for _, action, _ in context.list_audited()].count("campaign.start") == 1
    send_all(context)
    run_job(context, "campaigns")
    assert context.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "finished"
    assert [action for _, action, _ in context.list_audited()].count("campaign.finish") == 1


def test_a_campaign_that_nobody_decided_expires_once(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    context.clock.advance(hours=48)
    run_job(context, "campaigns")
    assert context.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "expired"
    assert [action for _, action, _ in context.list_audited()].count("campaign.expire") == 1


def test_the_first_run_on_a_new_database_posts_no_digest(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    run_job(context, "digest_daily")
    assert list_digests(context) == []


@pytest.mark.fault("C9")
def test_a_digest_is_posted_once_for_each_time_that_it_was_due(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(datetime(2026, 7, 8, 8, 59, 59, tzinfo=JST))
    run_job(context, "digest_daily")
    assert list_digests(context) == []
    context.clock.advance(seconds=1)
    run_job(context, "digest_daily")
    assert list_digests(context) == ["2026-07-07/2026-07-07"]
    context.clock.advance(hours=23)
    run_job(context, "digest_daily")
    assert len(list_digests(context)) == 1


def test_after_a_gap_one_late_digest_covers_all_the_days(context: HarnessContext) -> None:
    digests.start_schedules(context, CLOCK)
    context.clock.set(datetime(2026, 7, 14, 10, 0, tzinfo=JST))
    run_job(context, "digest_daily")
    (key,) = list_digests(context)
    assert key.startswith("2026-07-07/2026-07-13")
    assert key.endswith("late")


def test_uncertain_messages_are_looked_up_after_the_settling_time_and_once(context: HarnessContext) -> None:
    start_campaign(context, 1)
    context.provider.results.append(Uncertain("no_answer"))
    context.provider.accepts_uncertain.append(True)
    send_all(context)
    run_job(context, "uncertain")
    assert context.states() == ["uncertain"]
    context.clock.advance(seconds=60)
    run_job(context, "uncertain")
    assert context.states() == ["accepted"]
    assert len(context.provider.arrived) == 1


def test_receipts_are_requested_often_at_first_and_then_less_often(context: HarnessContext) -> None:
    start_campaign(context, 1)
    send_all(context)
    collect = CollectReceipts()
    start = context.clock.now()
    while context.clock.now() < start + timedelta(hours=2):
        collect(context)
        collect(context)
        context.clock.advance(seconds=5)
    assert 60 + 50 < len(context.provider.requested_periods) < 60 + 60 + 10


def test_the_provider_is_not_asked_while_no_message_is_open(context: HarnessContext) -> None:
    collect = CollectReceipts()
    collect(context)
    jobs.look_up_uncertain(context)
    assert context.provider.requested_periods == []


class FakeThread:
    """A replacement for the sender or the poster."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self._name = name
        self._seen = seen

    def start(self) -> None:
        self._seen.append(f"{self._name} starts")

    def stop(self) -> None:
        self._seen.append(f"{self._name} stops")

    def pace_request(self) -> None:
        """Do nothing: no job of this test asks the provider."""


def test_a_start_recovers_claimed_messages_and_a_stop_ends_the_poster_last(context: HarnessContext) -> None:
    start_campaign(context, 1)
    with context.store.transaction() as db:
        db.execute("UPDATE messages SET state = 'claimed', claimed_at = '2026-07-07T00:00:00.000000Z', attempts = 1")
    seen: list[str] = []
    sender, poster = FakeThread("sender", seen), FakeThread("poster", seen)
    running = RunningScheduler(context, sender, poster, FILES, lambda _: None)  # type: ignore[arg-type]  # only start and stop are called
    running.start()
    assert context.states() == ["uncertain"]
    assert digests.find_last_run(context, CLOCK, digests.DAILY) is not None  # however late the first tick is
    running.stop()
    assert seen == ["poster starts", "sender starts", "sender stops", "poster stops"]


def list_card_updates(context: HarnessContext) -> list[tuple[str, str]]:
    """The campaigns' cards that are due to be posted or updated. Then all posts are posted."""
    due = [(post.kind, post.key) for post in posts.find_due_posts(context, CLOCK) if post.kind == "campaign"]
    context.post_all()
    return due


def test_a_card_is_updated_when_a_button_comes_or_goes_and_only_then(context: HarnessContext) -> None:
    first = start_campaign(context, 2)
    campaigns.pause_campaign(context, CHIEF, first)
    context.post_all()
    run = jobs.UpdateCards()

    def find_updates() -> list[tuple[str, str]]:
        context.clock.advance(seconds=10)
        run(context)
        return list_card_updates(context)

    assert find_updates() == [("campaign", str(first))], "after a start, since the card may be from before"
    assert find_updates() == []
    context.pause_mark.set()
    assert find_updates() == [("campaign", str(first))]
    assert find_updates() == []
    context.pause_mark.clear()
    assert find_updates() == [("campaign", str(first))]
    context.pause_mark.set()
    with change(context, CLOCK, Action.POST_RECORD, "x") as unit:
        unit.queue_post(CAMPAIGN_POST, first)
    context.post_all()
    context.pause_mark.clear()
    assert find_updates() == [("campaign", str(first))], "what something else drew is over by now"
    assert find_updates() == []
    context.clock.advance(days=7)
    assert find_updates() == [("campaign", str(first))], "its last day is over"
    assert find_updates() == []
    campaigns.stop_campaign(context, CHIEF, first)
    context.post_all()
    assert find_updates() == []
