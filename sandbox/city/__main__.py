"""`python -m sandbox.city` writes the sample city's files: the target list, the payments, the counts to expect.

CSV is written as the core system exports it: CP932, CRLF. The list has a title above the heading and a total below. A
short second list still has its names, so that people see it refused in practice.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sandbox.city import EXPECTED, PAYMENTS, TARGETS, WITH_NAMES, data
from sandbox.city.debts import corrections, format_date, format_sum
from sandbox.city.payments import Payment, PaymentResult, make_payments
from sandbox.city.people import CORRECTIONS
from sandbox.city.population import FAILING, REJECTED, City, Result, Row

TITLE = "納付案内対象者一覧　令和8年7月7日現在（収納管理課）"
TARGETS_HEADING = (
    "宛名番号", "電話番号", "税目", "相当年度", "現滞区分", "期別", "納期限", "督促発付日", "未納額",
    "架電回数", "最終架電日", "納付約束日", "除外区分",
)  # fmt: skip
PAYMENTS_HEADING = ("整理番号", "税目", "年度", "期別", "納付日", "収納日", "金額", "納付区分", "取消区分")
NAME_HEADING = "氏名"
ROWS_WITH_NAMES = 20
UNKNOWN_PHONE = "不明"
IMPOSSIBLE_DATE = "R8.2.30"


def build() -> dict[str, bytes]:
    """Return the files by name; the same bytes every time."""
    city = City()
    paid = make_payments(city)
    footer = ["合計", *[""] * (len(TARGETS_HEADING) - 1)]
    footer[TARGETS_HEADING.index("未納額")] = f"{sum(row.unpaid for row in city.rows):,}"
    expected = {
        "targets": _targets(city.rows),
        "outcomes": _outcomes(city.rows),
        "payments": _payments(city.rows, paid),
    }
    return {
        TARGETS: _format_csv([[TITLE], [], TARGETS_HEADING, *map(_cells, city.rows), footer]),
        WITH_NAMES: _format_csv([_add_name(TARGETS_HEADING, NAME_HEADING), *_list_with_names(city.rows)]),
        PAYMENTS: _format_csv([PAYMENTS_HEADING, *(payment.cells for payment in paid)]),
        EXPECTED: (json.dumps(expected, indent=2, ensure_ascii=False) + "\n").encode(),
    }


def _format_csv(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("cp932")


def _cells(row: Row) -> list[str]:
    """Return one line of the list."""
    person, owed, system = row.person, row.instalment, row.instalment.system
    return [
        person.taxpayer,
        UNKNOWN_PHONE if row.result is Result.MISSING_PHONE else person.phone_cell,
        owed.tax,
        f"令和{owed.year - 2018}",
        "滞繰" if owed.arrears else "現年",
        owed.number,
        IMPOSSIBLE_DATE if row.result is Result.BAD_DATE else format_date(owed.due_on, system),
        format_date(owed.demanded_on, system),
        format_sum(row.unpaid, system),
        str(row.calls),
        format_date(row.called_on if row.calls else None, system),
        format_date(row.promised_on, system),
        person.flag,
    ]


def _list_with_names(rows: Sequence[Row]) -> Iterator[list[str]]:
    """Return the first lines of the list as they are when nobody has removed the names."""
    return (_add_name(_cells(row), row.person.name) for row in rows[:ROWS_WITH_NAMES])


def _add_name(cells: Sequence[str], name: str) -> list[str]:
    return [cells[0], name, *cells[1:]]


def _targets(rows: Sequence[Row]) -> dict[str, object]:
    """Count the rows by the result that was planned for them."""
    results = Counter(row.result for row in rows)
    excluded = {result: count for result, count in results.items() if result not in REJECTED | {Result.MESSAGED}}
    return {
        "rows": len(rows),
        "people": len({row.person.taxpayer for row in rows}),
        "recipients": len(_list_messaged(rows)),
        "accepted": results[Result.MESSAGED],
        "corrected": _count(code for row in rows if row.result not in REJECTED for code in _corrections(row)),
        "excluded": dict(sorted(excluded.items())),
        "rejected": {result: results[result] for result in sorted(REJECTED)},
    }


def _outcomes(rows: Sequence[Row]) -> dict[str, int]:
    """Count the recipients by the outcome that the ending of their number has."""
    endings = Counter(phone[-2:] for phone in _list_messaged(rows).values())
    failing = sum(endings[ending] for ending in FAILING if ending != "92")
    answered = len(_list_messaged(rows)) - endings["92"]
    return {"delivered": answered - failing, "undelivered": failing, "never_answered": endings["92"]}


def _payments(rows: Sequence[Row], payments: Sequence[Payment]) -> dict[str, object]:
    """Count the payments by result; `paid_after_sms` counts only people whose message is delivered."""
    results = Counter(payment.result for payment in payments)
    reached = {taxpayer for taxpayer, phone in _list_messaged(rows).items() if phone[-2:] not in FAILING}
    return {
        "rows": len(payments),
        **{result: results[result] for result in PaymentResult if result is not PaymentResult.BAD_AMOUNT},
        "rejected": {PaymentResult.BAD_AMOUNT: results[PaymentResult.BAD_AMOUNT]},
        "as_of": max(payment.booked_on for payment in payments).isoformat(),
        "paid_after_sms": len({payment.taxpayer for payment in payments if payment.after_sms} & reached),
    }


def _list_messaged(rows: Sequence[Row]) -> dict[str, str]:
    """Return the recipients with their numbers."""
    return {row.person.taxpayer: row.person.phone for row in rows if row.result is Result.MESSAGED}


def _corrections(row: Row) -> frozenset[str]:
    codes = corrections(row.unpaid, row.instalment.system)
    return codes | {row.person.number_format} if row.person.number_format in CORRECTIONS else codes


def _count(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, codes)).items()))


if __name__ == "__main__":
    for name, content in build().items():
        (data() / name).write_bytes(content)
        print(name, len(content))
