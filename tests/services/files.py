"""Write small files as a core system exports them."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Debt:
    """One row of a target list; the person is eligible for a message on 7 July 2026."""

    taxpayer: str = "1001"
    phone: str = "090-1234-5601"
    name: str = "納税　太郎"
    tax: str = "固定資産税"
    year: str = "令和8"
    fiscal_year: str = "令和8"
    arrears: str = "現年"
    instalment: str = "1"
    due: str = "R8.5.31"
    demanded: str = "R8.6.19"
    amount: str = "30000"
    calls: str = "2"
    promise: str = ""
    excluded: str = ""
    obtained: str = ""
    relation: str = ""
    letter: str = ""
    last_called: str = ""


MADE_IN_CALC = Path(__file__).parents[1] / "corpus" / "made_in_calc.xlsx"
"""A CSV of fourteen people, opened in LibreOffice Calc and saved as a workbook: a title, lost leading zeros, dates as
text and a row of totals."""

HEADINGS = {
    "taxpayer": "宛名番号",
    "phone": "電話番号",
    "name": "氏名",
    "tax": "税目",
    "year": "年度",
    "fiscal_year": "調定年度",
    "arrears": "現滞区分",
    "instalment": "期別",
    "due": "納期限",
    "demanded": "督促発付日",
    "amount": "未納額",
    "calls": "架電回数",
    "promise": "納付約束日",
    "excluded": "除外区分",
    "obtained": "番号取得日",
    "relation": "続柄",
    "letter": "発送日",
    "last_called": "最終架電日",
}


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of a payment file: the default debt, paid in full."""

    taxpayer: str = "1001"
    tax: str = "固定資産税"
    year: str = "令和8"
    instalment: str = "1"
    paid: str = "20260706"
    booked: str = "20260707"
    amount: str = "30000"
    channel: str = "銀行"
    reversal: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One row of call results: the default person was absent on 6 July 2026 at 14:00."""

    taxpayer: str = "1001"
    phone: str = ""
    at: str = "2026/7/6 14:00"
    result: str = "不在"
    promised: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One row of an exclusion file."""

    taxpayer: str = "1001"
    flag: str = "1"
    reason: str = ""
    as_of: str = ""


ROW_HEADINGS = {
    Paid: "宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分,取消区分",
    CallRow: "宛名番号,電話番号,架電日時,架電結果,約束日",
    ExclusionRow: "宛名番号,除外区分,除外事由,基準日",
}


def make_debts(count: int, **same: str) -> list[Debt]:
    """Return people with a debt and a number each: 1001 and 090-1234-5601, 1002 and …5602, …"""
    return [Debt(taxpayer=str(1000 + n), phone=f"090-1234-{5600 + n}", **same) for n in range(1, count + 1)]


def write_target_list(
    path: Path, debts: Iterable[Debt], *, without: Sequence[str] = (), encoding: str = "cp932"
) -> Path:
    """Write a target list, without some columns; return its path."""
    names = [field.name for field in fields(Debt) if field.name not in without]
    rows = (",".join(getattr(debt, name) for name in names) for debt in debts)
    return write_lines(path, ",".join(HEADINGS[name] for name in names), rows, encoding)


Row = TypeVar("Row", Paid, CallRow, ExclusionRow)


def write_rows(path: Path, kind: type[Row], rows: Iterable[Row]) -> Path:
    """Write a file of payments, call results or exclusions; return its path."""
    return write_lines(path, ROW_HEADINGS[kind], (",".join(astuple(row)) for row in rows))


def write_lines(path: Path, heading: str, lines: Iterable[str], encoding: str = "cp932") -> Path:
    """Write a file with these lines; return its path."""
    path.write_bytes("".join(f"{line}\r\n" for line in (heading, *lines)).encode(encoding))
    return path
