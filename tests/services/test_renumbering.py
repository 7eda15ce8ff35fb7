"""A renumbering is carried out whole, once, and only while nobody could be messaged under an old id."""

import json
import logging
from collections.abc import Callable
from datetime import date

import pytest

from bot.model.access import Action
from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.errors import Conflict
from bot.model.posts import EventKey, Mentioned
from bot.model.reasons import Excluded
from bot.model.renumberings import RenumberingCounts
from bot.model.suppressions import SuppressionReason
from bot.services import campaigns, drafts, lists, renumbering, shared_numbers, suppressions
from bot.services.imports import targets
from bot.services.unit_of_work import change
from bot.store import message_queue
from bot.store import renumbering as stored
from bot.vault import TAXPAYER_BOX
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts, write_lines
from tests.services.harness import AUTHOR, CHIEF, CLOCK, UPLOADER, HarnessContext, fail_with
from tests.services.steps import (
    claim,
    create_draft,
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    interrupt_import,
    make_path,
    send_all,
    start_campaign,
    start_sending,
    submit,
    submit_and_approve,
)


def renumber(context: HarnessContext, *rows: str) -> RenumberingCounts:
    path = write_lines(make_path(context), "旧宛名番号,新宛名番号", rows)
    return renumbering.apply_renumbering(context, CLOCK, path).counts


def hash_id(context: HarnessContext, taxpayer: str) -> bytes:
    return context.store.vault.hash_value("taxpayer", taxpayer)


def fetch_ids(context: HarnessContext, table: str, column: str = "taxpayer_key") -> list[str]:
    """The ids of the taxpayers in a table, in order of its rows."""
    known = {hash_id(context, text): text for text in map(str, [*range(1001, 1010), *range(2001, 2010)])}
    return [known[key] for key in context.column(f"SELECT {column} FROM {table} ORDER BY 1 + rowid")]  # type: ignore[index]


def get_excluded(context: HarnessContext, list_id: int) -> dict[str, int]:
    return dict(targets.get_list_view(context, CLOCK, list_id).target.counts.excluded)


def end_campaigns(context: HarnessContext) -> None:
    for campaign_id in context.column("SELECT id FROM campaigns WHERE state = 'sending'"):
        campaigns.stop_campaign(context, CHIEF, campaign_id)  # type: ignore[arg-type]  # an id


def fill(context: HarnessContext) -> int:
    """Store something of 1001 in every table; return its list."""
    import_list(context, [Debt(due="不明"), *make_debts(2)])
    start_campaign(context, 3)
    send_all(context)
    end_campaigns(context)
    import_paid(context, [Paid()])
    import_call_results(context, CallRow(result="架電停止（市指示）"), CallRow(result="納付約束", promised="2026/7/20"))
    import_exclusions(context, ExclusionRow())
    return import_list(context, make_debts(2), again=True).target.id


def test_every_column_with_a_taxpayer_moves(context: HarnessContext) -> None:
    """A table that is added later fails here until a renumbering moves it."""
    with context.store.read_transaction() as db:
        tables = db.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'")
        found = {
            row["name"]
            for row in tables
            if db.fetch_one("SELECT 1 FROM pragma_table_info(:name) WHERE name = 'taxpayer_key'", name=row["name"])
        }
    assert found == {*stored.MOVED_TABLES, "messages", "similar_ids"}


def test_no_row_is_left_under_the_old_id(context: HarnessContext) -> None:
    fill(context)
    old, new = hash_id(context, "1001"), hash_id(context, "2001")
    where = list_places(context, old)
    assert {table for table, _ in where} >= {*stored.MOVED_TABLES, "messages", "suppressions"}
    renumber(context, "1001,2001")
    assert list_places(context, old) == {("renumbered", "old_key"), ("calls", "old_key")}  # under which id it was made
    assert list_places(context, new) == where | {("renumbered", "new_key")}


def list_places(context: HarnessContext, key: bytes) -> set[tuple[str, str]]:
    """Every table and column with this value."""
    with context.store.read_transaction() as db:
        columns = db.fetch_all(
            """
            SELECT t.name AS place, c.name AS name FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c
            WHERE t.type = 'table' AND c.type = 'BLOB'
            """
        )
        return {
            (row["place"], row["name"])
            for row in columns
            if db.fetch_value(f"SELECT 1 FROM {row['place']} WHERE {row['name']} = :key LIMIT 1", key=key)
        }


