"""Columns that were not understood are assigned on the card of a file, and the file is read again with them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.model.digests import DigestKind
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.imports import FileView
from bot.rules.importing.heading_names import find_letters
from bot.screens import text_reports
from bot.services import digests
from bot.services.imports import assignments, column_mappings
from bot.services.imports.calls import CALLS
from bot.services.imports.column_mappings import ignore_progress
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind, get_file_view, import_file
from tests.services.files import ExclusionRow, make_debts, write_lines
from tests.services.harness import CLOCK, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, import_exclusions, import_list, make_path, send_all, start_campaign

View = FileView[Any]
FILES: list[tuple[FileKind[Any], str, str, str, str]] = [
    (PAYMENTS, "宛名番号,謎の欄,年度,期別,納付日,金額", "1001,固定資産税,令和8,1,20260706,30000", "tax", "B"),
    (CALLS, "宛名番号,架電日,架電結果,謎の欄", "1001,2026/7/6,不在,2026/8/1", "promised_on", "D"),
    (EXCLUSIONS, "宛名番号,除外区分,謎の欄", "1001,1,2026/7/1", "as_of_on", "C"),
]
"""A file of each kind, the column that its unknown heading is, and its letters."""


def import_lines(context: HarnessContext, kind: FileKind[Any], heading: str, *rows: str) -> tuple[View, Path]:
    path = write_lines(make_path(context), heading, rows)
    return import_file(context, UPLOADER, kind, path, name="x", source=BY_SLACK), path


def choose(context: HarnessContext, kind: FileKind[Any], view: View, **letters: str) -> Mapping[str, str]:
    """Choose headings by the letters of their columns."""
    question = assignments.get_assignable_file(context, UPLOADER, kind, view.file_id).question
    headings = {find_letters(heading): heading for heading in question.headings}
    return {column: headings[place] for column, place in letters.items()}


def read_again(context: HarnessContext, kind: FileKind[Any], view: View, path: Path, **letters: str) -> View:
    """Read a file again with columns, by their letters."""
    chosen = choose(context, kind, view, **letters)
    found = assignments.get_assignable_file(context, UPLOADER, kind, view.file_id)
    return assignments.read_again(context, UPLOADER, kind, found, chosen, path, reduced=False, progress=ignore_progress)


@pytest.mark.parametrize(("kind", "heading", "row", "column", "letters"), FILES)
def test_a_file_is_read_again_with_the_columns_that_a_person_assigns_and_they_are_remembered(
    context: HarnessContext, kind: FileKind[Any], heading: str, row: str, column: str, letters: str
) -> None:
    assert kind.counts
    assert kind.post
    first, path = import_lines(context, kind, heading, row)
    assert (first.may_assign, first.is_read_again) == (True, False)
    again = read_again(context, kind, first, path, **{column: letters})
    assert {code: find_letters(one) for code, one in again.assigned.items()} == {column: letters}
    assert (again.person, again.name, again.remembered) == (first.person, first.name, True)
    shown = get_file_view(kind.counts, context, OPERATOR, first.file_id)
    assert (shown.may_assign, shown.is_read_again) == (False, True)
    assert context.post_keys(kind.post.code) == [str(first.file_id), str(again.file_id)]
    with pytest.raises(NotFound, match="no_column_left"):
        assignments.get_assignable_file(context, UPLOADER, kind, first.file_id)
    later, _ = import_lines(context, kind, heading, row.replace("1001", "1002"))
    assert column in later.assigned


@pytest.mark.parametrize(("kind", "heading", "row", "column", "letters"), FILES)
def test_columns_of_a_file_that_is_gone_are_remembered_for_its_next_import(
    context: HarnessContext, kind: FileKind[Any], heading: str, row: str, column: str, letters: str
) -> None:
    assert kind.counts
    first, path = import_lines(context, kind, heading, row)
    chosen = choose(context, kind, first, **{column: letters})
    with pytest.raises(NotAllowed):
        assignments.remember_columns(context, OPERATOR, kind, first.file_id, chosen)
    assignments.remember_columns(context, UPLOADER, kind, first.file_id, chosen)
    assert context.list_audited()[-1] == (UPLOADER.user, kind.action.value, "done")
    shown = get_file_view(kind.counts, context, OPERATOR, first.file_id)
    assert (shown.may_assign, shown.remembered, dict(shown.assigned)) == (True, True, {})
    found = assignments.get_assignable_file(context, UPLOADER, kind, first.file_id)
    assert found.remembered == chosen
    assert column in import_file(context, UPLOADER, kind, path, name="x", source=BY_SLACK).assigned


@pytest.mark.parametrize("chosen", [{}, {"phone": "B#0123456789abcdef"}, {"tax": "B#0123456789abcdef"}, {"tax": "B"}])
def test_only_columns_of_the_file_can_be_assigned(context: HarnessContext, chosen: Mapping[str, str]) -> None:
    first, path = import_lines(context, *FILES[0][:3])
    found = assignments.get_assignable_file(context, UPLOADER, PAYMENTS, first.file_id)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        assignments.remember_columns(context, UPLOADER, PAYMENTS, first.file_id, chosen)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        assignments.read_again(
            context, UPLOADER, PAYMENTS, found, chosen, path, reduced=False, progress=ignore_progress
        )


def test_a_file_with_every_column_has_nothing_to_assign(context: HarnessContext) -> None:
    first, _ = import_lines(context, EXCLUSIONS, "宛名番号,除外区分,除外事由,基準日,謎の欄", "1001,1,死亡,2026/7/1,y")
    assert not first.may_assign
    with pytest.raises(NotFound, match="no_column_left"):
        assignments.get_assignable_file(context, UPLOADER, EXCLUSIONS, first.file_id)
    with pytest.raises(NotFound, match="file_gone"):
        assignments.get_assignable_file(context, UPLOADER, CALLS, first.file_id)


def test_a_payment_file_that_is_read_again_counts_no_payment_twice(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    rows = ["1001,固定資産税,令和8,1,20260706,30000"] * 2 + ["1002,固定資産税,令和8,1,20260706,30000"]
    first, path = import_lines(context, PAYMENTS, FILES[0][1], *rows)
    again = read_again(context, PAYMENTS, first, path, tax="B")
    assert (first.counts.doubtful, again.counts.applied, again.counts.rows) == (3, 3, 3)
    assert context.value("SELECT COUNT(*) FROM payments_in_force") == 3
    assert digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None).payments_count == 3
    context.clock.advance(days=30)
    counts = import_list(context, make_debts(2), again=True).target.counts
    assert counts.excluded == {"paid": 2}


def test_a_payment_that_a_digest_counted_is_known_already_when_its_file_is_read_again(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    heading = "宛名番号,税目,年度,期別,納付日,金額,謎の欄"
    first, path = import_lines(context, PAYMENTS, heading, "1001,固定資産税,令和8,1,20260706,30000,20260707")
    again = read_again(context, PAYMENTS, first, path, booked_on="G")
    assert (first.counts.applied, again.counts.applied, again.counts.repeated) == (1, 0, 1)
    assert context.column("SELECT file_id FROM payments_in_force") == [first.file_id]


def test_a_row_that_is_a_reversal_when_it_is_read_again_is_no_payment(context: HarnessContext) -> None:
    rows = ["1001,固定資産税,令和8,1,20260706,30000,", "1001,固定資産税,令和8,1,20260706,30000,取消"]
    first, path = import_lines(context, PAYMENTS, "宛名番号,税目,年度,期別,納付日,金額,謎の欄", *rows)
    assert context.value("SELECT COUNT(*) FROM payments_in_force") == 2
    again = read_again(context, PAYMENTS, first, path, reversal="G")
    assert (again.counts.repeated, again.counts.reversals) == (1, 1)
    assert context.value("SELECT COUNT(*) FROM payments_in_force") == 0


def test_a_call_that_is_read_again_with_its_time_is_one_call(context: HarnessContext) -> None:
    first, path = import_lines(context, CALLS, "宛名番号,架電日,架電結果,謎の欄", "1001,2026/7/6,不在,14:00")
    read_again(context, CALLS, first, path, called_time="D")
    assert context.value("SELECT COUNT(*) FROM calls_counted_now") == 1
    assert import_list(context, make_debts(1), without=("calls",)).target.counts.excluded == {"too_few_calls": 1}


def test_calls_of_one_file_with_and_without_a_time_are_two_calls(context: HarnessContext) -> None:
    heading = "宛名番号,架電日,架電時刻,架電結果"
    import_lines(context, CALLS, heading, "1001,2026/7/6,,不在", "1001,2026/7/6,14:00,不在")
    assert import_list(context, make_debts(1), without=("calls",)).target.counts.excluded == {}


def test_a_promised_day_that_is_assigned_holds_who_was_absent_on_a_known_call(context: HarnessContext) -> None:
    start_campaign(context, 2)
    first, path = import_lines(context, CALLS, *FILES[1][1:3])
    again = read_again(context, CALLS, first, path, promised_on="D")
    assert again.counts.repeated == 1
    assert send_all(context) == 1
    assert context.reasons() == ["promise_open", None]


@pytest.mark.parametrize("days", [0, 1])
def test_an_exclusion_is_lifted_by_a_new_reading_but_not_one_of_another_file(
    context: HarnessContext, days: int
) -> None:
    first, path = import_lines(context, EXCLUSIONS, "宛名番号,謎の区分,基準日", "1001,なし,", "1002,なし,", "1003,1,")
    assert first.counts.excluded == 3
    context.clock.advance(minutes=5)
    import_exclusions(context, ExclusionRow("1002"))
    context.clock.advance(days=days)
    again = read_again(context, EXCLUSIONS, first, path, excluded="B")
    assert (again.counts.excluded + again.counts.repeated, again.counts.lifted, again.counts.clear) == (1, 1, 1)
    assert import_list(context, make_debts(3)).target.counts.excluded == {"excluded_flag": 2}


def test_the_inbox_folder_has_the_file_as_long_as_nobody_moves_or_changes_it(context: HarnessContext) -> None:
    folder = context.settings.inbox / "calls"
    folder.mkdir(parents=True)
    write_lines(folder / "納税太郎.csv", FILES[1][1], [FILES[1][2]])
    job = InboxFolder(text_reports.write_report)
    for moment in (0.0, 100.0):
        job.take_next(context, CLOCK, moment)
    (file_id,) = context.column("SELECT id FROM imported_files")
    found = assignments.get_assignable_file(context, UPLOADER, CALLS, int(str(file_id)))
    path = assignments.find_in_inbox(context, CALLS, found.file)
    assert path is not None
    assert path.parent.name == "done"
    chosen = {"promised_on": found.question.headings[0]}
    again = assignments.read_again(
        context, UPLOADER, CALLS, found, chosen, path, reduced=False, progress=ignore_progress
    )
    assert (again.person, again.name, again.counts.rows) == (None, found.file.name, 1)
    path.write_bytes(path.read_bytes() + b"1002,2026/7/6,x,\r\n")
    assert assignments.find_in_inbox(context, CALLS, found.file) is None
    path.unlink()
    assert assignments.find_in_inbox(context, CALLS, found.file) is None


def test_what_was_remembered_can_be_forgotten(context: HarnessContext) -> None:
    kind, heading, row, column, letters = FILES[0]
    assert kind.post
    first, path = import_lines(context, kind, heading, row)
    again = read_again(context, kind, first, path, **{column: letters})
    column_mappings.forget_mapping(context, UPLOADER, kind.code, kind.post, again.file_id)
    later, _ = import_lines(context, kind, heading, row.replace("1001", "1002"))
    assert (dict(later.assigned), later.may_assign) == ({}, True)
