"""The sender with a fake provider: its rate, its pauses, and that no worker ends early."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.model.access import Actor
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.providers import NotSent, Outgoing, Refused, SendResult, Uncertain
from bot.rules.breaker import FAILURES_IN_A_ROW
from bot.services import campaigns, sending
from scheduler import sender as sender_module
from scheduler.pacer import Pacer
from scheduler.sender import Sender
from tests.sandbox.slack.client import until
from tests.services.harness import CHIEF, FakeProvider, HarnessContext
from tests.services.steps import get_campaign, start_campaign


class SlowProvider(FakeProvider):
    """A provider that records when each request began, and answers once `answering` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []
        self.under_way = 0
        self.answering = threading.Event()
        self.answering.set()
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> SendResult:
        with self._lock:
            self.times.append(time.monotonic())
            self.under_way += 1
            result = super().send(message)
        self.answering.wait()
        with self._lock:
            self.under_way -= 1
        return result


@contextmanager
def run_sender(context: HarnessContext, rate: int) -> Iterator[Sender]:
    sender = Sender(context, rate)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()


def is_done(context: HarnessContext) -> bool:
    return not {"queued", "claimed"} & set(context.states())


@pytest.mark.fault("P3", "A17")
@pytest.mark.parametrize("rate", [5, 20])
def test_no_half_open_second_holds_more_than_the_rate(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch, rate: int
) -> None:
    times: list[float] = []
    leave = Pacer.leave

    def record_time(pacer: Pacer, earlier: float | None) -> float:
        times.append(leave(pacer, earlier))
        return times[-1]

    # The times of the pacer: between them and the provider a busy machine may add any delay.
    monkeypatch.setattr(Pacer, "leave", record_time)
    start_campaign(context, rate * 3)
    with run_sender(context, rate):
        until(lambda: is_done(context))
    times.sort()
    assert len(times) == rate * 3
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[rate:], strict=False))


def test_everybody_is_messaged_once_by_any_number_of_workers(context: HarnessContext) -> None:
    start_campaign(context, 60)
    with run_sender(context, 200):
        until(lambda: is_done(context))
    arrived = [message.to for message in context.provider.arrived]
    assert (len(arrived), len(set(arrived))) == (60, 60)
    assert set(context.states()) == {"accepted"}


@pytest.mark.fault("P3")
def test_after_a_temporary_refusal_the_provider_gets_no_request_for_as_long_as_it_says(context: HarnessContext) -> None:
    context = replace(context, provider=(provider := SlowProvider()))
    start_campaign(context, 1)
    provider.results.extend([NotSent("http_429", retry_after=1.5), NotSent("http_429", retry_after=1.0)])
    with run_sender(context, 1):  # so that no second worker has its slot already
        until(lambda: is_done(context))
    first, second = [later - earlier for earlier, later in pairwise(provider.times)]
    assert first >= 1.5
    assert second >= 1.0
    assert len(provider.arrived) == 1


def test_people_can_see_until_when_the_sender_waits_as_the_provider_asked(context: HarnessContext) -> None:
    context = replace(context, provider=(provider := SlowProvider()))
    start_campaign(context, 1)
    provider.results.append(NotSent("http_429", retry_after=90.0))
    with run_sender(context, 1):
        until(lambda: context.sender_lock.waits_until is not None)
    waits_until = context.sender_lock.waits_until
    assert waits_until is not None
    assert waits_until - context.clock.now() == timedelta(seconds=90)


def test_an_error_in_the_adapter_makes_the_message_uncertain_and_the_worker_goes_on(
    context: HarnessContext, caplog: pytest.LogCaptureFixture
) -> None:
    class FailsOnce(SlowProvider):
        def send(self, message: Outgoing) -> SendResult:
            if not self.times:
                self.times.append(time.monotonic())
                raise RuntimeError(message.to)
            return super().send(message)

    context = replace(context, provider=FailsOnce())
    start_campaign(context, 5)
    with run_sender(context, 50):
        until(lambda: is_done(context))
    assert sorted(context.states()) == ["accepted"] * 4 + ["uncertain"]
    assert [record.message for record in caplog.records].count("send_failed") == 1


def test_every_answer_of_the_provider_is_recorded(context: HarnessContext) -> None:
    start_campaign(context, 3)
    context.provider.results.extend([Refused("400"), Uncertain("no_answer")])
    with run_sender(context, 50):
        until(lambda: is_done(context))
    assert sorted(context.states()) == ["accepted", "uncertain", "undelivered"]


def test_a_provider_that_refuses_our_credentials_gets_no_more_requests(context: HarnessContext) -> None:
    context = replace(context, provider=(provider := SlowProvider()))
    campaign_id = start_campaign(context, 10)
    provider.results.extend([NotSent("http_401", stop=True)] * 50)
    with run_sender(context, 10):
        until(lambda: get_campaign(context, campaign_id).state is CampaignState.PAUSED)
        count = len(provider.times)
        time.sleep(1.5)  # long enough for all of them to leave
        assert len(provider.times) <= count + 4, "only requests that were under way"
    assert provider.arrived == []


