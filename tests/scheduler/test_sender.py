"""The sender with a provider written by hand: its pace, its patience, and that no worker dies."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.model.providers import NotSent, Outgoing, Refused, SendResult, Uncertain
from scheduler.sender import Sender
from tests.sandbox.slack.client import until
from tests.services.harness import Carrier, HarnessContext
from tests.services.steps import start_campaign


class Timed(Carrier):
    """A provider that notes when it was asked, and takes a while."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.at: list[float] = []
        self.seconds = seconds
        self.under_way = 0
        self._one = threading.Lock()

    def send(self, message: Outgoing) -> SendResult:
        with self._one:
            self.at.append(time.monotonic())
            self.under_way += 1
            result = super().send(message)
        time.sleep(self.seconds)
        with self._one:
            self.under_way -= 1
        return result


@contextmanager
def sending(context: HarnessContext, rate: int) -> Iterator[Sender]:
    sender = Sender(context, rate)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()


def done(context: HarnessContext) -> bool:
    return not {"queued", "claimed"} & set(map(str, context.states()))


@pytest.mark.parametrize("rate", [5, 20])
def test_no_half_open_second_holds_more_than_the_rate(context: HarnessContext, rate: int) -> None:
    context = replace(context, provider=(carrier := Timed(0.03)))
    start_campaign(context, rate * 3)
    with sending(context, rate):
        until(lambda: done(context), 20)
    assert len(carrier.at) == rate * 3
    assert all(later - earlier >= 1.0 for earlier, later in zip(carrier.at, carrier.at[rate:], strict=False))


def test_everybody_is_messaged_once_by_however_many_workers(context: HarnessContext) -> None:
    start_campaign(context, 60)
    with sending(context, 200):
        until(lambda: done(context), 20)
    arrived = [message.to for message in context.provider.arrived]
    assert (len(arrived), len(set(arrived))) == (60, 60)
    assert set(map(str, context.states())) == {"accepted"}


def test_a_provider_that_takes_nothing_now_is_left_alone_as_long_as_it_says(context: HarnessContext) -> None:
    context = replace(context, provider=(carrier := Timed()))
    start_campaign(context, 1)
    carrier.results.extend([NotSent("http_429", retry_after=1.5), NotSent("http_429", retry_after=1.0)])
    with sending(context, 1):  # so that no second worker has its slot already
        until(lambda: done(context), 20)
    first, second = [later - earlier for earlier, later in pairwise(carrier.at)]
    assert first >= 1.5
    assert second >= 1.0
    assert len(carrier.arrived) == 1


def test_an_adapter_that_breaks_leaves_a_doubt_and_the_worker_goes_on(
    context: HarnessContext, caplog: pytest.LogCaptureFixture
) -> None:
    class Slipping(Timed):
        def send(self, message: Outgoing) -> SendResult:
            if not self.at:
                self.at.append(time.monotonic())
                raise RuntimeError(message.to)
            return super().send(message)

    context = replace(context, provider=Slipping())
    start_campaign(context, 5)
    with sending(context, 50):
        until(lambda: done(context), 20)
    assert sorted(map(str, context.states())) == ["accepted"] * 4 + ["uncertain"]
    assert [record.message for record in caplog.records].count("send_failed") == 1


def test_whatever_the_provider_answers_is_written_down(context: HarnessContext) -> None:
    start_campaign(context, 3)
    context.provider.results.extend([Refused("400"), Uncertain("no_answer")])
    with sending(context, 50):
        until(lambda: done(context), 20)
    assert sorted(map(str, context.states())) == ["accepted", "uncertain", "undelivered"]


def test_a_provider_that_refuses_us_altogether_is_not_asked_again(context: HarnessContext) -> None:
    context = replace(context, provider=(carrier := Timed()))
    campaign_id = start_campaign(context, 10)
    carrier.results.extend([NotSent("http_401", stop=True)] * 50)
    with sending(context, 10):
        until(lambda: context.value("SELECT state FROM campaigns WHERE id = :id", id=campaign_id) == "paused", 20)
        asked = len(carrier.at)
        time.sleep(1.5)
        assert len(carrier.at) <= asked + 4, "only what was under way"
    assert carrier.arrived == []


def test_a_stop_waits_for_what_is_under_way_and_records_it(context: HarnessContext) -> None:
    context = replace(context, provider=(carrier := Timed(0.5)))
    start_campaign(context, 30)
    with sending(context, 20):
        until(lambda: carrier.under_way > 0)
    assert carrier.under_way == 0
    states = list(map(str, context.states()))
    assert "claimed" not in states
    assert states.count("accepted") == len(carrier.arrived) < 30
    assert set(states) == {"accepted", "queued"}


def test_a_message_that_comes_later_wakes_it(context: HarnessContext) -> None:
    with sending(context, 50) as sender:
        time.sleep(0.2)
        start_campaign(context, 2)
        sender.wake()
        until(lambda: len(context.provider.arrived) == 2, 5)


def test_outside_the_hours_nothing_leaves(context: HarnessContext) -> None:
    start_campaign(context, 2)
    context.clock.advance(hours=12)
    with sending(context, 50):
        time.sleep(1.3)
    assert context.provider.arrived == []
