"""The time from the kill of a bot to the first claim of the next one, in a store with many messages.

An earlier run has verified the file on that day, as it does each night. Slack and the provider are left out: how long
they take to answer is not nofu's.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.model.access import Action
from bot.services import instance, integrity, sending, uncertain
from bot.services.unit_of_work import change
from bot.store import jobs
from tests.bench.cases import CLOCK, START, Bench, copy_messages, open_bench, start_campaign

_WAITING = 100
"""Messages that wait: to people who have had none."""


def measure(people: int, messages: int) -> dict[str, float]:
    """Return the seconds from the start of a process to its first claim, and how many of them the processor worked.

    So many messages that the file is a large one (bot/store/database.py): a small one is checked whole at each start.
    """
    with tempfile.TemporaryDirectory() as name:
        context = open_bench(Path(name))
        campaign_id = start_campaign(context, Path(name), people)
        copy_messages(context, campaign_id, messages)
        start_campaign(context, Path(name), _WAITING, first=people)
        with change(context, CLOCK, Action.INSTANCE_MARK, "-") as unit:
            jobs.record_run(unit.db, "integrity", START)
        assert sending.claim_message(context, CLOCK) is not None  # lost by the kill: the next run has to look it up
        instance.keep_mark(context, CLOCK)
        context.store.close()
        context.sender_lock.release()
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", __name__, name], capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - began
    return {"first_claim_s": seconds, "first_claim_cpu_s": json.loads(done.stdout)}


def _start_again(folder: Path) -> None:
    """Do what the bot does between its start and its first claim; print the processor's seconds."""
    import bot.program  # noqa: F401 - all that the command `nofu run` imports

    context = open_bench(folder)
    _claim_first(context)
    print(time.process_time())


def _claim_first(context: Bench) -> None:
    assert uncertain.recover_claimed(context, CLOCK) == 1
    context.sender_lock.compared_at = START
    assert integrity.check_before_start(context, CLOCK)
    assert sending.claim_message(context, CLOCK) is not None


if __name__ == "__main__":
    _start_again(Path(sys.argv[1]))
