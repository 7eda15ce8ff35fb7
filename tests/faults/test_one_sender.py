"""Only one bot sends from a file: through a link, beside a frozen bot, and in its place."""

import signal

import pytest

from bot.words import words
from tests.process.campaigns import list_numbers, start_sending, wait_for_arrivals, wait_until_all_left
from tests.process.system import System, run_nofu

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

PEOPLE = 30
SETTINGS = {"SMS_RATE": "10", "KARADEN_LIST_COMPLETE_SECONDS": "30"}


def test_c5_a_frozen_bot_is_ended_by_a_take_over_and_what_it_was_sending_is_looked_up(system: System) -> None:
    system.start(**SETTINGS)
    system.set_carrier_fault("slow", after=PEOPLE // 2, times=PEOPLE, seconds=3)
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, PEOPLE // 2 + 1)
    system.freeze()
    frozen = system.forget_bot()
    system.clear_carrier_faults()
    system.start("--take-over", **SETTINGS)
    assert frozen.wait() == -signal.SIGKILL
    wait_until_all_left(system)
    assert system.query("SELECT 1 FROM message_events WHERE state = 'uncertain'"), "the frozen bot was sending"
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert [line["pid"] for line in system.find_log_lines("taken_over")] == [frozen.pid]


@pytest.mark.fault("A15")
@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_c5_a_second_bot_through_a_link_is_refused_while_the_first_runs_or_is_frozen(system: System, link: str) -> None:
    system.start(**SETTINGS)
    other = system.folder.parent / "other"
    other.mkdir()
    getattr(other / "link.db", link)(system.folder / "nofu.db")
    env = system.write_settings("link.env", NOFU_DB=str(other / "link.db"))
    refusal = words("ja")("refusal.store_in_use", pid=str(system.get_pid()), since="").partition("、")[0]
    for frozen in (False, True):
        if frozen:
            system.freeze()
        second = run_nofu(env, "run")
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr.startswith(refusal)
