"""Reads columns of a payment file that say otherwise than by a word of channels.py what became of a payment.

A day (取消日), a reason (不能理由), a sign (正負区分), a state (入金状態), a code (振替結果) or a sum (還付額) becomes
a word. What could mean something else becomes none, so that the row stays a payment: a payer must not be messaged.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.rules.importing import payment_headings as known
from bot.rules.importing.cells import Yen, clean_cell, fold_cell, is_clear_no, is_nothing, read_yen
from bot.rules.importing.channels import read_state
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.debts import is_known_tax, read_instalment, read_tax
from bot.rules.importing.heading_names import normalise_heading, strip_brackets
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.patterns import compile_late

RowWord = Callable[[Sequence[str]], str]
"""Reads what one column of a row says of its payment."""
_MINUS = frozenset({"負", "減", "減額", "減算", "マイナス", "-", "▲", "△", "minus"})
_OUT = frozenset({"出金", "払出", "払", "出"})
_NOT_YET = frozenset({"未", "未済", "まだ"})
_FINE = frozenset({"正常", "正常終了", "成功", "ok", "済", "済み", "振替済", "振替済み", "完了"})
_BANKS_CODE = re.compile("[1-9]", re.ASCII)
"""Why a direct debit failed, in the banks' record of direct debits; 0 stands for a payment."""
_NOT_DEBITED = frozenset({"ng", "×", "不可", "失敗", "否"})
_CHARGE = compile_late(
    "(?:[0-9]+[:.]?)?(?:延滞金|督促手数料|督促料|手数料|加算金|過少申告加算金|不申告加算金|利子税|滞納処分費|還付加算金)"
)
"""A part of a debt that pays no tax: its row pays 0 yen, and holds its person."""
_INSTALMENT = re.compile("(?<![0-9])([0-9]{1,2})期|^第?([0-9]{1,2})$", re.ASCII)


def find_row_word(layout: Layout, at: int) -> RowWord | None:
    """The reader of a column whose heading says what its cells are; None for a column of words of channels.py."""
    key = _read_key(layout, at)
    day, text, total = (_find_word(signs, key) for signs in (known.BY_DAY, known.BY_TEXT, known.BY_SUM))
    if day:
        return lambda cells: day if isinstance(read_date(cells[at].strip()), ReadDay) else ""
    if text:
        return lambda cells: text if _says_something(cells[at]) else ""
    if total:
        return _make_sum_reader(total, at, layout.positions[Column.AMOUNT])
    if known.SIGN.fullmatch(key):
        return lambda cells: _read_sign(cells[at])
    if known.RESULT.fullmatch(key):
        return lambda cells: known.UNPAID if _says_failed(fold_cell(cells[at])) else cells[at]
    if known.PART.fullmatch(key):
        return lambda cells: known.UNPAID if _CHARGE.fullmatch(fold_cell(cells[at])) else ""
    if known.PAYING_STATE.fullmatch(key):
        return lambda cells: known.UNPAID if fold_cell(cells[at]) in _NOT_YET else read_state(cells[at])
    if known.STATE.fullmatch(key):
        return lambda cells: read_state(cells[at])
    return _make_move_reader(layout.positions, at) if known.MOVED_TO.fullmatch(key) else None


def list_refund_days(layout: Layout) -> list[int]:
    """The positions of the days on which a sum was given back."""
    sign = known.BY_DAY[known.REFUNDED]
    places = layout.places.get(Column.STAGE, ())
    return [at for at in places if sign.fullmatch(_read_key(layout, at))]


def _read_key(layout: Layout, at: int) -> str:
    """A heading as it is known: without words in brackets, such as a unit, and of two lines the lower one."""
    key = normalise_heading(layout.heading[at])
    return strip_brackets(key.rpartition("|")[2]) or key


def _find_word(signs: Mapping[str, re.Pattern[str]], key: str) -> str:
    return next((word for word, sign in signs.items() if sign.fullmatch(key)), "")


def _says_something(cell: str) -> bool:
    return not is_clear_no(cell) and fold_cell(cell) not in _FINE


def _says_failed(text: str) -> bool:
    return text in _NOT_DEBITED or _BANKS_CODE.fullmatch(text) is not None


def _read_sign(cell: str) -> str:
    text = fold_cell(cell)
    return known.CANCELLED if text in _MINUS else known.REFUNDED if text in _OUT else ""


def _make_sum_reader(word: str, at: int, amount_at: int) -> RowWord:
    """Make a reader of a sum that was taken back. A part of the payment is not enough: the rest still pays the debt."""

    def read(cells: Sequence[str]) -> str:
        back, paid = read_yen(cells[at].strip()), read_yen(cells[amount_at].strip())
        is_all = isinstance(back, Yen) and isinstance(paid, Yen) and 0 < paid.amount <= back.amount
        return word if is_all else ""

    return read


def _make_move_reader(positions: Mapping[Column, int], at: int) -> RowWord:
    """Make a reader of the debt to which a sum was moved. If it may be that of the row, the row pays it."""
    tax_at, instalment_at = positions.get(Column.TAX), positions.get(Column.INSTALMENT)

    def read(cells: Sequence[str]) -> str:
        text = clean_cell(cells[at])
        if is_nothing(text):
            return ""
        tax = next((one for word in re.split("[0-9R令第 ]", text) if is_known_tax(one := read_tax(word))), "")
        found = _INSTALMENT.search(text)
        other_tax = bool(tax) and tax_at is not None and read_tax(cells[tax_at]) != tax
        instalment = "" if instalment_at is None else read_instalment(cells[instalment_at])
        other_instalment = found is not None and instalment not in ("", read_instalment(found[1] or found[2]))
        return known.REFUNDED if other_tax or other_instalment else ""

    return read
