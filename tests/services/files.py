"""Write small files as a core system exports them."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path


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


PAYMENT_HEADINGS = "宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分,取消区分"


def make_debts(count: int, **same: str) -> list[Debt]:
    """Return people with a debt and a number each: 1001 and 090-1234-5601, 1002 and …5602, …"""
    return [Debt(taxpayer=str(1000 + n), phone=f"090-1234-{5600 + n}", **same) for n in range(1, count + 1)]


def write_target_list(
    path: Path, debts: Iterable[Debt], *, without: Sequence[str] = (), encoding: str = "cp932"
) -> Path:
    """Write a target list, without some columns; return its path."""
    names = [field.name for field in fields(Debt) if field.name not in without]
    lines = [",".join(HEADINGS[name] for name in names)]
    lines += [",".join(getattr(debt, name) for name in names) for debt in debts]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def write_payment_file(path: Path, paid: Iterable[Paid]) -> Path:
    """Write a payment file; return its path."""
    lines = [PAYMENT_HEADINGS, *(",".join(astuple(row)) for row in paid)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp932"))
    return path
