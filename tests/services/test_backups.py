"""Backups: whole and verified, also while messages are sent, each day, and restored without anybody getting two."""

import errno
import hashlib
import itertools
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pysqlite3
import pytest

from bot.clock import ClockUnavailable
from bot.files import backup_folder
from bot.files.pause_mark import Hold
from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.backups import BackupFault
from bot.model.campaigns import PauseReason
from bot.model.errors import FileRefused, NotFound, StoreRefused
from bot.model.health import CheckAdvice, CheckResult
from bot.model.incidents import IncidentKind, Report
from bot.model.instance import LockReason
from bot.model.posts import EventKey
from bot.services import (
    backups,
    campaigns,
    health,
    home,
    incidents,
    instance,
    reconciling,
    restoring,
    sending,
    stopping,
    uncertain,
)
from bot.services.claims import ClaimedMessage
from bot.slack.files import SlackFiles
from bot.store import backups as stored
from bot.store.database import Store
from bot.wiring import Wiring
from scheduler import jobs
from scheduler.timetable import build_timetable
from tests.scheduler.test_timetable import NO_SLACK
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import (
    CHIEF,
    CLOCK,
    KEY,
    OPERATOR,
    HandClock,
    HarnessContext,
    HeldLock,
    ProcessKilled,
    make_receipt,
)

Damage = Callable[[Path], None]


def sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def start_bot(context: HarnessContext) -> HarnessContext:
    """Begin a run of the bot; return the context of that process."""
    state = StateMark(context.store.path.with_name("nofu.state"), sign)
    process = replace(context, sender_lock=HeldLock(), state_mark=state)
    instance.begin_run(process, CLOCK)
    uncertain.recover_claimed(process, CLOCK)
    reconciling.compare_if_wanted(process, CLOCK)
    return process


def restore(context: HarnessContext, file: Path) -> HarnessContext:
    """Stop the bot, restore a backup, and return a context on the database that is in place then."""
    context.store.close()
    path = context.store.path
    restoring.restore(replace(context, sender_lock=SenderLock(path)), CLOCK, file)
    return replace(context, store=Store(path, KEY))


def send(context: HarnessContext, claimed: list[ClaimedMessage]) -> None:
    """Send messages that were claimed."""
    for one in claimed:
        sending.record_result(context, CLOCK, one, context.provider.send(one.outgoing))


def list_files(folder: Path, start: str = "") -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(start))


def read_file(path: Path, sql: str) -> list[object]:
    connection = pysqlite3.connect(path)
    found = [row[0] for row in connection.execute(sql)]
    connection.close()
    return found


def test_a_backup_has_everything_and_is_one_private_file(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 3)
    path = tmp_path / "out" / "a b#1.db"
    path.parent.mkdir()
    made = backups.make_backup(context, CLOCK, path)
    assert list_files(path.parent) == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.size == path.stat().st_size
    assert stored.read_content(path, KEY) == made.content
    assert context.list_audited()[-1] == ("clock", "backup.make", "done")
    assert made.content.entries == len(context.list_audited()) - 1
    copy = Store(path, KEY)
    assert replace(context, store=copy).states() == ["queued"] * 3
    copy.close()


def test_a_backup_of_a_moment_is_whole_while_others_write_and_nobody_waits(
    context: HarnessContext, tmp_path: Path
) -> None:
    ended = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not ended.is_set():
            with context.store.transaction() as db:
                for half in ("a", "b"):
                    db.execute(
                        "INSERT INTO jobs (name, last_at) VALUES (:name, :fill)",
                        name=f"{half} {len(written)}",
                        fill="x" * 20_000,
                    )
            written.append(half)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored, "_STEP_PAGES", 20)
        writer = threading.Thread(target=write)
        writer.start()
        while len(written) < 20:
            ended.wait(0.01)
        before = len(written)
        backups.make_backup(context, CLOCK, tmp_path / "copy.db")
        during = len(written)
        ended.set()
        writer.join()
    assert during > before
    (firsts,) = read_file(tmp_path / "copy.db", "SELECT COUNT(*) FROM jobs WHERE name LIKE 'a %'")
    (seconds,) = read_file(tmp_path / "copy.db", "SELECT COUNT(*) FROM jobs WHERE name LIKE 'b %'")
    assert firsts == seconds
    assert before <= int(str(firsts)) <= during


