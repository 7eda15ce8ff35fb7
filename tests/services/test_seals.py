"""What keeps messages from people, messages and approvals are sealed: what another program changes is found."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Thread

import pytest

from bot.model.access import Action
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult, CorrectionEntry, CorrectionReason
from bot.model.errors import StoreRefused
from bot.model.instance import LockReason
from bot.model.posts import EventKey
from bot.model.suppressions import SuppressionReason
from bot.services import backups, call_backs, campaigns, instance, integrity, suppressions
from bot.services.unit_of_work import Change, change, change_together
from bot.store import backups as stored_backups
from bot.store import seal_checks, table_seals
from bot.store.database import Store, allow_purge
from bot.store.message_seals import make_seals
from bot.store.suppressions import OPTED_OUT, PHONE, add_suppression
from tests.services import steps
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, KEY, OPERATOR, HarnessContext
from tests.services.test_integrity import damage_by_hand, find_reason, start
from tests.services.test_renumbering import renumber

SEALED = "{sealed}"
"""Stands for the condition under which a row of the table is sealed."""
KEYS = {
    "suppressions": "key",
    "suppression_terms": "until",
    "number_checks": "phone_key",
    "lost_contacts": "phone_key",
    "call_backs": "by",
    "payment_slips": "number",
    "call_back_corrections": "by",
    "suppression_repeats": "source",
}
TEXTS = ("until", "by", "source")
OTHER = "{other}"
"""Stands for another value of the column."""
TABLES = [table.name for table in table_seals.TABLES]


def fill(context: HarnessContext) -> None:
    """Store a row in each sealed table."""
    steps.import_list(context, [*make_debts(5), Debt(taxpayer="1006", phone="090-1234-5606", promise="R8.7.20")])
    steps.import_paid(
        context, [Paid(), Paid(), Paid(taxpayer="1002", amount="?"), Paid(taxpayer="990001-1", instalment="9")]
    )
    steps.import_call_results(
        context, CallRow("1003"), CallRow("1004", phone="09012345604", result="別人"), CallRow("1005", result="約束")
    )
    steps.import_exclusions(context, ExclusionRow("1005"))
    draft = steps.create_draft(context, 1)
    context.execute(
        "INSERT INTO number_checks (campaign_id, phone_key, reference_on) VALUES (:draft, x'00', '2026-01-01')",
        draft=draft,
    )
    context.execute("INSERT INTO lost_contacts (phone_key, claimed_at) VALUES (x'00', '2026-07-01T00:00:00.000000Z')")
    context.execute("INSERT INTO payment_slips (payment, number) SELECT MIN(id), x'00' FROM payments")
    with change(context, CHIEF, Action.SUPPRESSION_ADD, "-") as unit:
        suppressions.suppress(
            unit, SuppressionReason.CONSULTING, phone=None, taxpayer=b"t", source="slack", by="U", until=unit.today
        )
        suppressions.suppress(
            unit, SuppressionReason.CONSULTING, phone=None, taxpayer=b"t", source="other", by="U", until=unit.today
        )
    campaigns.withdraw_campaign(context, AUTHOR, steps.submit(context, 1))
    entry = CallBackEntry(1, False, CallBackResult.CALLED_BACK, CallBackDetail.OTHER, None, "", 0)
    call_backs.record_call_back(context, OPERATOR, entry)
    call_backs.correct_call_back(context, CHIEF, CorrectionEntry(1, 1, CorrectionReason.OTHER, undoes=True))
    steps.import_exclusions(context, ExclusionRow("1004"))  # its audit entry has the seals, of the row above, too


def suppress(unit: Change, key: bytes) -> None:
    """Store an opt-out, as a receipt or the provider's refusal brings it."""
    add_suppression(unit.db, PHONE, key, reason=OPTED_OUT, source="provider:test:1", by=None, now=unit.now)


def find_changed_table(context: HarnessContext) -> str | None:
    with context.store.read_transaction() as db:
        return seal_checks.find_changed_table(db)


def drop_triggers(context: HarnessContext, table: str) -> None:
    names = context.column(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")
    damage_by_hand(context, *(f"DROP TRIGGER {name}" for name in names))


def change_by_hand(context: HarnessContext, table: str, statement: str) -> None:
    """Change rows as somebody does who has the file in a program of their own."""
    drop_triggers(context, table)
    damage_by_hand(context, "PRAGMA foreign_keys = OFF", statement)


@pytest.mark.fault("A18")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "write_statement",
    [
        lambda table, key: f"DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} WHERE {SEALED} LIMIT 1)",
        lambda table, key: f"UPDATE {table} SET {key} = {OTHER} WHERE {SEALED}",
    ],
    ids=["removed", "changed"],
)
def test_a_row_that_another_program_removed_or_changed_is_found(
    context: HarnessContext, table: str, write_statement: Callable[[str, str], str]
) -> None:
    fill(context)
    assert find_changed_table(context) is None
    key = KEYS.get(table, "taxpayer_key")
    statement = write_statement(table, key).replace(OTHER, "'2026-07-01'" if key in TEXTS else "x'ff'")
    is_listed = table == "unread_rows"
    change_by_hand(context, table, statement.replace(SEALED, "file_id IS NOT NULL" if is_listed else "1"))
    assert find_changed_table(context) == table


