"""A complete row of each kind of file, and a reader for it with some cells changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.row_reader import RowContext

NUMBER = 3
CONTEXT = RowContext()


@dataclass(frozen=True)
class SampleRow:
    """A complete row of one kind of file. `heading` and `row` have their cells between bars."""

    kind: str
    heading: str
    row: str

    def __str__(self) -> str:
        return self.kind

    @property
    def cells(self) -> dict[str, str]:
        """The cells by their headings."""
        return dict(zip(self.heading.split("|"), self.row.split("|"), strict=True))

    def read(self, **changes: str | None) -> Any:
        """Read the row with some cells changed; None removes the column."""
        row = {name: cell for name, cell in {**self.cells, **changes}.items() if cell is not None}
        return self.make_reader(row)(NUMBER, list(row.values()))

    def make_reader(self, heading: Iterable[str], context: RowContext = CONTEXT) -> Callable[[int, Sequence[str]], Any]:
        """Make the reader of rows below a heading."""
        file_format = FILE_FORMATS[self.kind]
        layout = build_layout([list(heading)], file_format.columns, {})
        return file_format.make_reader(layout, context)


TARGETS = SampleRow(
    "targets",
    "宛名番号|氏名|電話番号|税目|年度|調定年度|現滞区分|期別|納期限|督促発付日|未納額|架電回数|納付約束日|除外区分|番号取得日",
    "0000123|山田　太郎|9012345678|固定|R8|令和8|現年|第1期|R8.5.31|20260620|12,000|2|||2025/1/1",
)
PAYMENTS = SampleRow(
    "payments",
    "整理番号|税目|年度|期別|納付日|収納日|金額|納付区分|取消区分",
    "0000123|固定資産税|2026|1|R8.7.8|20260710|12,000|ｅLTAX|0",
)
CALLS = SampleRow(
    "calls",
    "宛名番号|電話番号|架電日|時刻|結果|約束日",
    "0000123|090-1234-5678|R8.7.7|14:00|01|2026/7/15",
)
EXCLUSIONS = SampleRow("exclusions", "宛名番号|除外区分|除外事由|基準日", "0000123|1|死亡|R8.7.7")
