"""The jobs may be asked at any time, and as often as one likes: what is due is done once."""

from datetime import datetime, timedelta

from bot.model.providers import Uncertain
from bot.rules.digests import parse_digest_time
from bot.services import posts
from bot.services.context import JST
from bot.slack.client import GatedClient
from bot.slack.files import SlackFiles
from scheduler import jobs
from scheduler.jobs import CLOCK, CollectReceipts
from scheduler.start import RunningScheduler
from scheduler.timetable import build_timetable
from tests.desk.files import people
from tests.desk.office import Office
from tests.desk.steps import approved, begun, imported, submitted, work

DAILY = parse_digest_time("mon-fri 09:00")
FILES = SlackFiles(GatedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset()), None)


def ask(office: Office, name: str, times: int = 3) -> None:
    job = next(job for job in build_timetable(DAILY, FILES) if job.name == name)
    for _ in range(times):
        job.run(office)


def digests(office: Office) -> list[str]:
    return [post.key for post in posts.find_due_posts(office, CLOCK) if post.kind == "digest_daily"]


def test_an_approved_campaign_starts_once_when_its_time_has_come(office: Office) -> None:
    campaign_id = approved(office, imported(office, people(2)).target.id)
    ask(office, "campaigns")
    assert office.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "approved"
    office.clock.advance(minutes=5)
    ask(office, "campaigns")
    assert office.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "sending"
    assert [action for _, action, _ in office.audited()].count("campaign.start") == 1
    work(office)
    ask(office, "campaigns")
    assert office.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "finished"
    assert [action for _, action, _ in office.audited()].count("campaign.finish") == 1


def test_a_campaign_that_nobody_decided_lapses_once(office: Office) -> None:
    campaign_id = submitted(office, imported(office, people(2)).target.id)
    office.clock.advance(hours=48)
    ask(office, "campaigns")
    assert office.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "expired"
    assert [action for _, action, _ in office.audited()].count("campaign.expire") == 1


def test_the_first_tick_on_a_new_file_posts_nothing(office: Office) -> None:
    ask(office, "digest_daily")
    assert digests(office) == []


def test_a_digest_is_posted_once_for_each_time_that_it_was_due(office: Office) -> None:
    ask(office, "digest_daily")
    office.clock.set(datetime(2026, 7, 8, 8, 59, 59, tzinfo=JST))
    ask(office, "digest_daily")
    assert digests(office) == []
    office.clock.advance(seconds=1)
    ask(office, "digest_daily")
    assert digests(office) == ["2026-07-07/2026-07-07"]
    office.clock.advance(hours=23)
    ask(office, "digest_daily")
    assert len(digests(office)) == 1


def test_after_a_gap_one_late_digest_tells_of_all_the_days(office: Office) -> None:
    ask(office, "digest_daily")
    office.clock.set(datetime(2026, 7, 14, 10, 0, tzinfo=JST))
    ask(office, "digest_daily")
    (key,) = digests(office)
    assert key.startswith("2026-07-07/2026-07-13")
    assert key.endswith("late")


def test_doubts_are_looked_up_only_after_their_time_and_only_once(office: Office) -> None:
    begun(office, 1)
    office.provider.results.append(Uncertain("no_answer"))
    office.provider.swallowed.append(True)
    work(office)
    ask(office, "doubts")
    assert office.states() == ["uncertain"]
    office.clock.advance(seconds=60)
    ask(office, "doubts")
    assert office.states() == ["accepted"]
    assert len(office.provider.arrived) == 1


def test_receipts_are_asked_for_often_at_first_and_then_ever_more_seldom(office: Office) -> None:
    begun(office, 1)
    work(office)
    collect = CollectReceipts()
    start = office.clock.now()
    while office.clock.now() < start + timedelta(hours=2):
        collect(office)
        collect(office)
        office.clock.advance(seconds=5)
    assert 60 + 50 < len(office.provider.asked) < 60 + 60 + 10


def test_nothing_is_asked_of_the_provider_while_nothing_is_open(office: Office) -> None:
    collect = CollectReceipts()
    collect(office)
    jobs.look_up_uncertain(office)
    assert office.provider.asked == []


class Loop:
    """Stands for the sender and for the poster."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self._name = name
        self._seen = seen

    def start(self) -> None:
        self._seen.append(f"{self._name} starts")

    def stop(self) -> None:
        self._seen.append(f"{self._name} stops")


def test_a_start_takes_up_what_was_left_and_a_stop_shows_last(office: Office) -> None:
    begun(office, 1)
    with office.store.transaction() as db:
        db.change("UPDATE messages SET state = 'claimed', claimed_at = '2026-07-07T00:00:00.000000Z', attempts = 1")
    seen: list[str] = []
    running = RunningScheduler(office, Loop("sender", seen), Loop("poster", seen), DAILY, FILES)  # type: ignore[arg-type]
    running.start()
    assert office.states() == ["uncertain"]
    running.stop()
    assert seen == ["poster starts", "sender starts", "sender stops", "poster stops"]
