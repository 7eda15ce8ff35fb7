"""Each fault of the carrier in the middle of a campaign: nobody gets two messages, and all end or wait for a person."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults import witness
from tests.faults.bot_run import RATE, SETTINGS, is_finished, open_round
from tests.faults.witness import Json
from tests.process.system import System, run_nofu, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

PEOPLE = 26
FAULTS: dict[str, Json] = {
    "timeout_after_accept": {},
    "reset_after_accept": {},
    "half_answer": {},
    "garbage": {},
    "accepted_no_id": {},
    "refuse_connection": {"method": "POST"},
    "http_429": {"seconds": 1},
    "http_500": {},
    "http_401": {},
    "redirect_307": {},
    "balance_out": {},
    "slow": {"seconds": 3},
    "list_lags": {"seconds": 20},
    "foreign_id": {},
    "same_id": {},
}
"""Every fault of the local carrier at a request for a message."""
IN_A_ROW = (3, 1000)
"""A few, and all of them until the end of the storm."""
WINDOW = timedelta(seconds=1)
ENDS = frozenset({"accepted", "delivered", "undelivered", "unknown", "held"})


@pytest.mark.fault("P1", "P2", "P3", "P4", "P5", "P6", "P7", "A5")
@pytest.mark.parametrize("times", IN_A_ROW)
@pytest.mark.parametrize("fault", FAULTS)
def test_under_each_fault_nobody_gets_two_messages_and_all_end_or_wait_for_a_person(
    tmp_path: Path, fault: str, times: int, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("bounded") and (list(FAULTS).index(fault) + IN_A_ROW.index(times)) % 6:
        pytest.skip("a part of them is enough for every change")
    with open_round(tmp_path / "out", PEOPLE) as (system, plan):
        system.set_carrier_fault(
            fault, **({"after": 4, "times": times} if fault != "list_lags" else {}), **FAULTS[fault]
        )
        system.start(**SETTINGS)
        wait_until(lambda: is_over(system), "the end, or a pause")
        system.clear_carrier_faults()
        for _ in range(3):
            if not is_finished(system):
                resume(system)
            wait_until(lambda: is_over(system), "the rest")
            system.move_clock(advance_seconds=61)
        wait_until(lambda: is_settled(system), "an end, or a question to people")
        uncertain = count_approved(system).get("uncertain", 0)  # first: a look-up may settle some of them meanwhile
        verdict = witness.check(plan, system.folder)
        assert len(verdict.missing) <= uncertain
        print(f"{find_fullest_second(witness.read_sends(system.folder))} in the fullest second, at the rate {RATE}")


def is_over(system: System) -> bool:
    """Whether nothing more leaves by itself."""
    return is_paused(system) or not {"queued", "claimed"} & count_approved(system).keys()


def is_settled(system: System) -> bool:
    """Whether every message has ended, or is uncertain and people have been asked."""
    states = count_approved(system).keys()
    return states <= ENDS or (states <= ENDS | {"uncertain"} and is_asked(system))


def is_paused(system: System) -> bool:
    """Whether nofu has paused the campaign."""
    return bool(system.query("SELECT 1 FROM campaigns WHERE id = 1 AND state = 'paused'"))


def resume(system: System) -> None:
    """Resume what nofu has paused, as a person does who has looked."""
    if is_paused(system):
        done = run_nofu(system.write_store_settings(), "resume", "1")
        assert done.returncode == 0 or is_finished(system), done.stderr  # its last message may have been settled


def count_approved(system: System) -> dict[str, int]:
    """Count the approved campaign's messages in each state."""
    return dict(system.query("SELECT state, COUNT(*) FROM messages WHERE campaign_id = 1 GROUP BY state"))


def is_asked(system: System) -> bool:
    """Whether people have been told of messages that wait for their decision."""
    return bool(system.query("SELECT 1 FROM posts WHERE kind = 'doubt' AND shown > 0"))


def find_fullest_second(sends: list[Json]) -> int:
    """Return the most requests in any second, as the carrier read them: if it is busy, late and in bursts."""
    times = sorted(datetime.fromisoformat(line["real_at"]) for line in sends)
    return max(sum(start <= at < start + WINDOW for at in times) for start in times)