@pytest.mark.fault("A18")
def test_a_removed_payment_locks_the_sending_and_people_are_told_once_which_backup_to_use(
    context: HarnessContext,
) -> None:
    list_id = steps.import_list(context, make_debts(2)).target.id
    steps.import_paid(context, [Paid()])
    steps.submit_and_approve(context, list_id)
    backups.make_daily(context, CLOCK)
    change_by_hand(context, "counted_payments", "DELETE FROM counted_payments")
    change_by_hand(context, "payments", "DELETE FROM payments")
    context.clock.advance(days=1)
    assert not backups.make_daily(context, CLOCK), "a backup of it is none"
    process = start(context)
    assert find_reason(context) == LockReason.ROWS_CHANGED.value
    assert steps.send_all(process) == 0
    integrity.verify_file(process, CLOCK)
    (key,) = context.post_keys("lock")
    view = instance.get_lock_alert(context, CLOCK, EventKey.decode(key))
    newest = backups.find_newest(context)
    assert newest is not None
    assert view.backup == newest.path.name


def test_every_change_that_nofu_makes_is_legal(context: HarnessContext) -> None:
    fill(context)
    steps.import_list(context, make_debts(6), again=True)
    assert find_changed_table(context) is None
    renumber(context, "1001,1002", "1002,1001", "1003,2003", "1004,2004", "1005,2004")
    assert find_changed_table(context) is None
    steps.import_exclusions(context, ExclusionRow("1004", flag="0"))
    steps.import_paid(context, [Paid(taxpayer="1006"), Paid(taxpayer="1001", reversal="1")])
    assert find_changed_table(context) is None


@pytest.mark.parametrize("action", ["DELETE FROM payments", "DELETE FROM calls WHERE id = 1"])
def test_a_purge_is_legal_and_its_audit_entry_has_the_seals(context: HarnessContext, action: str) -> None:
    fill(context)
    with change(context, CHIEF, Action.LIST_ADOPT, "-") as unit, allow_purge(unit.db):
        unit.db.execute(action)
    assert find_changed_table(context) is None
    assert table_seals.FACT in context.audit_entries()[-1].facts


def test_an_action_that_is_not_audited_has_an_entry_if_it_changes_a_sealed_table(context: HarnessContext) -> None:
    with change(context, CLOCK, Action.RECEIPTS_RECORD, "-") as unit:
        unit.db.execute(
            "INSERT INTO promises (taxpayer_key, promised_on, state, made_on) VALUES (x'00', '', 'open', '')"
        )
    assert find_changed_table(context) is None
    assert len(context.audit_entries()) == 1
    with change(context, CLOCK, Action.RECEIPTS_RECORD, "-"):
        pass
    assert len(context.audit_entries()) == 1


@pytest.mark.parametrize("keeps_others", [False, True])
def test_of_a_group_of_changes_each_that_changes_a_sealed_table_has_an_entry_of_its_own(
    context: HarnessContext, keeps_others: bool
) -> None:
    with change_together(context, CLOCK, Action.SEND_CLAIM, keeps_others=keeps_others) as group:
        for number in range(1, 5):
            with group.change(Action.SEND_RECORD, f"message:{number}") as unit:
                if number % 2:
                    suppress(unit, bytes(number))
                if number == 2:
                    unit.audit_also(Action.SEAL_ALERT, "campaign:1")
    assert find_changed_table(context) is None
    assert [(entry.action, entry.subject) for entry in context.audit_entries()] == [
        ("send.record", "message:1"),
        ("seal.alert", "campaign:1"),
        ("send.record", "message:3"),
    ]


def test_what_any_thread_changes_changes_the_seal(context: HarnessContext) -> None:
    def work() -> None:
        assert find_changed_table(context) is None  # this thread's connection has only read until now
        with change(context, CLOCK, Action.RECEIPTS_RECORD, "-") as unit:
            suppress(unit, b"1")

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert context.column("SELECT rows FROM table_seals WHERE name = 'suppressions'") == [1]
    assert find_changed_table(context) is None
    assert len(context.audit_entries()) == 1


