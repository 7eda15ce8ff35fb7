"""A file of the corpus with its expected outcome, and the valid rows that most files start from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

HEADING = ("宛名番号", "氏名", "電話番号", "税目", "年度", "期別", "納期限", "未納額")
GOOD = ("0000123", "納税　太郎", "090-1234-5678", "固定資産税", "2026", "1", "2026-05-31", "12000")
PAID_HEADING = ("宛名番号", "税目", "年度", "期別", "納付日", "収納日", "金額", "納付区分", "取消区分")
PAID = ("0000123", "固定資産税", "2026", "1", "2026-06-10", "2026-06-12", "12000", "銀行", "")
CALL_HEADING = ("宛名番号", "電話番号", "架電日時", "架電結果", "約束日")
CALLED = ("0000123", "090-1234-5678", "2026/7/7 14:00", "不在", "")
EXCLUSION_HEADING = ("宛名番号", "除外区分", "除外事由", "基準日")
EXCLUDED = ("0000123", "1", "死亡", "2026-07-07")
OK = "ok"


@dataclass(frozen=True, slots=True)
class Case:
    """A file. `outcome` is the refusal's code, or a word for each row.

    A row's word is the code of its problem, or `ok` and the codes of its corrections. An accepted row has the values of
    GOOD (or PAID, CALLED, EXCLUDED), except those in `meaning`: phone, due_on, amount, … as text.
    """

    section: str
    name: str
    content: bytes
    outcome: str | tuple[str, ...]
    meaning: tuple[tuple[str, str], ...] = ()
    kind: str = "targets"
    facts: tuple[tuple[str, object], ...] = ()


def join_rows(*rows: Sequence[str], end: str = "\r\n", between: str = ",") -> str:
    """Join rows to a text. A cell with the separator, a quote or a line break is quoted."""
    return "".join(between.join(_quote(cell, between) for cell in row) + end for row in rows)


def change_target(**changes: str) -> list[str]:
    """Return GOOD with changed cells, named by their headings."""
    return _change(HEADING, GOOD, changes)


def change_payment(**changes: str) -> list[str]:
    """Return PAID with changed cells."""
    return _change(PAID_HEADING, PAID, changes)


def change_call(**changes: str) -> list[str]:
    """Return CALLED with changed cells."""
    return _change(CALL_HEADING, CALLED, changes)


def change_exclusion(**changes: str) -> list[str]:
    """Return EXCLUDED with changed cells."""
    return _change(EXCLUSION_HEADING, EXCLUDED, changes)


def make_csv(*rows: Sequence[str], heading: Sequence[str] = HEADING, encoding: str = "cp932") -> bytes:
    """Return a CSV file."""
    return join_rows(heading, *rows).encode(encoding)


def make_cell_cases(section: str, column: str, cells: Iterable[tuple[str | tuple[str, str], str]]) -> Iterable[Case]:
    """Make a list of one row for each spelling of a cell.

    `cells`: the word of the row, or its word and its meaning if that differs from GOOD; and the cell.
    """
    for expected, cell in cells:
        word, meaning = (expected, "") if isinstance(expected, str) else expected
        text = make_csv(change_target(**{column: cell}), encoding="utf-8-sig")
        different = ((FIELDS[column], meaning),) if meaning else ()
        yield Case(section, _make_name(cell), text, (word,), different)


FIELDS = {
    "宛名番号": "taxpayer",
    "電話番号": "phone",
    "納期限": "due_on",
    "未納額": "amount",
    "年度": "year",
    "期別": "instalment",
    "税目": "tax",
}


def _make_name(cell: str) -> str:
    if not cell.strip():
        return "（空白）"
    return cell if cell == cell.strip() else f"␣{cell.strip()}␣"


def _change(heading: Sequence[str], cells: Sequence[str], changes: Mapping[str, str]) -> list[str]:
    return [changes.get(name, cell) for name, cell in zip(heading, cells, strict=True)]


def _quote(cell: str, between: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in (between, '"', "\n")) else cell
