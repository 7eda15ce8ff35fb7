import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.model.imports import PaymentCounts
from bot.model.lists import Exports
from bot.services import lists
from bot.services.imports import payments, problem_files, targets
from bot.services.imports.pipeline import get_file_view, import_file
from bot.services.imports.targets import TARGETS
from tests.services.files import Debt, Paid, make_debts, write_target_list
from tests.services.harness import CLOCK, UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, claim, import_list, import_paid, start_sending

BAD = Debt(taxpayer="0000012", phone="090-9999-0012", due="R8.2.30")


def read_rows(context: HarnessContext, name: str) -> list[list[str]]:
    sheet = CalamineWorkbook.from_path(str(context.settings.exports / name)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


def test_rejected_rows_and_those_with_a_shared_number_are_written_and_no_others(context: HarnessContext) -> None:
    first, second, third = make_debts(3)
    shared = Debt(taxpayer="1009", phone=first.phone)
    flagged = Debt(taxpayer="1010", phone="090-9999-9999", excluded="1")
    card = import_list(context, [first, second, third, shared, flagged, BAD])
    assert card.target.exports == Exports(("list-1-problems.xlsx", "list-1-problems.csv"), 3, 3, "list-1-shared.xlsx")
    found = read_rows(context, "list-1-problems.xlsx")
    assert found[0][:5] == ["元の行番号", "理由と、していただくこと", "理由コード", "宛名番号", "電話番号"]
    assert [row[:1] + row[2:4] for row in found[1:]] == [
        ["2", "shared_phone", "1001"],
        ["5", "shared_phone", "1009"],
        ["7", "bad_date", "0000012"],
    ]
    assert found[3][1] == context.words("problem.bad_date")


def test_a_list_without_problems_has_no_file(context: HarnessContext) -> None:
    assert import_list(context, make_debts(2)).target.exports is None
    assert not context.settings.exports.exists()


def test_a_later_view_names_the_files_and_the_audit_only_counts_them(context: HarnessContext) -> None:
    target = import_list(context, [*make_debts(1), BAD]).target
    assert targets.get_list_view(context, CLOCK, target.id).target.exports == target.exports
    entry = context.audit_entries()[1]
    assert (entry.action, entry.subject, entry.facts) == ("list.export", "list:1", {"files": 2, "rows": 1, "shared": 0})


def test_an_import_succeeds_although_no_file_can_be_written(
    context: HarnessContext, caplog: pytest.LogCaptureFixture
) -> None:
    context.settings.exports.write_text("not a folder")
    target = import_list(context, [*make_debts(1), BAD]).target
    assert target.counts.recipients == 1
    assert target.exports == Exports((), 0, 1)
    assert [record.getMessage() for record in caplog.records] == ["not_written"]


def test_rows_that_were_fixed_in_the_written_file_are_imported_from_it(context: HarnessContext, tmp_path: Path) -> None:
    import_list(context, [Debt(taxpayer="0000012", phone="+81 90-1234-5678", promise="-", due="R8.2.30")])
    text = (context.settings.exports / "list-1-problems.csv").read_bytes().decode("cp932")
    assert "'+81 90-1234-5678" in text
    corrected = tmp_path / "corrected.csv"
    corrected.write_bytes(text.replace("R8.2.30", "R8.5.31").encode("cp932"))
    card = import_file(context, UPLOADER, TARGETS, corrected, name="直した行", source=BY_SLACK)
    assert card.target.counts.recipients == 1
    lists.confirm_list(context, UPLOADER, card.target.id, card.target.confirmation_token)
    start_sending(context, card.target.id)
    assert claim(context).outgoing.to == "09012345678"


def test_only_the_first_of_very_many_problems_are_written(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_files, "MAX_EXPORT_ROWS", 2)
    debts = [Debt(taxpayer=str(n), due="R8.2.30") for n in range(1, 6)]
    card = import_list(context, debts)
    assert card.target.exports
    assert (card.target.exports.written_rows, card.target.exports.problem_rows) == (2, 5)
    assert [row[0] for row in read_rows(context, "list-1-problems.xlsx")[1:]] == ["2", "3"]


def test_the_copy_holds_the_judged_rows_in_any_encoding(context: HarnessContext, tmp_path: Path) -> None:
    path = write_target_list(tmp_path / "list.csv", [BAD, *make_debts(1)], encoding="utf-16")
    card = import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK)
    assert card.target.exports
    text = (context.settings.exports / card.target.exports.problem_files[1]).read_bytes().decode("cp932")
    assert [row[3] for row in csv.reader(io.StringIO(text, newline=""))] == ["宛名番号", "0000012"]


PAID = Paid(taxpayer="1001", amount="30000")


def test_rows_of_payments_that_pay_no_listed_debt_are_written_with_the_reason(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    rows = [
        PAID,
        replace(PAID, taxpayer="7777"),
        replace(PAID, taxpayer="1002", instalment="9"),
        replace(PAID, taxpayer="1002", amount="x"),
    ]
    view = import_paid(context, rows)
    assert view.exports == Exports(("payments-1-problems.xlsx", "payments-1-problems.csv"), 3, 3)
    found = read_rows(context, "payments-1-problems.xlsx")
    assert [row[0] for row in found[1:]] == ["3", "4", "5"]
    assert [row[2] for row in found[1:]] == ["unmatched", "doubtful", "bad_amount"]
    assert found[1][1] == context.words("problem.unmatched")
    assert found[0][3:5] == ["宛名番号", "税目"]
    assert found[2][3:7] == ["1002", "固定資産税", "令和8", "9"]
    later = get_file_view(PaymentCounts, context, CLOCK, view.file_id)
    assert later.exports == view.exports
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.subject, entry.facts) == ("file.export", "payments:1", {"files": 2, "rows": 3})


def test_a_payment_file_whose_rows_are_all_applied_has_no_file_nor_has_one_of_known_rows(
    context: HarnessContext,
) -> None:
    import_list(context, make_debts(1))
    assert import_paid(context, [PAID]).exports is None
    assert import_paid(context, [replace(PAID, taxpayer="7777")]).exports is not None
    assert import_paid(context, [replace(PAID, taxpayer="7777")]).exports is None


def test_of_very_many_rows_those_of_people_on_no_list_are_left_out_first(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payments, "MAX_EXPORT_ROWS", 2)
    import_list(context, make_debts(1))
    unknown = [replace(PAID, taxpayer=str(n)) for n in range(7000, 7004)]
    view = import_paid(context, [*unknown, replace(PAID, instalment="9")])
    assert view.exports == Exports(("payments-1-problems.xlsx", "payments-1-problems.csv"), 2, 5)
    assert [row[0] for row in read_rows(context, "payments-1-problems.xlsx")[1:]] == ["2", "6"]


def test_payments_are_imported_although_no_file_can_be_written(context: HarnessContext) -> None:
    context.settings.exports.write_text("not a folder")
    view = import_paid(context, [replace(PAID, taxpayer="7777")])
    assert (view.counts.unmatched, view.exports) == (1, Exports((), 0, 1))