def test_an_existing_file_is_not_overwritten(context: HarnessContext, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("mine")
    with pytest.raises(FileExistsError):
        backups.make_backup(context, CLOCK, tmp_path / "mine.db")
    assert (tmp_path / "mine.db").read_text() == "mine"


def damage_copy(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 6000] = b"\xa5" * 6000
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "no space"), BackupFault.FULL),
        (pysqlite3.OperationalError("database or disk is full"), BackupFault.FULL),
        (PermissionError(errno.EACCES, "denied"), BackupFault.UNWRITABLE),
        (pysqlite3.OperationalError("disk I/O error"), BackupFault.UNWRITABLE),
        (pysqlite3.DatabaseError("database disk image is malformed"), BackupFault.DAMAGED),
    ],
)
def test_a_backup_that_fails_leaves_nothing(
    context: HarnessContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, fault: BackupFault
) -> None:
    write_copy = stored.write_copy

    def fail_at_end(db: object, path: Path) -> None:
        write_copy(db, path)  # type: ignore[arg-type]  # as it was given
        raise error

    monkeypatch.setattr(stored, "write_copy", fail_at_end)
    with pytest.raises(FileRefused, match=f"backup_{fault.value}"):
        backups.make_backup(context, CLOCK, tmp_path / "copy.db")
    assert not [name for name in list_files(tmp_path) if "copy" in name]
    assert "backup.make" not in [action for _, action, _ in context.list_audited()]


def test_a_backup_whose_audit_entry_cannot_be_made_leaves_no_file(context: HarnessContext, tmp_path: Path) -> None:
    class GoneClock(HandClock):
        """The sandbox's clock after the sandbox has ended."""

        def now(self) -> datetime:
            raise ClockUnavailable

    before = list(tmp_path.iterdir())
    with pytest.raises(ClockUnavailable):
        backups.make_backup(replace(context, clock=GoneClock()), CLOCK, tmp_path / "copy.db")
    assert sorted(tmp_path.iterdir()) == sorted(before)


