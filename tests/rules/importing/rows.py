"""A complete row of each kind of file with a reader for it, and rows of a target list with columns of numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model.reasons import RowQuestion
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.heading_rows import find_heading
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.row_reader import RowContext
from bot.rules.importing.target_rows import make_target_reader

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


OWN, OTHER, LANDLINE = "09012345601", "09012345602", "0489534444"
WHO = {"宛名番号": "1001", "氏名": "納税　太郎", "氏名カナ": "ノウゼイ　タロウ", "納期限": "2026/5/31"}


def read_number(
    heading: Sequence[str], cells: Sequence[str], groups: str = "", chosen: str = ""
) -> tuple[str | None, bool, int]:
    """Read a row with these columns of numbers and owners; return the chosen number, whether it is own, the questions.

    `groups`: the upper line of the heading of these columns, its cells between bars. `chosen`: the heading of the
    numbers that a user named.
    """
    lines = [[*WHO, *groups.split("|")], ["", "", "", "", *heading]] if groups else [[*WHO, *heading]]
    context = RowContext()
    choice = {"phone": chosen} if chosen else {}
    read = make_target_reader(build_layout(find_heading(lines, TARGET_LIST, choice)[1], TARGET_LIST, choice), context)
    found = read(2, [*WHO.values(), *cells])
    return found.phone and found.phone.digits, found.own, context.questions[RowQuestion.OWNER_WORD]
