"""Runs the real bot on a prepared campaign: under strace until it is killed, then without it until all is settled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.walk.client import to_text
from tests.faults import campaign, witness
from tests.faults.strace import TracedProcess
from tests.faults.witness import Plan
from tests.process.system import NOFU, System, make_environment, run_sandbox, wait_until

RATE = 8
WORKERS = 3
"""The sender's workers at this rate: so many messages may be under way when the process is killed."""
SETTINGS = {"SMS_RATE": str(RATE), "KARADEN_LIST_COMPLETE_SECONDS": "30", "FIRST_BATCH": "0"}
"""The local carrier's list is complete at once, so an absent message may be sent again by a program."""
_SETTLE_SECONDS = 61
_SETTLED = frozenset({"accepted", "delivered", "undelivered", "unknown", "held", "cancelled", "withheld"})


@contextmanager
def open_round(
    folder: Path, approved: int = campaign.APPROVED, *, is_approved: bool = True
) -> Iterator[tuple[System, Plan]]:
    """Run a sandbox with a campaign to so many people that sends as soon as the bot starts, or as it is approved."""
    with run_sandbox(folder) as system:
        yield system, campaign.prepare(system, approved, is_approved=is_approved)


def start_traced(system: System, kill_at: int | None = None, **options: Any) -> TracedProcess:
    """Start the bot under strace; `options` are those of TracedProcess."""
    command = [*NOFU, "run", "--env", str(system.env)]
    return TracedProcess(command, make_environment(**SETTINGS), system.folder, kill_at, **options)


def run_until_killed(
    system: System,
    kill_at: int | None,
    *,
    record: bool = False,
    is_done: Callable[[System], bool] | None = None,
    act: Callable[[System], None] | None = None,
    can_act: Callable[[System], bool] = lambda system: True,
) -> TracedProcess:
    """Run the bot until it was killed as its step `kill_at` began, or is done; `was_killed` tells which.

    `is_done`: whether it has nothing left to do; else the end of the campaign. `act`: what a person does once the bot
    is connected and `can_act`; a bot that is killed before that meets nobody.
    """
    traced = start_traced(system, kill_at, record=record)
    done = is_done or is_finished
    try:
        if act is not None:
            wait_until(lambda: traced.has_ended or (system.is_ready() and can_act(system)), "the bot's socket and card")
            if not traced.has_ended:
                act(system)
        wait_until(lambda: traced.has_ended or done(system), "the kill, or the end")
    finally:
        traced.kill()
    return traced


def is_finished(system: System) -> bool:
    """Whether the approved campaign has ended."""
    return bool(system.query("SELECT 1 FROM campaigns WHERE id = 1 AND state = 'finished'"))


def count_claimed(system: System) -> int:
    """Count the messages that a dead bot had claimed: only these may have been lost on the way."""
    return system.count_states().get("claimed", 0)


def finish(system: System, plan: Plan) -> None:
    """Start the bot again and wait until every approved message is settled, or in front of a person."""
    system.start(**SETTINGS)
    waiting = {"queued", "claimed"}
    wait_until(lambda: not waiting & _count_approved(system).keys(), "the rest")
    if "uncertain" in _count_approved(system):
        system.move_clock(advance_seconds=_SETTLE_SECONDS)
    wait_until(lambda: _is_settled(system) or _is_shown(system), "the uncertain messages")
    is_settled = _is_settled(system)  # before the verdict: what is uncertain now may be sent again a moment later
    if is_settled:
        system.wait_for_campaign("finished")
    verdict = witness.check(plan, system.folder)
    assert not (is_settled and verdict.missing), verdict


def _count_approved(system: System) -> dict[str, int]:
    return dict(system.query("SELECT state, COUNT(*) FROM messages WHERE campaign_id = 1 GROUP BY state"))


def _is_settled(system: System) -> bool:
    return _count_approved(system).keys() <= _SETTLED


def _is_shown(system: System) -> bool:
    """Whether a person was asked to decide on uncertain messages."""
    seen = system.client.messages(system.session.desk, system.session.supervisor)
    return any("送信要確認" in to_text(message) and "doubt" in to_text(message) for message in seen)