def test_a_copy_is_checked_before_it_counts(
    context: HarnessContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 3)
    write_copy = stored.write_copy

    def write_damaged(db: object, path: Path) -> None:
        write_copy(db, path)  # type: ignore[arg-type]  # as it was given
        damage_copy(path)

    monkeypatch.setattr(stored, "write_copy", write_damaged)
    with pytest.raises(FileRefused, match="backup_damaged"):
        backups.make_backup(context, CLOCK, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_folder_that_is_missing_and_a_database_that_is_missing_are_named(
    context: HarnessContext, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match="backup_unwritable"):
        backups.make_backup(context, CLOCK, tmp_path / "none" / "copy.db")
    elsewhere = context.with_settings(database=tmp_path / "other.db")
    with pytest.raises(StoreRefused, match="store_missing"):
        backups.make_backup(elsewhere, CLOCK, tmp_path / "copy.db")
    assert not (tmp_path / "other.db").exists()


@pytest.mark.fault("C6", "A2")
def test_nobody_gets_two_messages_after_a_restore_in_the_middle_of_sending(
    context: HarnessContext, tmp_path: Path
) -> None:
    context.provider.terms = replace(context.provider.terms, list_complete_seconds=60)
    steps.start_campaign(context, 8)
    bot = start_bot(context)
    send(bot, [steps.claim(bot) for _ in range(3)])
    in_the_middle = steps.claim(bot)
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    send(bot, [in_the_middle])
    context.clock.advance(hours=1)
    send(bot, [steps.claim(bot) for _ in range(2)])
    arrived = list(context.provider.arrived)

    context.clock.advance(hours=1)
    restored = restore(bot, tmp_path / "backup.db")
    assert restored.states() == ["accepted"] * 3 + ["uncertain"] * 5
    assert restored.list_audited()[-2:] == [("clock", "instance.restore", "done"), ("clock", "instance.lock", "done")]
    bot = start_bot(restored)
    assert steps.send_all(bot) == 0
    lock = instance.inspect(bot, CLOCK)
    assert lock is not None
    assert lock.reason is LockReason.RESTORED
    receipts = [replace(make_receipt(f"p{n}"), reference=one.reference) for n, one in enumerate(arrived, start=1)]
    context.provider.pages = [receipts]
    done = reconciling.reconcile(bot, CHIEF)
    assert done is not None
    assert (done.accepted, done.uncertain, done.unknown) == (3, 0, 0)
    (since, _until) = context.provider.requested_periods[-1]
    assert since < context.clock.now().replace(hour=9, minute=30), "from the newest claim of the backup on"
    context.clock.advance(minutes=2)
    for message in uncertain.find_due(bot, CLOCK):
        uncertain.look_up_message(bot, CLOCK, context.provider, message)
    stopping.resume_all(bot, CHIEF)
    steps.send_all(bot)
    people = [message.to for message in context.provider.arrived]
    assert len(people) == len(set(people)) == 8
    assert restored.states() == ["accepted"] * 8
    restored.store.close()


def stop(context: HarnessContext, campaign_id: int) -> None:
    campaigns.stop_campaign(context, CHIEF, campaign_id)


def report_and_resume(context: HarnessContext, campaign_id: int) -> None:
    today = context.clock.now().date()
    incidents.report_incident(context, CHIEF, Report(campaign_id, IncidentKind.WRONG_TEXT, today))
    stopping.resume_all(context, CHIEF)


def stop_all(context: HarnessContext, _campaign_id: int) -> None:
    stopping.stop_all(context, CHIEF)


@pytest.mark.fault("C6")
@pytest.mark.parametrize("stop_sending", [stop, report_and_resume, stop_all])
def test_what_was_stopped_after_the_backup_does_not_go_on_by_itself(
    context: HarnessContext, tmp_path: Path, stop_sending: Callable[[HarnessContext, int], None]
) -> None:
    context.provider.terms = replace(context.provider.terms, list_complete_seconds=60)
    campaign_id = steps.start_campaign(context, 5)
    bot = start_bot(context)
    send(bot, [steps.claim(bot)])
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    stop_sending(bot, campaign_id)
    context.clock.advance(minutes=10)
    bot = start_bot(restore(bot, tmp_path / "backup.db"))
    (key,) = bot.post_keys("lock")
    bot.post_all()
    done = reconciling.reconcile(bot, CHIEF)
    assert done is not None
    assert done.paused
    context.clock.advance(minutes=2)
    for message in uncertain.find_due(bot, CLOCK):
        uncertain.look_up_message(bot, CLOCK, context.provider, message)
    stopping.store_marked_pause(bot, CLOCK)
    assert steps.send_all(bot) == 0
    assert steps.get_campaign(bot, campaign_id).reason == PauseReason.ALL_PAUSED
    assert len(bot.post_keys("all_paused")) == 1
    assert instance.get_lock_alert(bot, CLOCK, EventKey.decode(key)).done == done
    bot.store.close()


def test_what_was_approved_for_later_before_the_backup_begins_paused(context: HarnessContext, tmp_path: Path) -> None:
    steps.submit_and_approve(context, steps.import_list(context, make_debts(2)).target.id)
    bot = start_bot(context)
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    bot = start_bot(restore(bot, tmp_path / "backup.db"))
    done = reconciling.reconcile(bot, CHIEF)
    assert done is not None
    assert done.paused
    steps.start_approved(bot)
    stopping.store_marked_pause(bot, CLOCK)
    assert steps.send_all(bot) == 0
    bot.store.close()


def test_a_restore_with_nothing_to_go_on_pauses_nothing(context: HarnessContext, tmp_path: Path) -> None:
    steps.submit(context, steps.import_list(context, make_debts(2)).target.id)
    bot = start_bot(context)
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    bot = start_bot(restore(bot, tmp_path / "backup.db"))
    done = reconciling.reconcile(bot, CHIEF)
    assert done is not None
    assert not done.paused
    assert bot.pause_mark.read() is Hold.FREE
    bot.store.close()


def test_no_number_of_a_lost_message_is_given_to_somebody_else(context: HarnessContext, tmp_path: Path) -> None:
    debts = make_debts(4)
    lost, later = (steps.import_list(context, part).target.id for part in (debts[:2], debts[2:]))
    bot = start_bot(context)
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    steps.submit(bot, lost)
    gone = bot.column("SELECT ref FROM messages")
    bot = start_bot(restore(bot, tmp_path / "backup.db"))
    reconciling.reconcile(bot, CHIEF)
    steps.submit(bot, later)
    assert len(gone) == 2
    assert not {*gone} & {*bot.column("SELECT ref FROM messages")}
    bot.store.close()


def test_who_was_messaged_by_a_lost_campaign_counts_as_contacted(context: HarnessContext, tmp_path: Path) -> None:
    list_id = steps.import_list(context, make_debts(3)).target.id
    bot = start_bot(context)
    backups.make_backup(bot, CLOCK, tmp_path / "backup.db")
    steps.start_sending(bot, list_id)
    send(bot, [steps.claim(bot) for _ in range(2)])
    bot = start_bot(restore(bot, tmp_path / "backup.db"))
    arrived = enumerate(context.provider.arrived, start=1)
    context.provider.pages = [
        [replace(make_receipt(f"p{number}"), reference=one.reference, to=one.to) for number, one in arrived]
    ]
    done = reconciling.reconcile(bot, CHIEF)
    assert done is not None
    assert done.unknown == 2
    again = steps.submit_and_approve(bot, list_id)
    found = steps.get_campaign(bot, again)
    assert (found.recipients, dict(found.left_out)) == (1, {"contacted_recently": 2})
    content = bot.read_bytes()
    assert content
    assert not any(one.to.encode() in content for one in context.provider.arrived)
    context.clock.advance(days=bot.settings.policy.contact_gap_days + 1)
    assert steps.get_campaign(bot, steps.submit(bot, list_id)).recipients == 3
    bot.store.close()


def test_a_restore_tells_people_and_keeps_the_database_of_before(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 2)
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    steps.send_all(context)
    before = context.list_audited()
    restored = restore(context, tmp_path / "backup.db")
    (key,) = restored.post_keys("lock")
    alert = instance.get_lock_alert(restored, CLOCK, EventKey.decode(key))
    assert (alert.reason, alert.is_open) == (LockReason.RESTORED, True)
    (replaced,) = [name for name in list_files(tmp_path, "nofu.db.before-") if not name.endswith(("-wal", "-shm"))]
    assert read_file(tmp_path / replaced, "SELECT state FROM messages") == ["accepted"] * 2
    assert len(read_file(tmp_path / replaced, "SELECT id FROM audit")) == len(before)
    assert (tmp_path / "backup.db").exists()
    assert ".nofu.db.restoring" not in list_files(tmp_path)
    assert stat.S_IMODE((tmp_path / "nofu.db").stat().st_mode) == 0o600
    restored.store.close()


@pytest.mark.fault("C10")
def test_a_damaged_database_and_its_old_log_are_replaced_and_kept(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 2)
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    context.store.close()
    (tmp_path / "nofu.db").write_bytes(b"damaged" * 1000)
    (tmp_path / "nofu.db-wal").write_bytes(b"old log")
    restored = restore(context, tmp_path / "backup.db")
    assert len(restored.states()) == 2
    assert sorted(path.read_bytes()[:7] for path in tmp_path.glob("nofu.db.before-*")) == [b"damaged", b"old log"]
    restored.store.close()


def test_a_backup_is_restored_where_there_is_no_database(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 2)
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    (tmp_path / "new").mkdir()
    elsewhere = replace(context, sender_lock=SenderLock(tmp_path / "new" / "nofu.db"))
    done = restoring.restore(elsewhere, CLOCK, tmp_path / "backup.db")
    assert (done.replaced, done.uncertain) == (None, 2)
    assert list_files(tmp_path / "new") == ["nofu.db"]


def kill_at(step: int, calls: Iterator[int], call: Callable[..., object]) -> Callable[..., object]:
    """Return a function that kills the process in place of the given step of all of them."""

    def run(*values: object) -> object:
        if next(calls) == step:
            raise ProcessKilled
        return call(*values)

    return run


@pytest.mark.parametrize("step", range(1, 7))
@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_restore_that_is_killed_leaves_the_database_of_before_or_the_restored_one(
    context: HarnessContext, tmp_path: Path, step: int, is_damaged: bool
) -> None:
    steps.start_campaign(context, 2)
    path = context.store.path
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    steps.send_all(context)
    context.store.close()
    if is_damaged:
        path.write_bytes(b"damaged")
        path.with_name("nofu.db-wal").write_bytes(b"old log")
    calls = itertools.count(1)
    with pytest.MonkeyPatch.context() as patched:
        for owner, name in ((os, "link"), (Path, "rename"), (backup_folder, "sync_folder")):
            patched.setattr(owner, name, kill_at(step, calls, getattr(owner, name)))
        patched.setattr(backup_folder, "remove_with_logs", lambda _: None)  # a killed process tidies nothing up
        with suppress(ProcessKilled):
            restoring.restore(replace(context, sender_lock=SenderLock(path)), CLOCK, tmp_path / "backup.db")
    if path.read_bytes() != b"damaged":
        found = replace(context, store=Store(path, KEY))
        assert found.states() in ([["uncertain"] * 2] if is_damaged else [["accepted"] * 2, ["uncertain"] * 2])
        found.store.close()
    context.clock.advance(seconds=1)
    again = restore(context, tmp_path / "backup.db")
    assert again.states() == ["uncertain"] * 2
    again.store.close()


def make_foreign(path: Path) -> None:
    path.unlink()
    connection = pysqlite3.connect(path)
    connection.executescript("CREATE TABLE notes (text TEXT)")
    connection.close()


def make_blank(path: Path) -> None:
    path.write_bytes(b"")


def change_audit(path: Path) -> None:
    connection = pysqlite3.connect(path)
    connection.executescript("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'other' WHERE id = 1")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (damage_copy, "backup_corrupt"),
        (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "backup_corrupt"),
        (lambda path: path.write_text("a,b\n" * 3000), "backup_corrupt"),
        (make_blank, "backup_corrupt"),
        (change_audit, "backup_corrupt"),
        (make_foreign, "backup_foreign"),
    ],
    ids=["damaged", "cut", "text", "blank", "audit", "foreign"],
)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_changed(
    context: HarnessContext, tmp_path: Path, damage: Damage, code: str
) -> None:
    steps.start_campaign(context, 2)
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    damage(tmp_path / "backup.db")
    context.store.close()
    before = {name: (tmp_path / name).read_bytes() for name in list_files(tmp_path) if name != "backup.db"}
    with pytest.raises(FileRefused, match=code):
        restore(context, tmp_path / "backup.db")
    assert {name: (tmp_path / name).read_bytes() for name in list_files(tmp_path) if name != "backup.db"} == before


