"""A database that is not the last one sends nothing: copied, older, or without the end of its file."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.process.campaigns import finish_campaign, start_sending, wait_for_arrivals
from tests.process.system import System, run_json, run_nofu, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

PEOPLE = 60
SETTINGS = {"SMS_RATE": "5", "KARADEN_LIST_COMPLETE_SECONDS": "30"}


@dataclass
class Place:
    """The files of the database and its state, saved at one moment."""

    system: System
    saved: Path

    def save(self) -> None:
        self.saved.mkdir()
        for path in self.system.folder.glob("nofu.*"):
            shutil.copy2(path, self.saved)

    def put_back(self, *names: str) -> None:
        for name in names:
            (self.system.folder / name).unlink(missing_ok=True)
            if (self.saved / name).exists():
                shutil.copy2(self.saved / name, self.system.folder)


def send_a_part(system: System, part: int) -> None:
    """Start a campaign, slowly, and wait until so many messages have arrived."""
    system.start(**{**SETTINGS, "SMS_RATE": "2"})
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, part)


def send_more(system: System) -> None:
    """Wait until messages have arrived that what was saved does not know, however slow the machine is."""
    wait_for_arrivals(system, len(system.list_arrivals()) + 5)


def finish_after_reconciling(system: System) -> None:
    """Reconcile, let the provider be asked, and wait until everybody has exactly one message."""
    done = run_nofu(system.env, "reconcile")
    assert (done.returncode, done.stderr) == (0, "")
    resume_all(system)
    finish_campaign(system, PEOPLE)


def resume_all(system: System) -> None:
    """End the pause after a reconciliation, as a person does who has looked at each campaign."""
    wait_until(lambda: system.query("SELECT 1 FROM campaigns WHERE state = 'paused'"), "the pause")
    resumed = run_json(system.write_store_settings(), "resume")
    assert resumed, "the campaign was paused until now; the bot may send again before the command ends"


def wait_for_lock(system: System, reason: str) -> None:
    """Wait until all sending is locked for a reason, and see that nothing is sent."""
    wait_until(lambda: system.query("SELECT 1 FROM instance WHERE locked = ?", reason), reason)
    before = len(system.list_arrivals())
    system.move_clock(advance_seconds=120)
    wait_until(lambda: _is_told(system), "the alert")
    assert len(system.list_arrivals()) == before


def _is_told(system: System) -> bool:
    seen = system.client.messages(system.session.desk, system.session.supervisor)
    return any("instance_reconcile" in str(message["blocks"]) for message in seen)


def restore_database(place: Place) -> None:
    place.put_back("nofu.db", "nofu.db-wal", "nofu.db-shm")


def restore_everything(place: Place) -> None:
    place.put_back("nofu.db", "nofu.db-wal", "nofu.db-shm", "nofu.state")


def lose_wal(place: Place) -> None:
    (place.system.folder / "nofu.db-wal").unlink()
    (place.system.folder / "nofu.db-shm").unlink(missing_ok=True)


def truncate_wal(place: Place) -> None:
    """Cut off the second half of the log's frames that are in use (sqlite.org/fileformat2.html#walformat)."""
    path = place.system.folder / "nofu.db-wal"
    content = path.read_bytes()
    frame_size = 24 + int.from_bytes(content[8:12], "big")
    salts = content[16:24]
    used = 0
    while content[32 + used * frame_size + 8 :][:8] == salts:
        used += 1
    path.write_bytes(content[: 32 + used // 2 * frame_size])
    (place.system.folder / "nofu.db-shm").unlink(missing_ok=True)


@pytest.mark.fault("A2", "A3")
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (restore_database, "file_older"),
        (restore_everything, "provider_knows_more"),
        (lose_wal, "file_older"),
        (truncate_wal, "file_older"),
    ],
)
def test_c6_an_older_database_sends_nothing_until_it_is_reconciled_and_then_nobody_twice(
    system: System, damage: Callable[[Place], None], reason: str
) -> None:
    place = Place(system, system.folder.parent / "saved")
    send_a_part(system, 10)
    system.stop()  # in order, so that the file itself has everything
    place.save()
    system.start(**SETTINGS)
    wait_for_arrivals(system, len(system.list_arrivals()) + 10)
    system.kill()
    damage(place)
    system.start(**SETTINGS)
    wait_for_lock(system, reason)
    finish_after_reconciling(system)


@pytest.mark.fault("A1")
def test_c7_a_copy_beside_the_original_sends_nothing(system: System) -> None:
    send_a_part(system, 10)
    system.kill()
    copy = system.folder.parent / "copy"
    copy.mkdir()
    for path in system.folder.glob("nofu.*"):
        shutil.copy2(path, copy)
    system.start(NOFU_DB=str(copy / "nofu.db"), **SETTINGS)
    wait_until(lambda: system.find_log_lines("sending_locked"), "the lock")
    before = len(system.list_arrivals())
    system.move_clock(advance_seconds=120)
    wait_until(lambda: _is_told(system), "the alert")
    assert len(system.list_arrivals()) == before
    system.stop()
    system.start(**SETTINGS)  # the original goes on
    finish_campaign(system, PEOPLE)


def test_c6_the_button_reconciles_as_well(system: System) -> None:
    place = Place(system, system.folder.parent / "saved")
    send_a_part(system, 10)
    system.stop()  # in order, so that the file itself has everything
    place.save()
    system.start(**SETTINGS)
    wait_for_arrivals(system, len(system.list_arrivals()) + 10)
    system.kill()
    restore_database(place)
    system.start(**SETTINGS)
    wait_for_lock(system, "file_older")
    seen = system.client.messages(system.session.desk, system.session.supervisor)
    (alert,) = [message for message in seen if "instance_reconcile" in str(message["blocks"])]
    fields = {"channel": system.session.desk, "ts": alert["ts"], "action_id": "instance_reconcile"}
    system.client.post("click", user=system.session.supervisor, **fields)
    wait_until(lambda: system.query("SELECT 1 FROM instance WHERE locked IS NULL"), "the end of the lock")
    resume_all(system)
    finish_campaign(system, PEOPLE)


def test_c6_a_backup_made_while_messages_leave_is_restored_and_nobody_gets_two(system: System) -> None:
    backup = system.folder.parent / "backup.db"
    send_a_part(system, 10)
    made = run_nofu(system.env, "backup", str(backup))  # the sender is caught in the middle
    assert (made.returncode, made.stderr) == (0, "")
    refused = run_nofu(system.env, "restore", str(backup))
    assert (refused.returncode, refused.stdout) == (2, ""), "a bot runs"
    send_more(system)
    system.kill()
    done = run_nofu(system.env, "restore", str(backup))
    assert (done.returncode, done.stderr) == (0, "")
    states = system.count_states()
    assert not {"queued", "claimed"} & states.keys()
    assert states["uncertain"] > 5, "the sender was caught in the middle"
    system.start(**SETTINGS)
    wait_for_lock(system, "restored")
    finish_after_reconciling(system)
    assert len(list(system.folder.glob("nofu.db.before-*"))) == 1
