"""Refused imports are audited, and a 個人番号 is an incident in every kind of import."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.model.access import Action
from bot.model.errors import FileRefused, NotFound
from bot.model.imports import ExclusionCounts
from bot.model.reasons import Rejected
from bot.model.views import ExclusionFileView
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.columns import FileColumns, Layout
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS, FileFormat, RowReader
from bot.rules.importing.row_reader import Converter
from bot.services.imports import pipeline
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, Source, import_file
from bot.services.unit_of_work import change
from tests.services.harness import CLOCK, OPERATOR, TUESDAY, UPLOADER, HarnessContext

WAYS = (Source("slack", UPLOADER.user), Source("terminal", None), Source("inbox", None))


def list_incidents(context: HarnessContext) -> list[object]:
    return context.column("SELECT key FROM posts WHERE kind = 'incident' ORDER BY id")


def import_path(context: HarnessContext, path: Path, source: Source, kind: str) -> str:
    """Import a file that is refused; return the code."""
    actor = UPLOADER if source.person else CLOCK
    with pytest.raises(FileRefused) as refused:
        import_file(context, actor, FILE_KINDS[kind], path, name="x", source=source)
    return refused.value.code


@pytest.mark.parametrize("source", WAYS, ids=lambda source: source.how)
@pytest.mark.parametrize(
    ("kind", "heading"), [("targets", "宛名番号,電話番号,納期限"), ("payments", "宛名番号,納付日,金額")]
)
def test_a_personal_number_is_an_incident_in_every_kind_of_import(
    context: HarnessContext, tmp_path: Path, source: Source, kind: str, heading: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{heading},個人番号\n1,2,3,4\n", encoding="utf-8")
    assert import_path(context, path, source, kind) == "personal_number"
    (key,) = list_incidents(context)
    shown = pipeline.get_incident(context, OPERATOR, int(str(key)))
    assert (shown.kind, shown.how, shown.person, shown.at) == (kind, source.how, source.person, TUESDAY)
    assert context.woken
    assert context.audited()[-1][2] == "personal_number"


def test_a_personal_number_in_the_middle_of_a_list_stores_only_the_incident(
    context: HarnessContext, tmp_path: Path
) -> None:
    rows = [f"{n},090-1234-{n},2026-05-31," for n in range(5000, 8000)] + ["1,090-1234-5678,2026-05-31,123456789018"]
    path = tmp_path / "file.csv"
    path.write_text("\n".join(["宛名番号,電話番号,納期限,備考", *rows]), encoding="utf-8")
    assert import_path(context, path, WAYS[0], "targets") == "personal_number"
    assert len(list_incidents(context)) == 1
    for table in ("target_lists", "recipients", "recipient_phones", "list_rows"):
        assert context.value(f"SELECT COUNT(*) FROM {table}") == 0
    assert "123456789018" not in str(context.column("SELECT facts FROM audit"))


def test_any_other_refusal_is_audited_and_no_incident(context: HarnessContext, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("abc\n", encoding="utf-8")
    assert import_path(context, path, WAYS[1], "targets") == "no_heading"
    assert context.audited() == [("clock", "list.import", "no_heading")]
    assert list_incidents(context) == []
    with pytest.raises(NotFound):
        pipeline.get_incident(context, OPERATOR, 1)


class Visit(NamedTuple):
    """A row of the kind of file that the next test adds: who was visited."""

    number: int
    rejected: Rejected | None = None
    taxpayer: str | bytes | None = None
    place: str = ""


def make_visit_reader(layout: Layout, convert: Converter, _: Mapping[str, CallResult]) -> RowReader:
    taxpayer, place = layout.places[Column.TAXPAYER], layout.places[Column.RESULT]
    return lambda number, cells: Visit(number, None, cells[taxpayer], convert(cells[place]))


def test_a_kind_of_file_is_added_by_its_format_and_its_importer_alone(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = FileColumns(
        {Column.TAXPAYER: ("宛名番号",), Column.RESULT: ("訪問先",)},
        (Column.TAXPAYER, Column.RESULT),
        never_in_totals=(Column.RESULT,),
    )
    imported: list[Visit] = []

    def import_visits(job: FileImport) -> ExclusionFileView:
        imported.extend(row for batch in job.opened for row in batch)
        counts = ExclusionCounts(len(imported), 0, 0, 0, 0, {}, 0, 0)
        with change(job.context, job.actor, job.kind.action, "visits_file") as unit:
            file_id = job.begin_file(unit)
            job.finish_file(unit, file_id, ImportResult(unit.today, counts))
        return ExclusionFileView(file_id, job.name, job.source.person, None, counts)

    monkeypatch.setitem(FILE_FORMATS, "visits", FileFormat(columns, Visit, make_visit_reader, (str,)))
    monkeypatch.setitem(FILE_KINDS, "visits", FileKind("visits", Action.EXCLUSIONS_IMPORT, import_visits))
    folder = InboxFolder(lambda result: result.name)
    inbox = context.settings.inbox / "visits"
    inbox.mkdir(parents=True)
    (inbox / "visits.csv").write_text("宛名番号,訪問先\n1001,自宅\n1002,勤務先\n", encoding="utf-8")
    folder.take_next(context, CLOCK, 0.0)
    folder.take_next(context, CLOCK, 5.0)
    assert [(row.number, row.place) for row in imported] == [(2, "自宅"), (3, "勤務先")]
    assert imported[0].taxpayer == context.store.vault.find("taxpayer", "1001")
    assert [path.name for path in (inbox / "done").iterdir() if path.suffix == ".csv"] == ["20260707-090000-visits.csv"]
