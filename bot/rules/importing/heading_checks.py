"""Checks of the headings of a file: what is missing or stands there twice, and which of them somebody may see."""

from collections.abc import Mapping, Sequence

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import name_place
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.exclusion_grounds import is_sensitive
from bot.rules.importing.heading_names import FIRST_SIGN, normalise_heading, shorten_heading
from bot.rules.importing.headings import REQUIRED, Column
from bot.rules.patterns import compile_late
from bot.rules.privacy import find_leaks

_LONGEST_SHOWN = 20
_DIGITS = compile_late(r"\d{3}")
_REPEATABLE = (
    Column.PHONE,
    Column.NAME,
    Column.LANGUAGE,
    Column.EXCLUDED,
    Column.GROUND,
    Column.STAGE,
    Column.REVERSAL,
    Column.SLIP_NUMBER,
)
"""Two equal headings of these are no contradiction: all are used, or the first, which decides nothing."""
_MERGED = (Column.PROMISED_ON, Column.LAST_PAID_ON, Column.DUE_ON, Column.ARREARS)
"""Two headings of these, such as 納期限（西暦） and 納期限（和暦）, are both used: the stricter cell counts."""


def is_sensitive_heading(cell: str) -> bool:
    """Whether a heading names personal data or a sensitive ground."""
    return bool(headings.find_sensitive_kind(normalise_heading(cell)) or is_sensitive(cell))


def may_show(cell: str, below: Sequence[str] | None = ()) -> bool:
    """Whether a cell of the heading can be nothing else, so that it may be shown to the person who uploads the file."""
    if below is None:
        return False
    text = cell.strip()
    words = [word for word in map(str.strip, below) if len(word) > 1]
    return (
        len(text) <= _LONGEST_SHOWN
        and not _DIGITS.search(text)
        and not is_sensitive_heading(cell)
        and not find_leaks(cell)
        and not any(word in text or text in word for word in words)
    )


def check_columns(
    hits: Mapping[Column, list[tuple[int, int]]],
    kind: FileColumns,
    chosen: Mapping[str, str],
    missing: Sequence[Column],
    heading: Sequence[str],
    facts: Mapping[str, str],
) -> None:
    """Check the columns of a file. `missing`: others that it lacks. Raises FileRefused, as `build_layout` says."""
    for code in chosen:
        if Column(code) not in hits:
            raise FileRefused("no_such_column", column=code)
    missing = [*(column for column in kind.required if column not in hits), *missing]
    if missing:
        raise FileRefused(REQUIRED[missing[0]], found=len(hits), columns=",".join(sorted(hits)), **facts)
    for column in kind.once:
        if len(hits[column]) > 1:
            raise FileRefused("repeated_column", **_describe_repeated(column, [at for _, at in hits[column]], heading))
    for column, ranked in hits.items():
        best = [at for rank, at in ranked if rank == min(ranked)[0]]
        may_differ = column in _MERGED or min(ranked)[0] >= FIRST_SIGN
        if may_differ and len({normalise_heading(heading[at]) for at in best}) == len(best):
            continue
        if column not in _REPEATABLE and len(best) > 1:
            raise FileRefused("repeated_column", **_describe_repeated(column, best, heading))


def _describe_repeated(column: Column, places: Sequence[int], heading: Sequence[str]) -> dict[str, str | int]:
    """The facts of a refusal: the columns that mean the same. A heading that nobody may see is named by its letter."""
    shown = dict.fromkeys(shorten_heading(heading[at]) for at in places if may_show(heading[at]))
    letters = ", ".join(map(name_place, places))
    return {"meaning": column.value, "places": letters, "headings": "\n".join(shown)}
