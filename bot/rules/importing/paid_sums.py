"""Sums of a list's row that say that nothing of its debt is left: 収入済額 is 調定額, or the unpaid 本税 is 0."""

from collections.abc import Callable, Sequence

from bot.rules.importing.cells import Yen, read_yen
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.patterns import compile_late

_ASSESSED = compile_late("(?:現年|本税|期別)?の?(?:調定|課税|賦課|期別|当初)?の?(?:税額|調定(?:済)?額|課税額|賦課額)")
_RECEIVED = compile_late(
    "(?:本税)?の?(?:収入|収納|納付|入金|領収|納入|既納)(?:済み?)?の?(?:本税|税)?(?:額|金額)(?:累計|合計|計)?"
)
_TAX_LEFT = compile_late("(?:未納|滞納|残)?の?本税(?:の?(?:未納|滞納|残))?額?")
_CLAIMED = compile_late("(?:今回|当月|今月|今期)の?(?:請求|催告)(?:金|税)?額")
_LEFT = compile_late("未納|残|差引|滞納|未収|未済")
SaysPaid = Callable[[Sequence[str]], bool]


def make_sum_reader(layout: Layout) -> SaysPaid | None:
    """Make a function that says whether the sums of a row leave nothing to pay; None if the list has no such sums.

    An unpaid sum that is stated counts more than what was assessed and received: these may be of other periods.
    """
    keys = [normalise_heading(cell) for cell in layout.heading]
    assessed, received, left = (
        [at for at, key in enumerate(keys) if signs.fullmatch(key)]
        for signs in (_ASSESSED, _RECEIVED, compile_late(f"{_TAX_LEFT.pattern}|{_CLAIMED.pattern}"))
    )
    amount_at = layout.positions.get(Column.AMOUNT)
    stated_at = amount_at if amount_at is not None and _LEFT.search(keys[amount_at]) else None
    left = [at for at in left if at != amount_at]
    pairs = list(zip(assessed[:1], received[:1], strict=False))
    if not left and not pairs:
        return None

    def says_paid(cells: Sequence[str]) -> bool:
        if any(_is_nothing_left(cells[at]) for at in left):
            return True
        if stated_at is not None and _read(cells[stated_at]):
            return False
        return any(0 < _read(cells[first]) <= _read(cells[second]) for first, second in pairs)

    return says_paid


def _read(cell: str) -> int:
    found = read_yen(cell.strip())
    return found.amount if isinstance(found, Yen) else 0


def _is_nothing_left(cell: str) -> bool:
    """Whether a sum is 0 or negative (▲500); a blank cell says nothing."""
    text = cell.strip()
    found = read_yen(text)
    return (isinstance(found, Yen) and found.amount == 0) or (text[:1] in {"▲", "△", "-", "−"} and text[1:2].isdigit())