def test_a_backup_of_another_key_is_refused(context: HarnessContext, tmp_path: Path) -> None:
    Store(tmp_path / "other.db", b"o" * 32).close()
    with pytest.raises(FileRefused, match="backup_wrong_key"):
        restore(context, tmp_path / "other.db")


def test_nothing_is_restored_while_somebody_uses_the_database(context: HarnessContext, tmp_path: Path) -> None:
    backups.make_backup(context, CLOCK, tmp_path / "backup.db")
    idle = replace(context, sender_lock=SenderLock(context.store.path))
    with pytest.raises(StoreRefused, match="store_open_elsewhere"):
        restoring.restore(idle, CLOCK, tmp_path / "backup.db")  # as while an import runs
    bot = SenderLock(context.store.path)
    bot.acquire()
    with pytest.raises(StoreRefused, match="store_must_stop"):
        restoring.restore(idle, CLOCK, tmp_path / "backup.db")
    bot.release()
    with pytest.raises(FileRefused, match="backup_is_database"):
        restoring.restore(idle, CLOCK, context.store.path)
    assert not list(tmp_path.glob("*before*"))
    assert "instance.restore" not in [action for _, action, _ in context.list_audited()]


def make_job(context: HarnessContext) -> jobs.MakeBackup:
    (job,) = [
        one.run
        for one in build_timetable(context, SlackFiles(NO_SLACK, None), lambda: None, lambda _: None)
        if one.name == "backup"
    ]
    assert isinstance(job, jobs.MakeBackup)
    return job


