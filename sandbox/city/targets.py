"""The target list as the core system would export it: CP932, CRLF, a title above the heading, a total below."""

import csv
import io
from collections.abc import Sequence

from sandbox.city.debts import date_cell, sum_cell
from sandbox.city.planting import Fate, Row

TITLE = "納付案内対象者一覧　令和8年7月7日現在（収納管理課）"
HEADING = (
    "宛名番号", "氏名", "電話番号", "税目", "相当年度", "現滞区分", "期別", "納期限", "督促発付日", "未納額",
    "架電回数", "最終架電日", "納付約束日", "除外区分",
)  # fmt: skip
UNKNOWN_PHONE = "不明"
IMPOSSIBLE_DATE = "R8.2.30"


def write(rows: Sequence[Row]) -> bytes:
    """Return the file."""
    total = f"{sum(row.unpaid for row in rows):,}"
    footer = ["合計", *[""] * (len(HEADING) - 1)]
    footer[HEADING.index("未納額")] = total
    return table([[TITLE], [], list(HEADING), *map(cells, rows), footer])


def table(lines: Sequence[Sequence[str]]) -> bytes:
    """Return lines as the core system writes CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("cp932")


def cells(row: Row) -> list[str]:
    """Return one line of the list."""
    person, kind, system = row.person, row.kind, row.kind.system
    due = IMPOSSIBLE_DATE if row.fate is Fate.BAD_DATE else date_cell(kind.due_on, system)
    return [
        person.taxpayer,
        person.name,
        UNKNOWN_PHONE if row.fate is Fate.MISSING_PHONE else person.phone_cell,
        kind.tax,
        f"令和{kind.year - 2018}",
        "滞繰" if kind.arrears else "現年",
        kind.instalment,
        due,
        date_cell(kind.demanded_on, system),
        sum_cell(row.unpaid, system),
        str(row.calls),
        date_cell(row.called_on if row.calls else None, system),
        date_cell(row.promised_on, system),
        person.excluded,
    ]
