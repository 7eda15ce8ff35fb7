"""The disk fails or is full: nothing is sent whose claim is not on the disk, and sending goes on when it is well."""

import itertools
import json
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults import witness
from tests.faults.bot_run import SETTINGS, finish, is_finished, open_round, start_traced
from tests.faults.strace import DiskFault, TracedProcess
from tests.process.system import NOFU, WAIT_SECONDS, System, make_environment, run_json, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

PARTS = 2
CALLS_THAT_FAIL = 4
"""For each thread; then the disk is well again."""
KIB = 1024
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("part", range(1, PARTS + 1))
@pytest.mark.parametrize(("call", "error"), [("fsync", "EIO"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC")])
def test_c3_after_a_failed_commit_nothing_is_sent_and_it_goes_on_later(
    tmp_path: Path, call: str, error: str, part: int, stride: int
) -> None:
    between = stride if call == "fsync" else stride * 6 - 5  # as many rounds, although a commit has several writes
    for first in itertools.count(part + between // 2, PARTS * between):
        with open_round(tmp_path / str(first)) as (system, plan):
            database = system.read_setting("NOFU_DB")
            last = first + CALLS_THAT_FAIL - 1
            traced = run_until_over(system, DiskFault(call, error, first, last, (database, f"{database}-wal")))
            if not traced.failed:
                return
            print(f"{call} {first} to {last}: {traced.failed} failed")
            check_sent_are_claimed(system)
            finish(system, plan)


def run_until_over(system: System, fault: DiskFault) -> TracedProcess:
    """Run the bot on the failing disk until the campaign is over; it may end by itself before it sends anything."""
    traced = start_traced(system, fault=fault)
    try:
        wait_until(lambda: traced.has_ended or is_over(system), "the campaign's end")
        assert not (traced.has_ended and witness.read_sends(system.folder)), "it ended in the middle"
    finally:
        traced.kill()
    return traced


@pytest.mark.parametrize("full_at", [192 * KIB, 240 * KIB, 288 * KIB, 336 * KIB, 384 * KIB])
def test_c3_on_a_full_disk_nothing_is_sent_and_it_goes_on_when_there_is_space(tmp_path: Path, full_at: int) -> None:
    with open_round(tmp_path / "out") as (system, plan):
        with limit_file_size(full_at):
            system.start(**SETTINGS)
        before = wait_for_full_disk(system)
        time.sleep(2)  # long enough for dozens of messages, if they could still leave
        check_sent_are_claimed(system)
        assert len(witness.read_sends(system.folder)) == before
        resource.prlimit(system.get_pid(), resource.RLIMIT_FSIZE, UNLIMITED)
        wait_until(lambda: is_over(system), "the rest")
        if not is_finished(system):
            run_json(system.write_store_settings(), "resume", "1")
            system.wait_for_campaign("finished")
        assert not witness.check(plan, system.folder).missing


def test_a10_the_shell_pauses_while_the_disk_is_full(tmp_path: Path) -> None:
    with open_round(tmp_path / "out") as (system, plan):
        with limit_file_size(240 * KIB):
            system.start(**SETTINGS)
        before = wait_for_full_disk(system)
        command = [*NOFU, "pause", "--json", "--env", str(system.write_store_settings())]
        with limit_file_size(240 * KIB):
            done = subprocess.run(
                command, env=make_environment(), capture_output=True, timeout=WAIT_SECONDS, check=True
            )
        assert json.loads(done.stdout)["recorded"] is False
        resource.prlimit(system.get_pid(), resource.RLIMIT_FSIZE, UNLIMITED)
        system.wait_for_campaign("paused")
        assert len(witness.read_sends(system.folder)) == before
        run_json(system.write_store_settings(), "resume")
        system.wait_for_campaign("finished")
        assert not witness.check(plan, system.folder).missing


def wait_for_full_disk(system: System) -> int:
    """Wait until nothing can be claimed any more and every claimed message has left; return how many have."""
    wait_until(lambda: has_failed(system), "no space")
    # Where a large commit found no space, a smaller one may: from now on the log cannot grow at all.
    full = (system.folder / "nofu.db-wal").stat().st_size
    resource.prlimit(system.get_pid(), resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    wait_until(lambda: list_claimed(system) <= list_sent(system), "the messages under way")
    return len(witness.read_sends(system.folder))


def list_claimed(system: System) -> set[str]:
    """Return the references of the messages that are claimed."""
    return {reference for (reference,) in system.query("SELECT reference FROM messages WHERE state = 'claimed'")}


def list_sent(system: System) -> set[str]:
    """Return the references in the requests that the carrier read."""
    return {line["reference"] for line in witness.read_sends(system.folder)}


def has_failed(system: System) -> bool:
    """Whether the bot has reported that it could not start the campaign, claim or record.

    Its log may be cut: its disk is full, too.
    """
    log = (system.folder / "bot.log").read_text("utf-8", errors="replace")
    return any(sign in log for sign in ('"job": "campaigns"', "claim_failed", "record_failed"))


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Limit the files of the processes that start meanwhile: a write beyond it fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, UNLIMITED)


def is_over(system: System) -> bool:
    """Whether the campaign has ended, or has paused and says so on its card."""
    return bool(system.query("SELECT 1 FROM campaigns WHERE id = 1 AND state IN ('finished', 'paused')"))


def check_sent_are_claimed(system: System) -> None:
    """Check that the database knows of each request that the carrier read."""
    sent = list_sent(system)  # first: what is claimed meanwhile may leave
    rows = system.query("SELECT reference, state FROM messages")
    assert not sent & {reference for reference, state in rows if state in ("queued", "held", "cancelled")}
