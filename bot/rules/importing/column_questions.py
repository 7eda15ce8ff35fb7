"""Column questions: ask the user which headings are the missing columns of a file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.errors import BadInput
from bot.rules.importing.exclusion_grounds import is_sensitive
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.privacy import find_leaks


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """The missing columns of a file and its unknown headings.

    `needed`: the file cannot be used without them; `useful`: rules use them. `headings` are as in the file, each once.
    """

    needed: tuple[Column, ...]
    useful: tuple[Column, ...]
    headings: tuple[str, ...]


def build_question(kind: str, columns: Collection[str], headings: Sequence[str]) -> ColumnQuestion | None:
    """The question for a file with these columns and unknown headings; None if there is nothing to choose."""
    offered = tuple(dict.fromkeys(heading for heading in headings if heading and not _must_not_show(heading)))
    known = FILE_FORMATS[kind].columns
    marks = (Column.EXCLUDED,) if known.excludes else ()  # a file of ids alone needs none, and is not refused
    needed = tuple(column for column in (*known.required, *marks) if column not in columns)
    useful = tuple(column for column in known.useful if column not in columns and column not in needed)
    return ColumnQuestion(needed, useful, offered) if offered and (needed or useful) else None


def build_question_after_import(kind: str, columns: Collection[str], headings: Sequence[str]) -> ColumnQuestion | None:
    """The question for a file that was imported with these columns: without any other column it can be used."""
    found = build_question(kind, columns, headings)
    return found and ColumnQuestion((), (*found.needed, *found.useful), found.headings)


def build_question_from_refusal(kind: str, facts: Mapping[str, str | int]) -> ColumnQuestion | None:
    """The question for a refused file, from the facts of its refusal; None if no answer would make it usable."""
    if not FILE_FORMATS[kind].columns.useful or "columns" not in facts:
        return None
    found = build_question(kind, str(facts["columns"]).split(","), str(facts["headings"]).split("\n"))
    return found if found and found.needed and len(found.needed) <= len(found.headings) else None


def check_choice(chosen: Mapping[str, str]) -> None:
    """Check that no heading is chosen for two columns. Raises BadInput for the second column."""
    chosen_headings: set[str] = set()
    for column, heading in chosen.items():
        if heading in chosen_headings:
            raise BadInput("chosen_twice", column)
        chosen_headings.add(heading)


def _must_not_show(heading: str) -> bool:
    """Whether a heading contains a phone number or names a sensitive ground (支援措置)."""
    return bool(find_leaks(heading)) or is_sensitive(heading)