@pytest.mark.parametrize("removed", ["UPDATE table_seals SET seal = NULL", "DELETE FROM table_seals"])
def test_seals_that_were_removed_are_not_made_anew(context: HarnessContext, removed: str) -> None:
    fill(context)
    change_by_hand(context, "payments", "DELETE FROM counted_payments")
    damage_by_hand(context, removed)
    Store(context.store.path, KEY).close()
    assert find_changed_table(context) == "audit"


def test_a_file_of_an_older_version_is_sealed_when_it_is_opened(context: HarnessContext) -> None:
    fill(context)
    drop_triggers(context, "audit")
    damage_by_hand(
        context,
        "DELETE FROM audit",
        "DELETE FROM lost_contacts",
        "DELETE FROM suppression_terms",
        "DROP TRIGGER call_back_corrections_no_delete",
        "DELETE FROM call_back_corrections",
        "DELETE FROM suppression_repeats",
        "DROP TRIGGER call_backs_no_delete",
        "DELETE FROM call_backs",
        "DROP TRIGGER payment_slips_no_delete",
        "DELETE FROM payment_slips",
        "DROP TRIGGER similar_ids_no_delete",
        "DELETE FROM similar_ids",
        "DELETE FROM _sqlite_migrations WHERE name LIKE '%seal%'",
        "DROP TABLE table_seals",
    )
    assert find_changed_table(context) is None
    Store(context.store.path, KEY).close()
    assert find_changed_table(context) is None
    steps.import_exclusions(context, ExclusionRow("1003"))
    assert find_changed_table(context) is None
    change_by_hand(context, "counted_payments", "DELETE FROM counted_payments")
    assert find_changed_table(context) == "counted_payments"


def test_an_empty_table_that_gets_its_seal_later_changes_no_audit_entry(context: HarnessContext) -> None:
    steps.import_list(context, make_debts(1))
    steps.import_paid(context, [Paid()])
    damage_by_hand(
        context,
        "DELETE FROM table_seals WHERE name = 'lost_contacts'",
        "DELETE FROM _sqlite_migrations WHERE name = 'm035_seal_of_lost_contacts'",
    )
    assert find_changed_table(context) == "lost_contacts"
    Store(context.store.path, KEY).close()
    assert find_changed_table(context) is None


@pytest.mark.fault("A18")
@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE messages SET phone_key = (SELECT phone_key FROM recipients WHERE id = 3) WHERE id = 1"],
        ["UPDATE messages SET text_hash = '' WHERE id = 2"],
        ["UPDATE messages SET seal = NULL WHERE id = 2"],
        ["DROP TRIGGER approvals_no_update", "UPDATE approvals SET by = 'U_OTHER'"],
    ],
)
def test_seals_of_sent_messages_and_of_approvals_are_verified_at_the_start_and_each_night(
    context: HarnessContext, statements: Sequence[str]
) -> None:
    steps.start_campaign(context, 2)
    steps.import_list(context, [Debt(taxpayer="1003", phone="090-1234-5603")])
    process = start(context)
    assert steps.send_all(process) == 2
    damage_by_hand(context, *statements)
    context.clock.set(context.clock.now().replace(hour=2, minute=0) + timedelta(days=1))
    integrity.verify_nightly(process, CLOCK)
    assert find_reason(context) == LockReason.SEALS_BROKEN.value
    integrity.verify_file(process, CLOCK)
    assert len(context.post_keys("lock")) == 1


def test_a_message_that_was_held_for_its_seal_is_known_and_locks_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    process = start(context)
    damage_by_hand(context, "UPDATE messages SET text_hash = '' WHERE id = 1")
    assert steps.send_all(process) == 1
    integrity.verify_file(process, CLOCK)
    assert (context.states()[0], find_reason(context)) == ("held", None)


def test_the_check_of_all_seals_keeps_nobody_from_writing(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 2)

    def import_meanwhile(*arguments: object) -> list[bytes]:
        writer = Thread(target=steps.import_paid, args=(context, [Paid()]))
        writer.start()
        writer.join(20.0)
        assert not writer.is_alive()
        return make_seals(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(seal_checks, "make_seals", import_meanwhile)
    assert integrity.find_damage(context, CLOCK) is None
    assert context.count("payments") == 1


def test_messages_of_a_version_without_seals_are_no_break(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    process = start(context)
    assert steps.send_all(process) == 2
    damage_by_hand(context, "UPDATE messages SET seal = NULL WHERE id = 1")
    integrity.verify_file(process, CLOCK)
    assert find_reason(context) is None


def test_a_backup_with_changed_rows_is_refused(context: HarnessContext) -> None:
    fill(context)
    change_by_hand(context, "suppressions", "DELETE FROM suppressions")
    copy = context.store.path.with_name("copy.db")
    with context.store.read_transaction() as db:
        stored_backups.write_copy(db, copy)
    with pytest.raises(StoreRefused):
        stored_backups.read_content(copy, KEY)
