"""Nothing of a file is seen in Slack, logs, temporary files or the database: not a cell, heading, sheet or file name.

Each column, heading, sheet and file name has a value that is nowhere else (a canary), in every kind of file, on every
way in, in files that are imported and in files that are refused.
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

from bot.model.errors import Refusal
from bot.model.views import Mode
from bot.rules.importing.column_questions import build_question_from_refusal
from bot.screens import column_questions, text_reports
from bot.screens.blocks import Frame
from bot.screens.labels import describe_refusal
from bot.services import posts
from bot.services.imports.inbox_folder import InboxFolder
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import Source, import_file
from bot.words import words
from scheduler.jobs import CLOCK
from scheduler.post_table import POST_TABLE
from tests.corpus.workbooks import Sheet, workbook
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.test_secrecy import list_spellings

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


def write_file(folder: Path, kind: str, canaries: Canaries, way: str) -> Path:
    """Write a file whose columns, headings, sheet and name have canaries; `way` says what is wrong with it."""
    cells = dict(KINDS[kind])
    if way == "no_column":
        del cells[MISSING[kind]]
    heading = [*cells, canaries.make(), f"氏名（{canaries.make()}）"]
    if way == "no_heading":
        heading = [canaries.make() for _ in heading]
    rows = [[cell or canaries.make() for cell in [*cells.values(), None, None]] for _ in range(2)]
    if way == "bad_rows":
        rows = [[canaries.make() for _ in row] for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{canaries.make()}.{'csv' if way == 'csv' else 'xlsx'}"
    if way == "csv":
        path.write_text("\r\n".join(",".join(row) for row in [heading, *rows]), encoding="utf-8")
    else:
        path.write_bytes(workbook(Sheet([heading, *rows], name=canaries.make())))
    return path


def import_by(context: HarnessContext, source: str, kind: str, path: Path) -> list[str]:
    """Import a file; return what is shown of it beside its card."""
    if source == "inbox":
        job = InboxFolder(text_reports.write_report)
        for moment in (0.0, 100.0, 200.0):
            job.take_next(context, CLOCK, moment)
        return []
    try:
        way = Source(source, UPLOADER.user if source == "slack" else None)
        import_file(context, UPLOADER, FILE_KINDS[kind], path, name="消込" if source == "slack" else None, source=way)
    except Refusal as refusal:
        question = build_question_from_refusal(kind, refusal.facts)
        form = question and column_questions.build_form(FRAME, "list_columns", question, "F1")
        return [describe_refusal(FRAME.words, refusal), str(form)] if source == "slack" else []
    return []


def list_shown(context: HarnessContext) -> list[str]:
    """Render every post that waits, as the poster does."""
    due = posts.find_due_posts(context, CLOCK)
    cards = [POST_TABLE[post.kind].render(context, FRAME, post.key, charts=True) for post in due]
    return [f"{card.text} {card.blocks}" for card in cards]


@pytest.mark.parametrize("way", ["csv", "xlsx", "bad_rows", "no_column", "no_heading"])
@pytest.mark.parametrize("source", ["slack", "terminal", "inbox"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_value_of_a_file_is_seen(
    context: HarnessContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    source: str,
    way: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    canaries = Canaries()
    folder = context.settings.inbox / kind if source == "inbox" else tmp_path / "files"
    path = write_file(folder, kind, canaries, way)
    shown = [*import_by(context, source, kind, path), *list_shown(context)]
    outcome = context.list_audited()[0][2]
    assert (outcome in ("done", "decisions_unread")) is (way in ("csv", "xlsx", "bad_rows")), outcome
    logged = [str(vars(record)) for record in caplog.records if "pool" not in record.name]
    assert canaries.find("\n".join([*shown, *logged]).encode()) == set()
    assert [each for each in temporary.rglob("*") if each.is_file()] == []
    context.store.close()
    assert canaries.find(context.read_bytes()) == set()


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
