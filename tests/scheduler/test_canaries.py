"""Nothing of a file is seen in Slack, logs, temporary files or the database: not a cell, heading, sheet or file name.

Each column, heading, sheet and file name has a value that is nowhere else (a canary), in every kind of file, on every
way in, in files that are imported and in files that are refused; also while a file of new ids waits, and when columns
are assigned later.
"""

import hashlib
import itertools
import json
import logging
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from bot.model.errors import Refusal
from bot.model.imports import InboxResult
from bot.model.mode import Mode
from bot.rules.importing.column_questions import build_question_from_refusal
from bot.screens import column_questions, text_reports
from bot.screens.blocks import Frame
from bot.screens.imports import build_file_result
from bot.screens.labels import describe_refusal
from bot.services import posts, waiting_renumberings
from bot.services.imports import assignments
from bot.services.imports.column_mappings import ignore_progress
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import Source, import_file
from bot.words import words
from scheduler.jobs import CLOCK
from scheduler.post_table import POST_TABLE
from tests.corpus.workbooks import Sheet, workbook
from tests.services.files import Debt
from tests.services.harness import CHIEF, TUESDAY, UPLOADER, HarnessContext
from tests.services.steps import import_list, submit
from tests.services.test_secrecy import list_spellings

GOOD = ("csv", "xlsx", "bad_rows", "marked", "marked_bad_rows")
MARKED = ("marked", "two_tables", "marked_no_column", "marked_no_heading", "marked_bad_rows")
FRAME = Frame(words("ja"), Mode.SANDBOX)
FOLDERS = ("inbox", "exports")


KINDS: dict[str, dict[str, str | None]] = {
    "targets": {
        **dict.fromkeys(("宛名番号", "氏名", "住所", "除外区分", "税目", "現滞区分", "続柄", "備考")),
        "電話番号": "090-8765-1234",
        "納期限": "2026-05-31",
    },
    "payments": {
        **dict.fromkeys(("宛名番号", "税目", "年度", "期別", "納付区分", "納付番号", "処理区分", "備考")),
        "納付日": "2026-07-06",
        "納付額": "30000",
    },
    "calls": {
        **dict.fromkeys(("宛名番号", "氏名", "約束日", "備考")),
        "架電先": "090-8765-1234",
        "架電日": "2026-07-06",
        "架電結果": "不在",
    },
    "exclusions": dict.fromkeys(("宛名番号", "氏名", "除外区分", "除外事由", "支援措置", "備考")),
    "decisions": {**dict.fromkeys(("宛名番号", "リスト番号", "判断", "氏名")), "電話番号": "090-8765-1234"},
}
"""The headings of each kind, with a cell that can be read, or None where any text may be."""
MISSING = {
    "targets": "納期限",
    "payments": "納付日",
    "calls": "架電結果",
    "exclusions": "宛名番号",
    "decisions": "判断",
}


class Canaries:
    """Makes values that are nowhere else, and looks for them."""

    def __init__(self) -> None:
        self._count = itertools.count(70_011)
        self.values: list[str] = []

    def make(self) -> str:
        self.values.append(f"ﾋﾖｺ{next(self._count)}号")
        return self.values[-1]

    def make_id(self) -> str:
        """Make a taxpayer id."""
        self.values.append(f"{next(self._count):015}")
        return self.values[-1]

    def find(self, content: bytes) -> set[str]:
        """Find the values in any spelling: as they are, folded, hashed without a key."""
        return {value for value in self.values for form in _list_forms(value) if form in content}


def _list_forms(value: str) -> Iterator[bytes]:
    for text in (value, unicodedata.normalize("NFKC", value)):
        yield from list_spellings(text)
        yield json.dumps(text)[1:-1].encode()
        digest = hashlib.sha256(text.encode())
        yield digest.digest()[:8]
        yield digest.hexdigest()[:16].encode()


class Watcher:
    """Collects what people and programs see, and looks for canaries in it."""

    def __init__(self, context: HarnessContext, temporary: Path, caplog: pytest.LogCaptureFixture) -> None:
        self.canaries = Canaries()
        self.context = context
        self._temporary = temporary
        self._caplog = caplog
        self._shown: list[str] = []

    def show(self, *texts: object) -> None:
        """Add what a person is shown, and every post that waits, as the poster renders it."""
        due = posts.find_due_posts(self.context, CLOCK)
        cards = [POST_TABLE[post.kind].render(self.context, FRAME, post.key, charts=True) for post in due]
        self._shown += [*map(str, texts), *(f"{card.text} {card.blocks}" for card in cards)]

    def check(self) -> None:
        """Check that no canary is anywhere."""
        logged = [str(vars(record)) for record in self._caplog.records if "pool" not in record.name]
        assert self.canaries.find("\n".join([*self._shown, *logged]).encode()) == set()
        assert [each for each in self._temporary.rglob("*") if each.is_file()] == []
        self.context.store.close()
        assert self.canaries.find(self.context.read_bytes()) == set()


