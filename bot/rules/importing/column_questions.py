"""What a person is asked about a file's columns: which it lacks, and which of its headings they could be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.errors import BadInput
from bot.rules.importing.columns import PAYMENT_FILE, TARGET_LIST, FileColumns
from bot.rules.importing.exclusion_grounds import is_sensitive
from bot.rules.importing.headings import Column
from bot.rules.privacy import find_leaks

ASKABLE_KINDS: dict[str, FileColumns] = {"targets": TARGET_LIST, "payments": PAYMENT_FILE}
"""The sorts of files whose columns can be assigned."""

USEFUL_COLUMNS: dict[str, tuple[Column, ...]] = {
    "targets": (
        Column.CALLS,
        Column.DEMANDED_ON,
        Column.PROMISED_ON,
        Column.EXCLUDED,
        Column.ARREARS,
        Column.FISCAL_YEAR,
        Column.AMOUNT,
        Column.PHONE_OBTAINED_ON,
        Column.RELATION,
        Column.LETTER_ON,
        Column.TAX,
        Column.YEAR,
        Column.INSTALMENT,
    ),
    "payments": (
        Column.TAX,
        Column.YEAR,
        Column.INSTALMENT,
        Column.BOOKED_ON,
        Column.CHANNEL,
        Column.REVERSAL,
    ),
}
"""The columns that rules go by, beside the required ones; what matters most first."""


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """The columns that a file lacks, and the headings that nobody knows.

    Without the `needed` ones the file cannot be used; by the `useful` ones rules would judge. `headings` stand there
    as in the file, each once.
    """

    kind: str
    needed: tuple[Column, ...]
    useful: tuple[Column, ...]
    headings: tuple[str, ...]


def build_question(kind: str, columns: Collection[str], headings: Sequence[str]) -> ColumnQuestion | None:
    """What to ask about a file with these columns and unknown headings; None where there is nothing to choose."""
    asked = tuple(dict.fromkeys(heading for heading in headings if heading and not _must_not_show(heading)))
    needed = tuple(column for column in ASKABLE_KINDS[kind].required if column not in columns)
    useful = tuple(column for column in USEFUL_COLUMNS[kind] if column not in columns and column not in needed)
    return ColumnQuestion(kind, needed, useful, asked) if asked and (needed or useful) else None


def build_question_from_refusal(kind: str, facts: Mapping[str, str | int]) -> ColumnQuestion | None:
    """What to ask about a refused file, by the facts of its refusal; None where asking helps nothing."""
    if kind not in ASKABLE_KINDS or "headings" not in facts:
        return None
    found = build_question(kind, str(facts["columns"]).split(","), str(facts["headings"]).split("\n"))
    return found if found and found.needed and len(found.needed) <= len(found.headings) else None


def check_choice(chosen: Mapping[str, str]) -> None:
    """One heading is one column. Raises BadInput at the second column that was given a heading."""
    seen: set[str] = set()
    for column, heading in chosen.items():
        if heading in seen:
            raise BadInput("chosen_twice", column)
        seen.add(heading)


def _must_not_show(heading: str) -> bool:
    """Whether a heading holds a number, or names a ground that must never be seen (支援措置)."""
    return bool(find_leaks(heading)) or is_sensitive(heading)
