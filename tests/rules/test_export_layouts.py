"""Layouts of files for the city's system: each entry that cannot be used is named."""

import pytest

from bot.rules.exporting.layouts import ExportKind, choose_layout, read_layout
from bot.rules.importing.record_layouts import BadLayout

BASE = 'base = "followup"\n'


@pytest.mark.parametrize("kind", ExportKind)
def test_nofu_ships_a_layout_of_each_kind(kind: ExportKind) -> None:
    layout = choose_layout((), kind)
    assert layout.kind is kind
    found = {"電話番号"} if kind is ExportKind.STOPS else {"宛名番号", "受付番号"}
    assert found <= set(layout.headings)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("= 1", "toml"),
        ('base = "other"', "base"),
        ('kind = "other"', "kind"),
        (BASE + "extra = 1", "extra"),
        (BASE + "version = 0", "version"),
        (BASE + "version = true", "version"),
        (BASE + 'name = ""', "name"),
        (BASE + "formats = []", "formats"),
        (BASE + 'formats = ["pdf"]', "formats"),
        (BASE + 'encoding = "latin-1"', "encoding"),
        (BASE + "columns = []", "columns"),
        (BASE + 'columns = [{ heading = "A", other = 1 }]', "columns"),
        (BASE + 'columns = [{ heading = "", text = "x" }]', "heading"),
        (BASE + 'columns = [{ heading = "A", text = "x" }, { heading = "A", text = "y" }]', "columns.heading"),
        (BASE + 'columns = [{ heading = "A" }]', "A.text"),
        (BASE + 'columns = [{ heading = "A", text = 1 }]', "A.text"),
        (BASE + 'columns = [{ heading = "A", text = "x", field = "ref" }]', "A.text"),
        (BASE + 'columns = [{ heading = "A", field = "amount" }]', "A.field"),
        (BASE + 'columns = [{ heading = "A", field = "due_on" }]', "A.day"),
        (BASE + 'columns = [{ heading = "A", field = "ref", day = "YYYYMMDD" }]', "A.day"),
        (BASE + 'columns = [{ heading = "A", field = "due_on", day = "DD" }]', "A.day"),
        (BASE + 'columns = [{ heading = "A", field = "sent_at", time = "HH" }]', "A.time"),
        (BASE + 'columns = [{ heading = "A", field = "due_on", day = "YYYYMMDD", time = "HHMM" }]', "A.time"),
        (BASE + "codes.other.x = 'y'", "codes"),
        (BASE + "codes.group = 1", "codes.group"),
        (BASE + "codes.group.letter = 'x'", "codes.group.letter"),
        (BASE + "codes.group.call = 1", "codes.group"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(text: str, entry: str) -> None:
    with pytest.raises(BadLayout) as bad:
        read_layout(text)
    assert bad.value.key == entry


def test_a_layout_without_a_base_needs_every_code() -> None:
    text = """
        name = "own"
        version = 1
        kind = "followup"
        formats = ["csv"]
        encoding = "cp932"
        columns = [{ heading = "A", field = "group" }]
        [codes.group]
        call = "1"
        research = "3"
        """
    with pytest.raises(BadLayout) as bad:
        read_layout(text)
    assert bad.value.key == "codes"
