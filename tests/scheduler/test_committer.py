"""The thread that commits claims and results: what comes at once is one transaction, and one fault is one worker's."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from bot.model.providers import Accepted
from bot.services import sending
from bot.services.claims import ClaimedMessage
from bot.services.sending import SentMessage
from bot.services.unit_of_work import Change
from scheduler.committer import Committer
from tests.services.harness import HarnessContext
from tests.services.steps import start_campaign


@contextmanager
def run_committer(context: HarnessContext) -> Iterator[Committer]:
    committer = Committer(context)
    committer.start()
    try:
        yield committer
    finally:
        committer.stop()


def claim_together(committer: Committer, number: int) -> list[ClaimedMessage | None]:
    """Claim in so many threads at once."""
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: committer.take_step(None, claims=True), range(number)))


def test_many_workers_get_a_message_each_and_then_none(context: HarnessContext) -> None:
    start_campaign(context, 10)
    with run_committer(context) as committer:
        found = claim_together(committer, 16)
        assert sorted(one.message_id for one in found if one is not None) == list(range(1, 11))
        assert found.count(None) == 6


def test_claims_that_wait_while_another_is_committed_are_committed_together(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_campaign(context, 9)
    sizes: list[int] = []
    begun, go_on = threading.Event(), threading.Event()
    take_steps = sending.take_steps

    def count(context: HarnessContext, *arguments: object) -> object:
        sizes.append(len(arguments[1]))  # type: ignore[arg-type]  # the requests
        begun.set()
        go_on.wait()
        return take_steps(context, *arguments)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(sending, "take_steps", count)
    with run_committer(context) as committer, ThreadPoolExecutor(9) as pool:
        first = pool.submit(committer.take_step, None, claims=True)
        begun.wait()
        others = [pool.submit(committer.take_step, None, claims=True) for _ in range(8)]
        while len(committer._waiting) < 8:
            pass
        go_on.set()
        assert {one.result().message_id for one in (first, *others) if one.result()} == set(range(1, 10))  # type: ignore[union-attr]
    assert sizes == [1, 8]


def test_what_cannot_be_committed_is_told_to_every_worker_and_claims_nobody(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_campaign(context, 3)
    monkeypatch.setattr(Change, "queue_post", lambda *_: None)
    with run_committer(context) as committer:
        claimed = committer.take_step(None, claims=True)
        assert claimed is not None
        with monkeypatch.context() as patched:
            patched.setattr(sending, "Claims", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                committer.take_step(None, claims=True)
        assert context.states() == ["claimed", "queued", "queued"]
        committer.take_step(SentMessage(claimed, Accepted("p1")), claims=False)
        assert context.states() == ["accepted", "queued", "queued"]


def test_a_result_that_cannot_be_recorded_is_told_to_its_worker_alone(context: HarnessContext) -> None:
    start_campaign(context, 2)
    with run_committer(context) as committer:
        first, second = committer.take_step(None, claims=True), committer.take_step(None, claims=True)
        assert first is not None
        assert second is not None
        with ThreadPoolExecutor(2) as pool:
            sent = [SentMessage(first, Accepted("\ud800")), SentMessage(second, Accepted("p2"))]  # one is no text
            results = [pool.submit(committer.take_step, one, claims=False) for one in sent]
        assert isinstance(results[0].exception(), UnicodeEncodeError)
        assert results[1].exception() is None
    assert context.states() == ["claimed", "accepted"]