def test_after_some_failures_in_a_row_the_sender_pauses_the_campaign(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 30)
    context.provider.results.extend([Uncertain("read_timeout")] * 30)
    with run_sender(context, 5) as sender:
        until(lambda: get_campaign(context, campaign_id).state is CampaignState.PAUSED)
        until(lambda: "claimed" not in context.states())
        workers = len(sender._threads)
    assert get_campaign(context, campaign_id).reason == PauseReason.PROVIDER_UNREACHABLE
    assert FAILURES_IN_A_ROW <= context.states().count("uncertain") < FAILURES_IN_A_ROW + workers
    assert "accepted" not in context.states()


def test_a_stop_waits_for_requests_under_way_and_records_their_results(context: HarnessContext) -> None:
    context = replace(context, provider=(provider := SlowProvider()))
    provider.answering.clear()
    start_campaign(context, 30)
    with run_sender(context, 20) as sender:
        until(lambda: provider.under_way == len(sender._threads))
        stopping = threading.Thread(target=sender.stop)
        stopping.start()
        until(sender._stop.is_set)
        assert stopping.is_alive()
        provider.answering.set()
        stopping.join()
    assert provider.under_way == 0
    assert sorted(context.states()) == ["accepted"] * 6 + ["queued"] * 24


def test_wake_starts_the_sending_of_new_messages(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "_IDLE", 3600.0)
    with run_sender(context, 50) as sender:
        start_campaign(context, 2)
        sender.wake()
        until(lambda: len(context.provider.arrived) == 2)


def test_outside_the_hours_nothing_is_sent(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[bool] = []
    has_sendable = sending.has_sendable

    def record_check(*arguments: object) -> bool:
        checks.append(has_sendable(*arguments))  # type: ignore[arg-type]  # handed on as they are
        return checks[-1]

    monkeypatch.setattr(sending, "has_sendable", record_check)
    monkeypatch.setattr(sender_module, "_IDLE", 0.01)
    start_campaign(context, 2)
    context.clock.advance(hours=12)
    with run_sender(context, 50):
        until(lambda: len(checks) > 50)
    assert not any(checks)
    assert context.provider.arrived == []


@pytest.fixture
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message moves the clock by hours; a second worker would move it on while the first one checks it."""
    monkeypatch.setattr(sender_module, "MAX_WORKERS", 1)


class WakesLate(FakeProvider):
    """A provider whose connection opens only after something has happened, such as a freeze of the process."""

    def __init__(self, happen: Callable[[], None]) -> None:
        super().__init__()
        self.happen = happen
        self.kept_back = 0

    def send(self, message: Outgoing) -> SendResult:
        self.happen()
        assert message.departure is not None
        if not message.departure.may_leave():
            self.kept_back += 1
            return NotSent("kept_back", answered=False)
        return super().send(message)


@pytest.mark.fault("A12")
@pytest.mark.usefixtures("one_worker")
def test_a_process_that_was_frozen_until_after_the_hours_sends_nothing(context: HarnessContext) -> None:
    clock = context.clock
    context = replace(context, provider=(provider := WakesLate(lambda: clock.advance(hours=12))))
    campaign_id = start_campaign(context, 5)
    with run_sender(context, 1):
        until(lambda: provider.kept_back > 0)
        until(lambda: "claimed" not in context.states())
    assert provider.arrived == []
    assert (set(context.states()), "kept_back" in context.reasons()) == ({"queued"}, True)
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING


@pytest.mark.usefixtures("one_worker")
@pytest.mark.parametrize("move", [campaigns.pause_campaign, campaigns.stop_campaign])
def test_a_process_that_was_frozen_until_after_a_pause_or_a_stop_sends_nothing(
    context: HarnessContext, move: Callable[[HarnessContext, Actor, int], None]
) -> None:
    def happen() -> None:
        context.clock.advance(minutes=10)
        if get_campaign(context, campaign_id).state is CampaignState.SENDING:
            move(context, CHIEF, campaign_id)

    context = replace(context, provider=(provider := WakesLate(happen)))
    campaign_id = start_campaign(context, 3)
    with run_sender(context, 1):
        until(lambda: provider.kept_back > 0)
        until(lambda: "claimed" not in context.states())
    assert provider.arrived == []


@pytest.mark.usefixtures("one_worker")
def test_a_process_that_was_frozen_within_the_hours_goes_on(context: HarnessContext) -> None:
    clock = context.clock
    context = replace(context, provider=(provider := WakesLate(lambda: clock.advance(minutes=10))))
    start_campaign(context, 3)
    with run_sender(context, 50):
        until(lambda: is_done(context))
    assert (len(provider.arrived), provider.kept_back) == (3, 0)


@pytest.mark.fault("A7")
def test_a_damaged_message_does_not_stop_the_others(context: HarnessContext) -> None:
    start_campaign(context, 4)
    context.execute("UPDATE messages SET ref = CAST(x'ff' AS TEXT) WHERE id = 1")
    context.execute("UPDATE messages SET seal = NULL WHERE id = 2")
    with run_sender(context, 50):
        until(lambda: len(context.provider.arrived) == 2)
    assert context.states() == ["held", "held", "accepted", "accepted"]
