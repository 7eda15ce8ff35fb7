from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.errors import Conflict, FileRefused, NotAllowed, NotFound
from bot.services import drafts
from bot.services.imports import targets
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.store import lists as stored
from bot.store import promises
from tests.services.files import Debt, make_debts, write_target_list
from tests.services.harness import AUTHOR, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import import_list
from tests.services.threads import run_together

BY_SLACK = Source("slack", UPLOADER.user)


def count_rows(context: HarnessContext) -> list[object]:
    tables = ("target_lists", "recipients", "recipient_phones", "list_rows", "promises", "posts")
    return [context.value(f"SELECT COUNT(*) FROM {table}") for table in tables]


def test_a_list_is_read_judged_counted_and_audited(context: HarnessContext) -> None:
    debts = [*make_debts(3), Debt(taxpayer="1009", phone="03-1234-5678"), Debt(taxpayer="1010", phone="不明")]
    card = import_list(context, debts, confirmed=False)
    counts = card.target.counts
    assert (counts.rows, counts.accepted, counts.recipients) == (5, 3, 3)
    assert counts.excluded == {"not_mobile": 1}
    assert counts.rejected == {"missing_phone": 1}
    assert counts.corrected["date_era"] == 4
    assert context.audited() == [("U_UPLOADER", "list.import", "done"), ("U_UPLOADER", "list.export", "done")]
    assert targets.get_list_view(context, OPERATOR, card.target.id).target == card.target


def test_rows_are_accepted_excluded_and_rejected_rows_together(context: HarnessContext) -> None:
    copy = make_debts(2)
    debts = [*copy, copy[0], Debt(taxpayer="1010", due="R8.2.30"), Debt(taxpayer="1011", phone="0120-000-000")]
    counts = import_list(context, debts).target.counts
    assert counts.rows == counts.accepted + sum(counts.excluded.values()) + sum(counts.rejected.values()) == 5


