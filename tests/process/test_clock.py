"""A moved clock moves everything that is due: the sending window, and a digest that was missed."""

import time
from datetime import datetime, timedelta

import pytest

from bot.words import words
from sandbox.walk.hand import Json, text_of
from tests.process.play import arrive, numbers, sending
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

PEOPLE = 40
WORKERS = 3
"""At 8 a second: as many may be between the claim and the carrier when the window closes."""
CLOSES = datetime.fromisoformat("2026-07-07T16:00:00+09:00")
OPENS = datetime.fromisoformat("2026-07-08T09:00:00+09:00")


def test_after_the_window_nothing_leaves_and_in_the_morning_the_rest_does(stage: Stage) -> None:
    stage.start(SMS_RATE="8")
    sending(stage, PEOPLE)
    arrive(stage, 5)
    stage.clock(now=CLOSES.isoformat())
    time.sleep(2)  # a dozen more would leave
    assert len(stage.arrived()) < PEOPLE
    stage.clock(now="2026-07-08T08:59:00+09:00")
    time.sleep(1)
    stage.clock(now=OPENS.isoformat())
    stage.until_campaign("finished")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    left = [datetime.fromisoformat(line["at"]) for line in stage.sends()]
    assert len([at for at in left if CLOSES + timedelta(seconds=1) <= at < OPENS]) <= WORKERS
    assert max(left) >= OPENS


def test_a_digest_missed_in_the_night_is_posted_once_and_says_that_it_is_late(stage: Stage) -> None:
    late = words("ja")("digest.late")
    stage.start()
    until(lambda: stage.rows("SELECT 1 FROM jobs"), "the moment from which digests are due")
    stage.clock(now="2026-07-08T09:00:00+09:00")
    until(lambda: len(_digests(stage)) == 1, "the first digest")
    assert late not in text_of(_digests(stage))
    stage.stop()
    stage.clock(now="2026-07-10T10:30:00+09:00")
    stage.start()
    until(lambda: len(_digests(stage)) == 2, "the late digest")
    assert late in text_of(_digests(stage)[1])
    stage.stop()
    stage.start()
    stage.clock(now="2026-07-13T09:00:00+09:00")
    until(lambda: len(_digests(stage)) == 3, "Monday's digest")
    assert late not in text_of(_digests(stage)[2])
    assert len(stage.rows("SELECT 1 FROM audit WHERE action = 'digest.post' AND facts LIKE '%period%'")) == 3


def _digests(stage: Stage) -> list[Json]:
    return stage.hand.messages(stage.desk.digest, stage.desk.supervisor)