def find_check(context: HarnessContext) -> CheckResult:
    (found,) = [one for one in health.run_checks(context) if one.name == "backup"]
    return found


def test_a_backup_is_made_each_day_and_the_newest_are_kept(context: HarnessContext, tmp_path: Path) -> None:
    kept = context.with_settings(backups=replace(context.settings.backups, keep=2))
    job = make_job(kept)
    job(kept)
    assert find_check(kept) == CheckResult("backup", True, "-")
    for _ in range(4):
        kept.clock.advance(hours=12)
        job(kept)
        job(kept)
    kept.clock.advance(days=2)
    (tmp_path / "backups" / ".nofu-20260101-030000.db.new").write_bytes(b"half")
    (tmp_path / "backups" / "mine.db").write_bytes(b"mine")
    job(kept)
    names = ["mine.db", "nofu-20260709-090000.db", "nofu-20260711-090000.db"]
    assert list_files(tmp_path / "backups") == names
    assert find_check(kept) == CheckResult("backup", True, "2026-07-11T09:00+09:00")
    kept.clock.advance(hours=51)
    assert find_check(kept).advice is CheckAdvice.BACKUP


def test_people_are_told_once_a_day_that_backups_fail_and_when_one_was_made(
    context: HarnessContext, tmp_path: Path
) -> None:
    job = make_job(context)
    job(context)
    (tmp_path / "backups").write_text("a file in the place of the folder")
    context.clock.advance(hours=24)
    for _ in range(30):
        job(context)
        context.clock.advance(hours=1)
    keys = [EventKey.decode(key) for key in context.post_keys("backup")]
    assert len(keys) == 2
    alert = backups.get_alert(context, CLOCK, keys[0])
    assert (alert.fault, alert.newest_at, alert.is_open) == (BackupFault.UNWRITABLE, None, True)
    assert alert.mentioned.groups == ("S0SUPERVISE",)
    context.post_all()
    found = find_check(context)
    assert (found.ok, found.detail, found.advice) == (False, "unwritable -", CheckAdvice.BACKUP)
    assert home.get_home(context, OPERATOR).backup_failure is None, "an operator cannot mend it"
    shown = home.get_home(context, CHIEF).backup_failure
    assert shown is not None
    assert shown.fault is BackupFault.UNWRITABLE
    assert shown.since < context.clock.now() - timedelta(hours=29)
    (tmp_path / "backups").unlink()
    job(context)
    assert not backups.get_alert(context, CLOCK, keys[0]).is_open
    assert len(context.post_keys("backup")) == 2, "both are edited"
    assert home.get_home(context, CHIEF).backup_failure is None
    assert find_check(context).ok


