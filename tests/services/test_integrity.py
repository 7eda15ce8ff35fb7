"""The whole file is checked before something is sent from it; damage locks the sending and is not reconciled away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pysqlite3
import pytest

from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.errors import Conflict
from bot.model.instance import LockReason
from bot.services import instance, integrity, reconciling
from bot.store.database import Store
from tests.services import steps
from tests.services.harness import CHIEF, CLOCK, KEY, HarnessContext, HeldLock


def damage_by_hand(context: HarnessContext, *statements: str) -> None:
    """Change the file as somebody does who has it in a program of their own."""
    connection: Any = pysqlite3.connect(context.store.path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def rewrite_entry(context: HarnessContext) -> None:
    damage_by_hand(context, "DROP TRIGGER IF EXISTS audit_no_update", "UPDATE audit SET actor = 'U_OTHER' WHERE id = 2")


def remove_entry(context: HarnessContext) -> None:
    damage_by_hand(context, "DROP TRIGGER audit_no_delete", "DELETE FROM audit WHERE id = 2")


def rewrite_step(context: HarnessContext) -> None:
    damage_by_hand(
        context, "DROP TRIGGER message_events_no_update", "UPDATE message_events SET state = 'queued' WHERE id = 1"
    )


def remove_step(context: HarnessContext) -> None:
    damage_by_hand(context, "DROP TRIGGER message_events_no_delete", "DELETE FROM message_events WHERE id = 2")


def falsify_index(context: HarnessContext) -> None:
    """Let an index miss its messages, as a lost write would."""
    version = context.value("PRAGMA schema_version")
    damage_by_hand(
        context,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'phone_key', 'taxpayer_key') WHERE name = 'messages_by_phone'",
        f"PRAGMA schema_version = {int(str(version)) + 1}",
    )


def start(context: HarnessContext) -> HarnessContext:
    """Run a bot that has not checked the file yet; return its context."""
    lock = HeldLock()
    lock.verified_at = None
    state = StateMark(context.store.path.with_name("nofu.state"), lambda text: f"{len(text):032d}")
    process = replace(context, sender_lock=lock, state_mark=state)
    instance.begin_run(process, CLOCK)
    reconciling.compare_if_wanted(process, CLOCK)
    return process


def find_reason(context: HarnessContext) -> object:
    return context.value("SELECT locked FROM instance")


@pytest.mark.fault("A11", "C10")
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (rewrite_entry, LockReason.AUDIT_BROKEN),
        (remove_entry, LockReason.AUDIT_BROKEN),
        (falsify_index, LockReason.FILE_DAMAGED),
    ],
)
def test_damage_is_found_at_the_start_locks_the_sending_and_cannot_be_reconciled(
    context: HarnessContext, damage: Callable[[HarnessContext], None], reason: LockReason
) -> None:
    steps.start_campaign(context, 3)
    damage(context)
    process = start(context)
    assert find_reason(context) == reason.value
    assert steps.send_all(process) == 0
    assert len(context.post_keys("lock")) == 1
    with pytest.raises(Conflict, match="damaged"):
        reconciling.reconcile(process, CHIEF)
    assert find_reason(context) == reason.value


def test_a_whole_file_sends_and_is_checked_again_each_night(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    process = start(context)
    assert find_reason(context) is None
    assert steps.send_all(process) == 1
    rewrite_entry(context)
    context.clock.advance(hours=10)
    integrity.verify_nightly(process, CLOCK)
    assert find_reason(context) is None, "not before the night"
    context.clock.set(context.clock.now().replace(hour=2, minute=0) + timedelta(days=1))
    integrity.verify_nightly(process, CLOCK)
    assert find_reason(context) == LockReason.AUDIT_BROKEN.value


def test_a_large_file_is_not_checked_again_at_a_start_before_the_next_night(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 1)
    start(context)
    rewrite_entry(context)
    monkeypatch.setattr("bot.store.database._QUICK_BYTES", 0)
    start(context)
    assert find_reason(context) is None
    context.clock.advance(days=1)
    start(context)
    assert find_reason(context) == LockReason.AUDIT_BROKEN.value


def damage_page(context: HarnessContext, table: str) -> None:
    """Fill the first page of a table with ones, as a disk that fails does."""
    damage_by_hand(context, "PRAGMA wal_checkpoint(TRUNCATE)")
    page = int(str(context.value("SELECT rootpage FROM sqlite_master WHERE name = :name", name=table)))
    size = int(str(context.value("PRAGMA page_size")))
    context.store.close()
    with context.store.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.fault("C10")
@pytest.mark.parametrize(("table", "sent"), [("suppressions", 0), ("message_phones_of_nobody", 1)])
def test_of_a_large_file_the_tables_of_the_claim_are_checked_before_messages_leave_and_the_rest_after(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch, table: str, sent: int
) -> None:
    context.execute("CREATE TABLE message_phones_of_nobody (id INTEGER PRIMARY KEY) STRICT")
    steps.start_campaign(context, 1)
    start(context)
    monkeypatch.setattr("bot.store.database._QUICK_BYTES", 0)
    damage_page(context, table)
    again = replace(context, store=Store(context.store.path, KEY))
    process = start(again)
    assert steps.send_all(process) == sent
    integrity.check_pages(process, CLOCK)
    assert find_reason(again) == LockReason.FILE_DAMAGED.value
    again.store.close()


@pytest.mark.fault("A11")
@pytest.mark.parametrize("damage", [rewrite_step, remove_step])
def test_the_steps_of_messages_are_in_the_chain_of_the_audit_by_batches(
    context: HarnessContext, damage: Callable[[HarnessContext], None]
) -> None:
    steps.start_campaign(context, 4)
    assert steps.send_all(start(context)) == 4
    start(context)
    start(context)
    sealed = [entry.facts for entry in context.audit_entries() if entry.action == "events.seal"]
    assert [(facts["first"], facts["last"]) for facts in sealed] == [(1, 8)]
    assert integrity.verify_audit(context, CLOCK).first_broken is None
    damage(context)
    broken = integrity.verify_audit(context, CLOCK).first_broken
    assert context.value("SELECT action FROM audit WHERE id = :id", id=broken) == "events.seal"
    start(context)
    assert find_reason(context) == LockReason.AUDIT_BROKEN.value


def test_a_process_that_is_not_the_sender_checks_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    rewrite_entry(context)
    integrity.verify_nightly(replace(context, sender_lock=SenderLock(context.store.path)), CLOCK)
    assert find_reason(context) is None