def test_swaps_and_chains_move_everybody_by_one_step(context: HarnessContext) -> None:
    import_list(context, make_debts(5))
    import_paid(context, [Paid(), Paid(taxpayer="1004")])
    counts = renumber(context, "1001,1002", "1002,1001", "1003,1004", "1004,1005", "1005,2005")
    assert (counts.changed, counts.merged, counts.recipients, counts.payments) == (5, 0, 5, 2)
    assert fetch_ids(context, "recipients") == ["1002", "1001", "1004", "1005", "2005"]
    assert fetch_ids(context, "payments") == fetch_ids(context, "counted_payments") == ["1002", "1005"]


def test_lists_name_the_new_id_and_messages_go_to_the_same_number(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    renumber(context, "0001001,２００１")
    with context.store.read_transaction() as db:
        row = db.fetch_one("SELECT * FROM recipients r JOIN recipient_identities i ON i.recipient_id = r.id")
    assert row is not None
    assert context.store.vault.decrypt(TAXPAYER_BOX + hash_id(context, "2001"), row["taxpayer_box"]) == "2001"
    start_sending(context, list_id)
    assert [claim(context).outgoing.to for _ in range(2)] == ["09012345601", "09012345602"]


def needs_confirmation(context: HarnessContext, list_id: int) -> bool:
    return targets.get_list_view(context, CLOCK, list_id).target.valid_confirmation is None


def test_a_list_is_confirmed_again_only_if_people_of_it_become_one(context: HarnessContext) -> None:
    changed = import_list(context, make_debts(2)).target.id
    other = import_list(context, [Debt(taxpayer="1003", phone="090-1234-5603")]).target.id
    draft = create_draft(context, changed)
    context.post_all()
    renumber(context, "1001,1002", "1003,2003")
    assert (needs_confirmation(context, changed), needs_confirmation(context, other)) == (True, False)
    assert {("list", str(changed)), ("campaign", str(draft))} == {
        (kind, key) for kind, key, _ in context.posts() if kind != "lapse"
    }
    (key,) = map(EventKey.decode, context.post_keys("lapse"))
    lapse = lists.get_lapse(context, CLOCK, key)
    assert (lapse.list_id, lapse.action) == (changed, "renumbering.apply")
    assert lapse.people == Mentioned(users=(UPLOADER.user,))


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda context: submit(context, import_list(context, make_debts(2)).target.id), "renumber_campaigns_open"),
        (
            lambda context: submit_and_approve(context, import_list(context, make_debts(2)).target.id),
            "renumber_campaigns_open",
        ),
        (lambda context: start_campaign(context, 2), "renumber_campaigns_open"),
        (
            lambda context: campaigns.pause_campaign(context, CHIEF, start_campaign(context, 2)),
            "renumber_campaigns_open",
        ),
        (lambda context: interrupt_import(context, make_debts(2)), "renumber_list_loading"),
    ],
    ids=["pending", "approved", "sending", "paused", "loading"],
)
def test_nothing_moves_while_an_approval_or_an_import_is_about_the_old_ids(
    context: HarnessContext, prepare: Callable[[HarnessContext], object], code: str
) -> None:
    prepare(context)
    before = context.column("SELECT taxpayer_key FROM recipients")
    with pytest.raises(Conflict, match=code):
        renumber(context, "1001,2001")
    assert context.column("SELECT taxpayer_key FROM recipients") == before
    assert context.list_audited()[-1] == ("clock", "renumbering.apply", code)


@pytest.mark.parametrize("campaign", ["draft", "withdrawn", "stopped"])
def test_campaigns_that_send_nothing_do_not_prevent_it(context: HarnessContext, campaign: str) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    if campaign == "draft":
        create_draft(context, list_id)
    elif campaign == "withdrawn":
        campaigns.withdraw_campaign(context, AUTHOR, submit(context, list_id))
    else:
        start_sending(context, list_id)
        end_campaigns(context)
    assert renumber(context, "1001,2001").changed == 1


