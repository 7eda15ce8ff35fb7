"""What all kinds of imports have in common: permission, refusals, incidents, their audit entries and posts."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.model.errors import FileRefused, NotAllowed, NotFound
from bot.model.posts import Mentioned
from bot.services.imports import pipeline
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import Source, import_file
from tests.services.harness import CLOCK, OPERATOR, TUESDAY, UPLOADER, HarnessContext

WAYS = (Source("slack", UPLOADER.user), Source("terminal", None), Source("inbox", None))


class Sample(NamedTuple):
    """A kind of file: its headings, a row, a heading that may be forbidden, and the name of its post and action."""

    heading: str
    row: str
    sensitive: str
    noun: str

    def write(self, path: Path, numbers: Iterable[int] = (1001,), heading: str = "備考", last: str = "") -> Path:
        """Write a row for each number; `heading` is that of one more column, `last` its cell in the last row."""
        rows = ",\n".join(self.row.format(n=number) for number in numbers)
        path.write_text(f"{self.heading},{heading}\n{rows},{last}\n", encoding="utf-8")
        return path


LIST_ROW, CALL_ROW = "{n},090-1234-{n},2026-05-31", "{n},2026/7/6 14:00,不在"
SAMPLES = {
    "targets": Sample("宛名番号,電話番号,納期限", LIST_ROW, "氏名", "list"),
    "payments": Sample("宛名番号,納付日,金額", "{n},2026-07-06,30000", "住所", "payments"),
    "calls": Sample("宛名番号,架電日時,架電結果", CALL_ROW, "氏名", "calls"),
    "exclusions": Sample("宛名番号,除外区分", "{n},1", "氏名", "exclusions"),
}
EVERY_KIND = pytest.mark.parametrize("kind", SAMPLES)


def assert_nothing_is_stored(context: HarnessContext) -> None:
    assert context.count_list_rows() == [0] * 5
    assert [context.count(table) for table in ("imported_files", "payments", "calls", "exclusions")] == [0] * 4


def import_refused(context: HarnessContext, path: Path, source: Source, kind: str) -> str:
    """Import a file that is refused; return the code."""
    actor = UPLOADER if source.person else CLOCK
    with pytest.raises(FileRefused) as refused:
        import_file(context, actor, FILE_KINDS[kind], path, name="x", source=source)
    return refused.value.code


@EVERY_KIND
def test_a_user_who_may_not_import_is_refused_before_the_file_is_read(
    context: HarnessContext, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(NotAllowed):
        import_file(context, OPERATOR, FILE_KINDS[kind], tmp_path / "no.csv", name="x", source=WAYS[0])
    assert context.list_audited() == [("U_OPERATOR", f"{SAMPLES[kind].noun}.import", "not_allowed")]


@EVERY_KIND
def test_an_import_queues_its_post(context: HarnessContext, tmp_path: Path, kind: str) -> None:
    path = SAMPLES[kind].write(tmp_path / "x.csv")
    import_file(context, UPLOADER, FILE_KINDS[kind], path, name="x", source=WAYS[0])
    assert context.posts() == [(SAMPLES[kind].noun, "1", "desk")]


@EVERY_KIND
def test_an_import_reports_how_many_rows_were_read(context: HarnessContext, tmp_path: Path, kind: str) -> None:
    path, reported = SAMPLES[kind].write(tmp_path / "x.csv", (1001, 1002, 1003)), list[int]()
    import_file(context, UPLOADER, FILE_KINDS[kind], path, name="x", source=WAYS[0], progress=reported.append)
    assert reported == [3]


@EVERY_KIND
def test_a_file_with_names_or_addresses_is_refused_where_they_are_not_allowed(
    context: HarnessContext, tmp_path: Path, kind: str
) -> None:
    reduced, sample = Source("slack", UPLOADER.user, reduced=True), SAMPLES[kind]
    path = sample.write(tmp_path / "x.csv", heading=sample.sensitive, last="x")
    assert import_refused(context, path, reduced, kind) == "upload_has_names"
    assert_nothing_is_stored(context)
    import_file(context, UPLOADER, FILE_KINDS[kind], sample.write(path), name="x", source=reduced)


@pytest.mark.parametrize("source", WAYS, ids=lambda source: source.how)
@EVERY_KIND
def test_a_personal_number_is_an_incident_in_every_kind_of_import(
    context: HarnessContext, tmp_path: Path, source: Source, kind: str
) -> None:
    path = SAMPLES[kind].write(tmp_path / "x.csv", heading="個人番号", last="4")
    assert import_refused(context, path, source, kind) == "personal_number"
    (key,) = context.post_keys("incident")
    shown = pipeline.get_personal_number(context, OPERATOR, int(key))
    assert (shown.kind, shown.how, shown.person, shown.at) == (kind, source.how, source.person, TUESDAY)
    assert shown.mentioned == Mentioned(("S0SUPERVISE",))
    assert context.woken
    assert context.list_audited()[-1][2] == "personal_number"


@pytest.mark.parametrize(("kind", "heading"), [("targets", "備考"), ("calls", "電話番号"), ("exclusions", "除外事由")])
def test_a_personal_number_at_the_end_of_a_long_file_stores_only_the_incident(
    context: HarnessContext, tmp_path: Path, kind: str, heading: str
) -> None:
    path = SAMPLES[kind].write(tmp_path / "x.csv", range(5000, 8000), heading=heading, last="123456789018")
    assert import_refused(context, path, WAYS[0], kind) == "personal_number"
    assert [post for post, _, _ in context.posts()] == ["incident"]
    assert_nothing_is_stored(context)
    assert context.list_audited() == [("U_UPLOADER", f"{SAMPLES[kind].noun}.import", "personal_number")]
    assert "123456789018" not in str(context.audit_entries())


@EVERY_KIND
def test_any_other_refusal_is_audited_and_no_incident(context: HarnessContext, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes("拝啓,ご清祥のことと\r\n存じます,敬具\r\n".encode("cp932"))
    assert import_refused(context, path, WAYS[1], kind) == "no_heading"
    assert context.list_audited() == [("clock", f"{SAMPLES[kind].noun}.import", "no_heading")]
    assert context.posts() == []
    assert_nothing_is_stored(context)
    with pytest.raises(NotFound):
        pipeline.get_personal_number(context, OPERATOR, 1)
