"""A kind of file is added by its format, its importer and its sentences alone: everything that shows one follows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

import pytest

from bot.model.access import Action
from bot.model.imports import FileCounts, FileView
from bot.model.mode import Mode
from bot.model.posts import PostKind
from bot.model.reasons import Rejected
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS, FileFormat, RowReader
from bot.rules.importing.layouts import Layout
from bot.rules.importing.row_reader import RowContext
from bot.screens import text_reports
from bot.screens.blocks import Frame
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.unit_of_work import change
from commands import cli
from commands.cli import imports
from scheduler.post_table import index_file_posts
from tests.commands.harness import EN, JA
from tests.commands.shell import Shell
from tests.services.harness import CLOCK

HEADINGS = {Column.TAXPAYER: ("宛名番号",), Column.RESULT: ("訪問先",)}
COLUMNS = FileColumns(HEADINGS, (Column.TAXPAYER, Column.RESULT), never_in_totals=(Column.RESULT,))
FILE = "宛名番号,訪問先\n1001,自宅\n1002,自宅\n1003,勤務先\n"


class Visit(NamedTuple):
    """A row of the added kind: who was visited, and where."""

    number: int
    rejected: Rejected | None = None
    taxpayer: str | bytes | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCounts(FileCounts):
    """Its counts."""

    kind: ClassVar[str] = "visits"
    shown: ClassVar[tuple[str, ...]] = ("home", "office")
    home: int
    office: int


def make_visit_reader(layout: Layout, context: RowContext) -> RowReader:
    taxpayer, place = layout.positions[Column.TAXPAYER], layout.positions[Column.RESULT]
    return lambda number, cells: Visit(number, None, cells[taxpayer], context.convert(cells[place]))


def import_visits(job: FileImport) -> FileView[VisitCounts]:
    places = [row.place for row in job.read_rows()]
    counts = VisitCounts(rows=len(places), rejected={}, home=places.count("自宅"), office=places.count("勤務先"))
    with change(job.context, job.actor, job.kind.action, "visits_file") as unit:
        file_id = job.begin_file(unit)
        job.finish_file(unit, file_id, ImportResult(unit.today, counts))
        return build_file_view(VisitCounts, unit, file_id)


SENTENCES = {
    "file_kind.visits": "results of visits",
    "visits.home": "Visited at home",
    "visits.office": "Visited at work",
    "visits.card": "Visits: {home} at home",
}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A shell with the added kind: its three entries, and what is made from them when nofu starts."""
    visits = FileKind("visits", Action.CALLS_IMPORT, import_visits, post=PostKind("visits", int), counts=VisitCounts)
    monkeypatch.setitem(FILE_FORMATS, "visits", FileFormat(COLUMNS, Visit, make_visit_reader, (str,)))
    monkeypatch.setitem(FILE_KINDS, "visits", visits)
    for key, sentence in SENTENCES.items():
        monkeypatch.setitem(JA.catalogue, key, sentence)
        monkeypatch.setitem(EN.catalogue, key, sentence)
    monkeypatch.setitem(cli.nofu.commands, "import", imports.make_group())
    found = Shell(tmp_path, EN)
    yield found
    found.services.store.close()


def test_an_added_kind_is_imported_in_a_shell(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(FILE, encoding="utf-8")
    assert "Import a file: results of visits." in shell("import", "--help")[1]
    assert "Import a file: results of visits." in shell("import", "visits", "--help")[1]
    code, out, err = shell("import", "visits", path)
    assert (code, err) == (0, "")
    for label, number in (("Visited at home", 2), ("Visited at work", 1)):
        assert EN("count.line", label=label, count=EN("count.rows", n=number)) in out
    code, out, _ = shell("import", "visits", path, "--json")
    found = json.loads(out)
    assert (found["rows"], found["home"], found["office"], found["file"]) == (3, 2, 1, "2")


def test_an_added_kind_is_imported_from_the_inbox_folder_with_a_report_and_a_card(shell: Shell) -> None:
    context = shell.services
    inbox = context.settings.inbox / "visits"
    inbox.mkdir(parents=True)
    (inbox / "visits.csv").write_text(FILE, encoding="utf-8")
    folder = InboxFolder(text_reports.write_report)
    folder.take_next(context, CLOCK, 0.0)
    folder.take_next(context, CLOCK, 5.0)
    (report,) = (inbox / "done").glob("*.report.txt")
    text = report.read_text("utf-8-sig")
    assert text.count("results of visits") == text.count("Visited at home") == 2
    (key,) = context.post_keys("visits")
    entry = index_file_posts(FILE_KINDS.values())["visits"]
    card = entry.render(context, Frame(EN, Mode.LIVE), key, charts=True)
    assert "Visits: 2 at home" in card.text
    for part in ("Results of visits", "Visited at work"):
        assert part in str(card.blocks)
    assert EN("list.delete_file") not in str(card.blocks)