@pytest.fixture
def watcher(
    context: HarnessContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Watcher:
    """A watcher of everything that leaves the process or stays behind."""
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Watcher(context, temporary, caplog)


def write_file(folder: Path, kind: str, canaries: Canaries, way: str) -> Path:
    """Write a file whose columns, headings, sheet and name have canaries; `way` says what is wrong with it."""
    cells = dict(KINDS[kind])
    if way.endswith("no_column"):
        del cells[MISSING[kind]]
    heading = [*cells, canaries.make(), f"氏名（{canaries.make()}）"]
    if way.endswith("no_heading"):
        heading = [canaries.make() for _ in heading]
    rows = [[cell or canaries.make() for cell in [*cells.values(), None, None]] for _ in range(2)]
    if way.endswith("bad_rows"):
        rows = [[canaries.make() for _ in row] for row in rows]
    return write_table(folder, canaries, [heading, *rows], way)


def write_table(folder: Path, canaries: Canaries, rows: list[list[str]], way: str) -> Path:
    """Write a CSV or a workbook whose name, and sheet, is a canary."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{canaries.make()}.{'csv' if way == 'csv' else 'xlsx'}"
    if way == "csv":
        path.write_text("\r\n".join(map(",".join, rows)), encoding="utf-8")
    elif way in MARKED:
        write_marked_workbook(path, canaries, rows, has_two_tables=way == "two_tables")
    else:
        path.write_bytes(workbook(Sheet(rows, name=canaries.make())))
    return path


def write_marked_workbook(path: Path, canaries: Canaries, rows: list[list[str]], *, has_two_tables: bool) -> None:
    """Write a workbook with canaries wherever a spreadsheet program keeps texts besides cells."""
    make = canaries.make
    with Workbook(path, {"tmpdir": str(path.parent)}) as book:
        texts = (
            "title",
            "subject",
            "author",
            "manager",
            "company",
            "category",
            "keywords",
            "comments",
            "hyperlink_base",
        )
        book.set_properties({text: make() for text in texts})
        book.set_custom_property(make(), make())
        sheet = book.add_worksheet(make())
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
            sheet.write_comment(at, at, make(), {"author": make()})
        book.define_name(f"Name_{make()}", f"='{sheet.name}'!$A$2")
        sheet.set_header(f"&L{make()}")
        sheet.set_footer(f"&R{make()}")
        sheet.data_validation(1, 0, 9, 0, {"validate": "list", "source": [make()], "input_message": make()})
        sheet.insert_textbox(9, 9, make(), {"description": make()})
        sheet.write_url(1, len(rows[0]) - 1, f"internal:'{sheet.name}'!A1", string=rows[1][-1], tip=make())
        other = book.add_worksheet(make())
        if has_two_tables:
            other.write_row(0, 0, ("宛名番号", "氏名", "電話番号"))
            other.write_row(1, 0, (canaries.make_id(), make(), "090-8765-1234"))
        else:
            other.write(0, 0, make())
        other.hide()


def import_by(context: HarnessContext, source: str, kind: str, path: Path) -> list[str]:
    """Import a file; return what is shown of it beside its card."""
    if source == "inbox":
        take_files(context)
        return []
    try:
        way = Source(source, UPLOADER.user if source == "slack" else None)
        import_file(context, UPLOADER, FILE_KINDS[kind], path, name="消込" if source == "slack" else None, source=way)
    except Refusal as refusal:
        question = build_question_from_refusal(kind, refusal.facts)
        form = question and column_questions.build_form(FRAME, "list_columns", question, "F1")
        return [describe_refusal(FRAME.words, refusal), str(form)] if source == "slack" else []
    return []


def take_files(context: HarnessContext) -> None:
    """Run the job of the inbox folder until it has taken every file."""
    job = InboxFolder(text_reports.write_report)
    for moment in (0.0, 100.0, 200.0):
        job.take_next(context, CLOCK, moment)


@pytest.mark.parametrize("way", ["csv", "xlsx", "bad_rows", "no_column", "no_heading", *MARKED])
@pytest.mark.parametrize("source", ["slack", "terminal", "inbox"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_value_of_a_file_is_seen(
    context: HarnessContext, watcher: Watcher, tmp_path: Path, kind: str, source: str, way: str
) -> None:
    folder = context.settings.inbox / kind if source == "inbox" else tmp_path / "files"
    path = write_file(folder, kind, watcher.canaries, way)
    watcher.show(*import_by(context, source, kind, path))
    outcome = context.list_audited()[0][2]
    assert (outcome in ("done", "decisions_unread")) is (way in GOOD), outcome
    watcher.check()


@pytest.mark.parametrize("way", ["csv", "xlsx"])
@pytest.mark.parametrize("source", ["slack", "terminal", "inbox"])
def test_no_value_of_a_file_that_decides_on_shared_numbers_is_seen(
    context: HarnessContext, watcher: Watcher, tmp_path: Path, source: str, way: str
) -> None:
    canaries = watcher.canaries
    people = [canaries.make_id(), canaries.make_id()]
    import_list(context, [Debt(taxpayer=who, name=canaries.make()) for who in people])
    rows = [["1", who, "090-1234-5601", mark, canaries.make()] for who, mark in zip(people, "○×", strict=True)]
    heading = ["リスト番号", "宛名番号", "電話番号", "判断", canaries.make()]
    folder = context.settings.inbox / "decisions" if source == "inbox" else tmp_path / "files"
    watcher.show(*import_by(context, source, "decisions", write_table(folder, canaries, [heading, *rows], way)))
    assert context.column("SELECT shared_decision FROM recipients ORDER BY id") == ["send", "leave"]
    watcher.check()


def write_renumbering(watcher: Watcher, way: str) -> Path:
    """Put a file of new ids into the inbox folder, in a city with one of its people."""
    canaries, context = watcher.canaries, watcher.context
    who = canaries.make_id()
    import_list(context, [Debt(taxpayer=who, name=canaries.make())])
    heading = ["旧宛名番号", "新宛名番号", canaries.make(), f"氏名（{canaries.make()}）"]
    if way == "no_column":
        heading[1] = canaries.make()
    if way == "no_heading":
        heading = [canaries.make() for _ in heading]
    first, second = ([each, canaries.make_id(), canaries.make(), canaries.make()] for each in (who, canaries.make_id()))
    if way == "bad_rows":
        second[1] = canaries.make()
    rows = [heading, first, second]
    return write_table(context.settings.inbox / "renumber", canaries, rows, "csv" if way == "csv" else "xlsx")


@pytest.mark.parametrize("way", ["csv", "xlsx", "bad_rows", "no_column", "no_heading"])
def test_no_value_of_a_file_of_new_ids_is_seen_while_it_waits(
    context: HarnessContext, watcher: Watcher, way: str
) -> None:
    write_renumbering(watcher, way)
    take_files(context)
    watcher.show()
    is_good = way in ("csv", "xlsx")
    assert [len(context.post_keys(kind)) for kind in ("renumbering", "inbox_failed")] == [is_good, not is_good]
    watcher.check()


@pytest.mark.parametrize("way", ["applied", "discarded", "changed", "gone", "campaign"])
def test_no_value_of_a_file_of_new_ids_is_seen_after_a_supervisor_decided(
    context: HarnessContext, watcher: Watcher, way: str
) -> None:
    write_renumbering(watcher, "csv")
    take_files(context)
    watcher.show()
    (path,) = (context.settings.inbox / "renumber" / "waiting").glob("*.csv")
    if way == "changed":
        path.write_bytes(path.read_bytes() + b",\r\n")
    elif way == "gone":
        path.unlink()
    elif way == "campaign":
        submit(context, 1)
    decide = waiting_renumberings.discard_waiting if way == "discarded" else waiting_renumberings.apply_waiting
    try:
        decide(context, CHIEF, 1, waiting_renumberings.get_waiting(context, CLOCK, 1).token)
    except Refusal as refusal:
        watcher.show(describe_refusal(FRAME.words, refusal))
    state = waiting_renumberings.get_waiting(context, CLOCK, 1).state.value
    assert state == (way if way in ("applied", "discarded") else "waiting")
    watcher.show()
    watcher.check()


@pytest.mark.parametrize("way", ["csv", "xlsx", "gone"])
@pytest.mark.parametrize("source", ["slack", "inbox"])
@pytest.mark.parametrize(
    ("kind", "column"), [("payments", "booked_on"), ("calls", "called_time"), ("exclusions", "as_of_on")]
)
def test_no_value_of_a_file_whose_columns_are_assigned_is_seen(
    context: HarnessContext, watcher: Watcher, tmp_path: Path, kind: str, column: str, source: str, way: str
) -> None:
    file_kind = FILE_KINDS[kind]
    folder = context.settings.inbox / kind if source == "inbox" else tmp_path / "files"
    path = write_file(folder, kind, watcher.canaries, "csv" if way == "csv" else "xlsx")
    watcher.show(*import_by(context, source, kind, path))
    found = assignments.get_assignable_file(context, UPLOADER, file_kind, 1)
    watcher.show(column_questions.build_form(FRAME, "file_columns", found.question, f"{kind}:1", found.remembered))
    chosen = {column: found.question.headings[-1]}
    if way == "gone":
        assignments.remember_columns(context, UPLOADER, file_kind, 1, chosen)
    else:
        copy = assignments.find_in_inbox(context, file_kind, found.file) if source == "inbox" else path
        assert copy is not None
        view = assignments.read_again(
            context, UPLOADER, file_kind, found, chosen, copy, reduced=False, progress=ignore_progress
        )
        watcher.show(build_file_result(FRAME, view), text_reports.write_report(InboxResult(kind, "x", TUESDAY, view)))
    watcher.show()
    watcher.check()


@pytest.mark.parametrize("form", ["clear", "folded", "hash", "escaped"])
def test_a_value_that_is_seen_is_found(form: str) -> None:
    canaries = Canaries()
    value = canaries.make()
    seen = {
        "clear": value.encode("cp932"),
        "folded": unicodedata.normalize("NFKC", value).encode(),
        "hash": hashlib.sha256(value.encode()).hexdigest().encode(),
        "escaped": json.dumps({"x": value}).encode(),
    }
    assert canaries.find(b"..." + seen[form] + b"...") == {value}
