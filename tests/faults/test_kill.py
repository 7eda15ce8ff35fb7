"""Every-step kill: the bot is killed at step 1, 2, 3, … of a campaign; the carrier's log judges each run."""

import itertools
from pathlib import Path

import pytest

from tests.faults.bot_run import WORKERS, count_claimed, finish, open_round, run_until_killed

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600), pytest.mark.usefixtures("strace")]

PARTS = 4
"""Tests among which the steps are divided, so that they can run side by side."""


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_c1_killed_at_any_step_of_sending_nobody_gets_two_messages(tmp_path: Path, part: int, stride: int) -> None:
    for kill_at in itertools.count(part * stride, PARTS * stride):
        with open_round(tmp_path / str(kill_at)) as (system, plan):
            traced = run_until_killed(system, kill_at)
            print(f"step {kill_at}: {traced.steps[kill_at - 1 :][:1]}, killed {traced.overshoot} steps late")
            assert count_claimed(system) <= WORKERS
            finish(system, plan)
        if not traced.was_killed:
            return