def test_a_user_who_may_not_import_is_refused_before_the_file_is_read(context: HarnessContext, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_file(context, OPERATOR, TARGETS, tmp_path / "no.csv", name="x", source=BY_SLACK)
    assert context.audited() == [("U_OPERATOR", "list.import", "not_allowed")]


def test_the_same_file_is_refused_unless_the_user_asks_for_it_again(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    first = import_file(context, UPLOADER, TARGETS, path, name="一", source=BY_SLACK)
    with pytest.raises(Conflict) as refused:
        import_file(context, UPLOADER, TARGETS, path, name="another name", source=BY_SLACK)
    assert refused.value.code == "same_file"
    assert refused.value.facts == {"list": str(first.target.id)}
    second = import_file(context, UPLOADER, TARGETS, path, name="二", source=BY_SLACK, again=True)
    assert second.target.counts == first.target.counts
    assert [target.id for target in drafts.list_choices(context, AUTHOR)] == [second.target.id, first.target.id]


def test_the_same_file_imported_by_two_users_at_once_makes_one_list(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    codes: list[str] = []

    def import_once() -> None:
        try:
            import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK)
            codes.append("done")
        except Conflict as refused:
            codes.append(refused.code)

    run_together([import_once] * 3)
    assert sorted(codes) == ["done", "same_file", "same_file"]
    assert context.value("SELECT COUNT(*) FROM target_lists") == 1


def test_a_file_that_is_no_list_stores_nothing(context: HarnessContext, tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_bytes("拝啓,ご清祥のことと\r\n存じます,敬具\r\n".encode("cp932"))
    with pytest.raises(FileRefused):
        import_file(context, UPLOADER, TARGETS, tmp_path / "letter.csv", name="x", source=BY_SLACK)
    assert count_rows(context) == [0] * 6


def test_a_list_with_names_is_refused_when_the_source_forbids_names(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", make_debts(1))
    with pytest.raises(FileRefused, match=r"^upload_has_names$"):
        import_file(context, UPLOADER, TARGETS, path, name="x", source=Source("slack", "U_UPLOADER", reduced=True))
    assert count_rows(context) == [0] * 6
    bare = write_target_list(tmp_path / "bare.csv", make_debts(1), without=["name"])
    import_file(context, UPLOADER, TARGETS, bare, name="x", source=Source("slack", "U_UPLOADER", reduced=True))


def test_a_failed_import_stores_nothing(context: HarnessContext, tmp_path: Path) -> None:
    """The last step fails after all rows are written, for example because two rows have one line number."""
    context.execute("CREATE TRIGGER fail BEFORE UPDATE OF counts ON target_lists BEGIN SELECT RAISE(ABORT, 'x'); END")
    path = write_target_list(tmp_path / "list.csv", [Debt(promise="R8.7.20"), *make_debts(3)[1:]])
    with pytest.raises(Exception, match="x"):
        import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK)
    assert count_rows(context) == [0] * 6
    assert context.audited() == []


def test_a_list_is_invisible_while_it_is_loading(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    context.execute("UPDATE target_lists SET state = 'loading'")
    assert drafts.list_choices(context, AUTHOR) == []
    with pytest.raises(NotFound):
        targets.get_list_view(context, AUTHOR, 1)


def test_a_half_imported_list_is_removed_after_an_hour(context: HarnessContext) -> None:
    with context.store.transaction() as db:
        for name in ("old", "new"):
            now, no_columns = context.clock.now(), frozenset[str]()
            stored.begin_list(
                db, name=name, source="slack", uploader="U", content_hash="0", columns=no_columns, now=now
            )
            context.clock.advance(minutes=40)
    targets.remove_unfinished_lists(context)
    assert context.column("SELECT name FROM target_lists") == ["new"]


def test_a_finished_list_is_not_removed(context: HarnessContext) -> None:
    target = import_list(context, [Debt(promise="R8.7.20")]).target
    with context.store.transaction() as db:
        stored.abandon_list(db, target.id)
    assert context.column("SELECT state FROM promises") == ["open"]
    assert context.column("SELECT state FROM target_lists") == ["ready"]


def test_of_several_numbers_the_newest_is_used_and_the_others_are_stored(context: HarnessContext) -> None:
    numbers = {"090-1111-1111": "R8.1.1", "090-2222-2222": "R8.3.1", "090-3333-3333": "", "03-1234-5678": "R8.6.1"}
    rows = enumerate(numbers.items(), start=1)
    import_list(context, [Debt(phone=phone, obtained=day, instalment=str(n)) for n, (phone, day) in rows])
    assert context.value("SELECT phone_key FROM recipients") == context.store.vault.find("phone", "09022222222")
    assert context.value("SELECT COUNT(*) FROM recipient_phones") == 4


def test_of_several_numbers_without_a_day_the_first_mobile_number_is_used(context: HarnessContext) -> None:
    numbers = ("03-1234-5678", "090-2222-2222", "090-1111-1111")
    import_list(context, [Debt(phone=phone, instalment=str(n)) for n, phone in enumerate(numbers, start=1)])
    assert context.value("SELECT phone_key FROM recipients") == context.store.vault.find("phone", "09022222222")


def test_a_number_of_two_taxpayers_excludes_both(context: HarnessContext) -> None:
    first, second, third = make_debts(3)
    alone = Debt(taxpayer="1001", phone="090-9999-9999", instalment="2")
    shared = Debt(taxpayer="1002", phone=first.phone, instalment="2")
    counts = import_list(context, [first, second, third, alone, shared]).target.counts
    assert counts.excluded == {"shared_phone": 4}
    assert counts.recipients == 1


def test_a_shared_landline_is_counted_as_a_landline(context: HarnessContext) -> None:
    debts = [Debt(taxpayer=taxpayer, phone="03-1234-5678") for taxpayer in ("1001", "1002")]
    assert import_list(context, debts).target.counts.excluded == {"not_mobile": 2}


def test_the_first_copy_of_a_row_is_kept_and_duplicates_are_counted_first(context: HarnessContext) -> None:
    flagged = Debt(excluded="1")
    others = [replace(flagged, amount="1"), replace(flagged, instalment="2")]
    card = import_list(context, [flagged, flagged, *others])
    assert card.target.counts.excluded == {"duplicate_row": 2, "excluded_flag": 2}


def test_a_rejected_row_flags_nobody(context: HarnessContext) -> None:
    import_list(context, [Debt(), Debt(due="R8.2.30", excluded="1", instalment="2")])
    assert context.value("SELECT flagged FROM recipients") == 0
    assert context.value("SELECT COUNT(*) FROM list_rows WHERE recipient_id IS NULL") == 1


def test_promises_of_a_list_are_open_until_their_day_and_the_lag_have_passed(context: HarnessContext) -> None:
    days = ["R8.6.22", "R8.6.23", "R8.6.24", "R8.7.20"]  # today is 7 July, the lag 14 days
    debts = [Debt(taxpayer=str(2000 + n), phone=f"090-1234-560{n}", promise=day) for n, day in enumerate(days)]
    counts = import_list(context, debts).target.counts
    found = context.column("SELECT promised_on || ' ' || state FROM promises ORDER BY promised_on")
    assert found == ["2026-06-22 broken", "2026-06-23 broken", "2026-06-24 open", "2026-07-20 open"]
    assert counts.excluded == {"promise_open": 2}


def test_a_known_promise_is_not_stored_twice(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.20")])
    import_list(context, [Debt(promise="R8.7.20", amount="1")])
    assert context.value("SELECT COUNT(*) FROM promises") == 1
    with context.store.transaction() as db:
        assert promises.mark_kept(db, context.clock.now().date()) == 0
