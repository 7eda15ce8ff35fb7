"""Rows whose batch is known are read like rows by themselves: what is searched in its columns is found in each row."""

from datetime import date

import pytest

from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import CALLS, EXCLUSIONS, TARGETS, SampleRow

ROWS: tuple[dict[str, str], ...] = (
    {},
    {"氏名": "山田花子（死亡）"},
    {"氏名": "山田花子"},
    {"自由欄": "破産"},
    {"自由欄": "催告停止"},
    {"備考": "支払済"},
    {"自由欄": "〃"},
    {"自由欄": "〃", "備考": " 〃 "},
    {"備考": "町内会"},
    {"宛名番号": "", "氏名": ""},
)


@pytest.mark.parametrize("sample", [TARGETS, CALLS, EXCLUSIONS], ids=str)
def test_rows_of_a_known_batch_are_read_like_rows_alone(sample: SampleRow) -> None:
    cells = {"氏名": "", **sample.cells, "備考": "", "自由欄": ""}
    rows = [[*{**cells, **changes}.values()] for changes in ROWS]
    alone, together = RowContext(today=date(2026, 7, 20)), RowContext(today=date(2026, 7, 20))
    read_alone, read_together = sample.make_reader(cells, alone), sample.make_reader(cells, together)
    expected = [read_alone(number, row) for number, row in enumerate(rows)]
    found = []
    for start in range(0, len(rows), 4):
        batch = rows[start : start + 4]
        together.batch = [set(column) for column in zip(*batch, strict=True)]
        found += [read_together(start + at, row) for at, row in enumerate(batch)]
    assert found == expected
    assert together.questions == alone.questions
    assert len({*map(repr, (row[3:] for row in found))}) > 1  # a ground is found in some of them