def test_a_failure_that_is_over_before_it_was_posted_is_not_posted(context: HarnessContext, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file in the place of the folder")
    assert not backups.make_daily(context, CLOCK)
    (tmp_path / "backups").unlink()
    assert backups.make_daily(context, CLOCK)
    (key,) = context.post_keys("backup")
    with pytest.raises(NotFound):
        backups.get_alert(context, CLOCK, EventKey.decode(key))


def test_a_database_that_cannot_be_changed_is_copied_once_an_hour(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(context)
    job(context)
    context.clock.advance(hours=24)
    calls = []

    def fail(*_: object) -> bool:
        calls.append("tried")
        raise pysqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backups, "make_daily", fail)
    with pytest.raises(pysqlite3.OperationalError):
        job(context)
    job(context)
    assert calls == ["tried"]


def test_a_damaged_database_names_the_newest_backup_that_is_whole(context: HarnessContext, tmp_path: Path) -> None:
    for _ in range(2):
        assert backups.make_daily(context, CLOCK)
        context.clock.advance(days=1)
    older, newest = sorted((tmp_path / "backups").iterdir())
    damaged = StoreRefused("store_corrupt")
    assert backups.name_newest_good(context, damaged).facts == {"path": str(newest)}
    damage_copy(newest)
    assert backups.name_newest_good(context, damaged).facts == {"path": str(older)}
    older.unlink()
    assert backups.name_newest_good(context, damaged) is damaged
    other = StoreRefused("store_wrong_key")
    assert backups.name_newest_good(context, other) is other


def test_a_command_on_a_damaged_database_names_the_backup(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 1)
    assert backups.make_daily(context, CLOCK)
    context.store.close()
    damage_copy(context.store.path)
    (newest,) = (tmp_path / "backups").iterdir()
    with pytest.raises(StoreRefused, match="store_corrupt_backup") as refused:
        _ = Wiring(context.settings).store
    assert refused.value.facts == {"path": str(newest)}
