"""Every-step kill: the bot is killed at step 1, 2, 3, … of a job; the carrier's log judges each run."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.words import words
from sandbox.walk.client import Json, to_text
from tests.faults import witness
from tests.faults.bot_run import (
    SETTINGS,
    WORKERS,
    count_claimed,
    finish,
    is_finished,
    open_round,
    run_until_killed,
)
from tests.faults.campaign import make_people
from tests.faults.strace import TracedProcess
from tests.process.campaigns import find_approve_button, list_approve_buttons, press_approve
from tests.process.system import NOFU, System, make_environment, run_nofu, run_sandbox, wait_until
from tests.services.files import Paid, write_rows, write_target_list

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600), pytest.mark.usefixtures("strace")]

PARTS = 4
"""Tests among which the steps are divided, so that they can run side by side."""
NEXT_MORNING = "2026-07-08T09:00:00+09:00"
FILE_ROWS = 40
SAME_FILE = 3
"""The exit code for a file that was imported before."""


def sweep(part: int, parts: int, stride: int, play: Callable[[int], TracedProcess]) -> None:
    """Kill at every `parts * stride`-th step, until a run needs no kill."""
    for kill_at in itertools.count(part * stride, parts * stride):
        traced = play(kill_at)
        if not traced.was_killed:
            return
        print(f"step {kill_at}: {traced.steps[kill_at - 1]}, killed {traced.overshoot} steps late")


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_c1_killed_at_any_step_of_sending_nobody_gets_two_messages(tmp_path: Path, part: int, stride: int) -> None:
    def play(kill_at: int) -> TracedProcess:
        with open_round(tmp_path / str(kill_at)) as (system, plan):
            traced = run_until_killed(system, kill_at)
            assert count_claimed(system) <= WORKERS
            finish(system, plan)
        return traced

    sweep(part, PARTS, stride, play)


@pytest.mark.parametrize("part", range(1, 3))
def test_c1_killed_at_any_step_after_an_approval_there_is_one_approval(tmp_path: Path, part: int, stride: int) -> None:
    def play(kill_at: int) -> TracedProcess:
        with open_round(tmp_path / str(kill_at), is_approved=False) as (system, plan):
            traced = run_until_killed(
                system, kill_at, act=approve, can_act=lambda system: bool(list_approve_buttons(system))
            )
            if not system.query("SELECT 1 FROM audit WHERE action = 'campaign.approve' AND outcome = 'done'"):
                assert not witness.read_sends(system.folder), "sent without an approval"
                system.start(**SETTINGS)
                approve(system)
                wait_until(lambda: is_finished(system), "the end")
                system.kill()
            finish(system, plan)
            approvals = system.query("SELECT 1 FROM audit WHERE action = 'campaign.approve' AND outcome = 'done'")
            assert len(approvals) == 1
        return traced

    sweep(part, 2, stride * 2, play)


def approve(system: System) -> None:
    """Press Approve on the card; the bot may be killed before the card is posted, or at the press."""
    ts, value = find_approve_button(system)
    press_approve(system, system.session.supervisor, ts, value)


@pytest.mark.parametrize("part", range(1, 3))
def test_c1_killed_at_any_step_of_receipts_and_digest_all_are_counted_once(
    tmp_path: Path, part: int, stride: int
) -> None:
    def play(kill_at: int) -> TracedProcess:
        with open_round(tmp_path / str(kill_at)) as (system, plan):
            finish(system, plan)
            system.kill()
            system.move_clock(now=NEXT_MORNING)
            traced = run_until_killed(system, kill_at, is_done=is_reported)
            system.start(**SETTINGS)
            wait_until(lambda: is_reported(system), "receipts and digest")
            assert system.count_states() == {"delivered": len(plan.texts), "held": 2, "queued": 2}
            repeated = words("ja")("post.repeated")
            # None at all where the bot was killed with its request on the way: the digest is made again, and says so.
            assert len([one for one in list_digests(system) if repeated not in to_text(one)]) <= 1
            assert not witness.check(plan, system.folder).missing
        return traced

    sweep(part, 2, stride * 2, play)


def is_reported(system: System) -> bool:
    """Whether every receipt has been recorded and the morning's digest is posted."""
    return "accepted" not in system.count_states() and bool(list_digests(system))


def list_digests(system: System) -> list[Json]:
    """Return the posts in the digest channel."""
    return system.client.messages(system.session.digest, system.session.supervisor)


def test_c1_killed_at_any_step_of_an_import_the_list_is_there_once(tmp_path: Path, stride: int) -> None:
    with run_sandbox(tmp_path / "out") as sandbox:
        env = sandbox.write_store_settings()
        database = Path(sandbox.read_setting("NOFU_DB"))
        empty = make_database(env, tmp_path, database)
        path = write_target_list(tmp_path / "list.csv", make_people(FILE_ROWS))

        def play(kill_at: int) -> TracedProcess:
            put_back(database, empty)
            traced = run_command(sandbox, kill_at, "import", "targets", str(path), "--env", str(env))
            again = run_nofu(env, "import", "targets", str(path), "--json")
            assert again.returncode in (0, SAME_FILE), again.stderr
            (ready,) = sandbox.query("SELECT id FROM target_lists WHERE state = 'ready' AND id <> 1")
            assert sandbox.query("SELECT COUNT(*) FROM recipients WHERE list_id = ?", *ready) == [(FILE_ROWS,)]
            return traced

        sweep(1, 1, stride, play)


def test_c1_killed_at_any_step_of_a_payment_import_each_row_counts_once(tmp_path: Path, stride: int) -> None:
    with run_sandbox(tmp_path / "out") as sandbox:
        env = sandbox.write_store_settings()
        database = Path(sandbox.read_setting("NOFU_DB"))
        before = make_database(env, tmp_path, database, FILE_ROWS)
        path = write_rows(tmp_path / "paid.csv", Paid, [Paid(taxpayer=one.taxpayer) for one in make_people(FILE_ROWS)])

        def play(kill_at: int) -> TracedProcess:
            put_back(database, before)
            traced = run_command(sandbox, kill_at, "import", "payments", str(path), "--env", str(env))
            again = run_nofu(env, "import", "payments", str(path), "--json")
            if again.returncode != SAME_FILE:
                counted = json.loads(again.stdout)
                assert counted["applied"] + counted["repeated"] == FILE_ROWS
            assert sandbox.query("SELECT COUNT(*) FROM payments") == [(FILE_ROWS,)]
            return traced

        sweep(1, 1, stride, play)


def make_database(env: Path, folder: Path, database: Path, people: int = 1) -> bytes:
    """Make a database with a list of so many people; return its file."""
    path = write_target_list(folder / "first.csv", make_people(people))
    assert run_nofu(env, "import", "targets", str(path)).returncode == 0
    return database.read_bytes()


def put_back(database: Path, content: bytes) -> None:
    """Put a database as it was in the place of what a killed command has left."""
    for left in database.parent.glob(f"{database.name}-*"):
        left.unlink()
    database.write_bytes(content)


def run_command(system: System, kill_at: int, *command: str) -> TracedProcess:
    """Run a command of nofu until it ends, or is killed at a step."""
    traced = TracedProcess([*NOFU, *command], make_environment(), system.folder, kill_at)
    wait_until(lambda: traced.has_ended, "the command's end")
    traced.kill()
    return traced