@pytest.mark.parametrize("rows", [["1001,1002", "1002,1003"], ["1002,1003", "9999,8888"], ["0001001,１００２"]])
def test_a_pair_is_carried_out_once(context: HarnessContext, rows: list[str]) -> None:
    import_list(context, make_debts(2))
    renumber(context, "1001,1002", "1002,1003", "1005,1005")
    with pytest.raises(Conflict, match="renumber_repeated") as found:
        renumber(context, *rows)
    assert found.value.facts["rows"] == ("2, 3" if rows[0] == "1001,1002" else "2")
    assert fetch_ids(context, "recipients") == ["1002", "1003"]
    renumber(context, "1003,1004", "1005,1005")
    assert fetch_ids(context, "recipients") == ["1002", "1004"]


def test_nothing_changes_if_a_part_of_it_fails(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(context)
    before = list_places(context, hash_id(context, "1001"))
    monkeypatch.setattr(stored, "move_messages", fail_with(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        renumber(context, "1001,2001")
    assert list_places(context, hash_id(context, "1001")) == before
    assert not list_places(context, hash_id(context, "2001"))
    with pytest.raises(Exception, match="payments: no UPDATE"):
        context.execute("UPDATE payments SET taxpayer_key = x'00'")


def test_audit_and_log_have_counts_and_no_id(context: HarnessContext, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fill(context)
    renumber(context, "1001,200100301", "1002,200100301")
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.outcome) == ("renumbering.apply", "done")
    assert entry.facts.keys() == {"file", "content", "rows", "changed", "known", "merged", "left_out", "sealed"}
    assert (entry.facts["changed"], entry.facts["known"], entry.facts["merged"]) == (2, 2, 2)
    assert "200100301" not in json.dumps(entry.facts) + caplog.text
    assert b"200100301" not in context.read_bytes()


@pytest.mark.parametrize(
    ("table", "column", "which"),
    [
        ("message_phones", "phone_box", "message_id = 1"),
        ("recipient_identities", "name_box", "recipient_id = 1"),
        ("recipient_phones", "phone_box", "recipient_id = 1"),
    ],
)
def test_a_damaged_box_does_not_keep_the_others_from_moving(
    context: HarnessContext, table: str, column: str, which: str
) -> None:
    start_campaign(context, 2)
    end_campaigns(context)
    context.execute("DROP TRIGGER message_phones_same_facts")
    context.execute("DROP TRIGGER message_phones_no_update")
    context.execute(f"UPDATE {table} SET {column} = zeroblob(40) WHERE {which}")
    assert renumber(context, "1001,2001", "1002,2002").changed == 2
    assert context.value(f"SELECT {column} FROM {table} WHERE {which}") == b"", "it opens nowhere"
    assert fetch_ids(context, "recipients") == ["2001", "2002"]
    assert fetch_ids(context, "messages") == ["2001", "2002"]
    entry = next(one for one in context.audit_entries() if one.action == "renumbering.apply")
    assert entry.facts["unreadable"] == 1


def test_a_message_whose_number_a_renumbering_could_not_open_is_held_when_it_would_be_claimed(
    context: HarnessContext,
) -> None:
    start_campaign(context, 2)
    end_campaigns(context)
    context.execute("DROP TRIGGER message_phones_same_facts")
    context.execute("DROP TRIGGER message_phones_no_update")
    context.execute("UPDATE message_phones SET phone_box = zeroblob(40) WHERE message_id = 1")
    renumber(context, "1001,2001", "1002,2002")
    context.execute("UPDATE messages SET state = 'queued'")
    context.execute("INSERT INTO message_events (message_id, at, state) SELECT id, ended_at, 'queued' FROM messages")
    context.execute("UPDATE campaigns SET state = 'sending'")
    assert claim(context).message_id == 2
    assert (context.states(), context.reasons()[0]) == (["held", "claimed"], "seal_broken")


# people who become one


def test_a_no_of_one_does_not_end_the_exclusion_of_another(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2), without=("excluded",)).target.id
    import_exclusions(context, ExclusionRow("1001"), as_of=date(2026, 7, 1))
    import_exclusions(context, ExclusionRow("1005", flag=""), as_of=date(2026, 7, 3))
    renumber(context, "1005,1001")
    assert get_excluded(context, list_id) == {"excluded_flag": 1}
    import_exclusions(context, ExclusionRow("1001", flag=""), as_of=date(2026, 7, 2))
    assert get_excluded(context, import_again(context)) == {"excluded_flag": 1}
    import_exclusions(context, ExclusionRow("1001", flag=""), as_of=date(2026, 7, 4))
    assert get_excluded(context, import_again(context)) == {}


def import_again(context: HarnessContext) -> int:
    return import_list(context, make_debts(2), without=("excluded",), again=True).target.id


def test_a_promise_to_pay_is_open_if_one_of_them_is(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    import_call_results(context, CallRow("1001", result="納付約束", promised="2026/7/20"))
    import_call_results(context, CallRow("1005", result="納付約束", promised="2026/7/20"))
    context.execute("UPDATE promises SET state = 'kept' WHERE id = 1")
    renumber(context, "1005,1001")
    assert context.column("SELECT state FROM promises") == ["open"]
    assert get_excluded(context, list_id) == {"promise_open": 1}


def test_an_older_payment_of_one_keeps_no_promise_of_another(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    import_paid(context, [Paid("1001", instalment="9", paid="20260702", booked="20260703")])
    renumber(context, "1005,1001")
    call = CallRow("1001", at="2026/7/1 10:00", result="納付約束", promised="2026/7/20")
    import_call_results(context, call)
    assert context.column("SELECT state FROM promises") == ["open"]
    import_paid(context, [Paid("1001", paid="20260703", booked="20260704")])
    assert context.column("SELECT state FROM promises") == ["kept"]


def test_a_reversal_of_one_does_not_take_back_the_payment_of_another(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2)).target.id
    import_paid(context, [Paid("1001"), Paid("1005", reversal="1", booked="20260707")])
    renumber(context, "1005,1001")
    assert context.value("SELECT COUNT(*) FROM counted_payments WHERE taken_back_by IS NULL") == 1
    assert get_excluded(context, list_id) == {"paid": 1}


def test_equal_payments_of_two_people_are_two_payments(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    import_paid(context, [Paid("1001"), Paid("1002")])
    renumber(context, "1002,1001")
    assert context.value("SELECT SUM(amount) FROM counted_payments WHERE taken_back_by IS NULL") == 60000
    again = import_paid(context, [Paid("1001"), Paid("1001")]).counts
    assert (again.repeated, again.applied) == (2, 0)


def test_calls_of_two_people_do_not_add_up_for_those_who_were_called_too_seldom(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2, calls="0"), without=("last_called",)).target.id
    import_call_results(
        context, CallRow("1001", at="2026/7/6 10:00"), CallRow("1005", at="2026/7/6 10:00"), CallRow("1005")
    )
    renumber(context, "1005,1001")
    assert context.count("calls") == 2
    assert get_excluded(context, list_id) == {"too_few_calls": 2}
    import_call_results(context, CallRow("1001", at="2026/7/6 15:00"))
    view = import_list(context, make_debts(2, calls="0"), without=("last_called",), again=True)
    assert get_excluded(context, view.target.id) == {"too_few_calls": 1}  # the larger number, and a later call


def test_suppressions_of_both_hold_once_for_each_reason(context: HarnessContext) -> None:
    import_call_results(
        context,
        *(CallRow(one, result="架電停止（市指示）") for one in ("1001", "1002")),
        CallRow("1002", at="2026/7/1", result="死亡"),
    )
    renumber(context, "1001,2001", "1002,2001")
    assert context.count("suppressions") == 3
    assert context.column("SELECT reason FROM suppressions WHERE ended_at IS NULL ORDER BY 1") == [
        "deceased",
        "stop_calls",
    ]


@pytest.mark.parametrize(
    ("first", "second", "until"),
    [
        ("2026-07-31", "2026-08-31", "2026-08-31"),
        ("2026-08-31", "2026-07-31", "2026-08-31"),
        ("2026-08-31", None, None),
    ],
)
def test_of_suppressions_of_both_the_one_holds_that_lasts_longest(
    context: HarnessContext, first: str, second: str | None, until: str | None
) -> None:
    with change(context, CHIEF, Action.SUPPRESSION_ADD, "-") as unit:
        for taxpayer, day in (("1001", first), ("1002", second)):
            suppressions.suppress(
                unit,
                SuppressionReason.CONSULTING,
                phone=None,
                taxpayer=hash_id(context, taxpayer),
                source="slack",
                by=CHIEF.user,
                until=date.fromisoformat(day) if day else None,
            )
    import_list(context, make_debts(2))
    renumber(context, "1001,2001", "1002,2001")
    assert context.column(
        """
        SELECT t.until FROM suppressions s LEFT JOIN suppression_terms t ON t.suppression_id = s.id
        WHERE s.ended_at IS NULL
        """
    ) == [until]


def test_messages_of_one_campaign_to_both_count_for_the_person(context: HarnessContext) -> None:
    start_campaign(context, 2)
    send_all(context)
    end_campaigns(context)
    context.clock.advance(days=8)
    renumber(context, "1001,2001", "1002,2001")
    assert fetch_ids(context, "messages", "person_key") == ["2001", "2001"]
    list_id = import_list(context, [Debt("2001", "090-1234-5688"), *make_debts(3)[2:]]).target.id
    assert get_excluded(context, list_id) == {"contacted_recently": 1}
    renumber(context, "2001,2002")
    assert fetch_ids(context, "messages", "person_key") == ["2002", "2002"]


def test_a_list_keeps_one_recipient_whose_numbers_differ_and_leaves_them_out(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(3)).target.id
    renumber(context, "1001,2001", "1002,2001")
    assert fetch_ids(context, "recipients") == ["2001", "1003"]
    assert context.column("SELECT COUNT(*) FROM recipient_phones GROUP BY recipient_id ORDER BY 1") == [1, 2]
    assert get_excluded(context, list_id) == {"duplicate_row": 1, "merged_person": 1}
    correction = drafts.preview_draft(context, AUTHOR, Draft(list_id, Intent.CORRECTION, "", None))
    assert correction.left_out == {Excluded.MERGED_PERSON: 1, Excluded.NOT_AFFECTED: 1}


def test_of_several_numbers_a_suppressed_one_is_in_use(context: HarnessContext) -> None:
    """Somebody else who has another number of the person is out as before."""
    rows = [Debt("1001"), Debt("1002", "090-1234-5602", instalment="2"), Debt("1003", "090-1234-5603")]
    import_list(context, rows)
    import_call_results(context, CallRow("5555", "090-1234-5602", result="欠番"))
    renumber(context, "1001,2001", "1002,2001")
    key = context.store.vault.hash_value("phone", "09012345602")
    assert context.column("SELECT phone_key FROM recipients ORDER BY id")[0] == key


def test_who_shared_a_number_and_is_one_now_stays_out_of_this_list(context: HarnessContext) -> None:
    rows = [Debt("1001", instalment="1"), Debt("1002", instalment="2"), *make_debts(3)[2:]]
    list_id = import_list(context, rows).target.id
    shared_numbers.choose_one_each(context, UPLOADER, list_id)
    renumber(context, "1002,1001")
    assert get_excluded(context, list_id) == {"shared_phone": 2}
    newer = import_list(context, [Debt("1001", instalment="1"), Debt("1001", instalment="2")]).target
    assert newer.counts.excluded == {}


@pytest.mark.parametrize("due", ["R8.5.31", "不明"], ids=["imported", "rejected"])
def test_a_mark_of_an_older_list_holds_for_the_person_in_a_newer_one(context: HarnessContext, due: str) -> None:
    import_list(context, [Debt("1005", "090-1234-5605", due=due, excluded="1"), *make_debts(2)])
    newer = import_list(context, make_debts(2), again=True).target.id
    renumber(context, "1005,1001")
    assert get_excluded(context, newer) == {"excluded_flag": 1}


def test_arrears_in_a_row_that_was_not_imported_hold_for_the_person(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt("1005", "", due="不明", arrears="滞繰"), *make_debts(2)]).target.id
    renumber(context, "1005,1001")
    assert get_excluded(context, list_id) == {"has_arrears": 1}


def test_a_message_is_sealed_again_for_its_new_id_only_if_its_seal_was_intact(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 4)
    send_all(context)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    context.execute("UPDATE messages SET text_hash = 'x' WHERE id = 2")
    renumber(context, "1001,2001", "1002,2002", "1003,2001")
    context.execute("UPDATE messages SET state = 'queued'")
    with context.store.read_transaction() as db:
        found = [message_queue.get_queued(db, number) for number in (1, 2, 4)]
        joined = db.fetch_one("SELECT seal, merged_key FROM messages WHERE id = 3")
    assert [one and one.is_intact for one in found] == [True, False, True]
    assert fetch_ids(context, "messages", "person_key") == ["2001", "2002", "2001", "1004"]
    assert joined is not None
    assert joined["merged_key"] is not None
