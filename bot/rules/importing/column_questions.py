"""Column questions: ask the user which headings are the missing columns of a file."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.model.errors import BadInput
from bot.rules.importing.exclusion_grounds import is_sensitive
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.privacy import find_leaks

_LEAST_COMMON = 2
_COMMON_WORDS = re.compile("番号|コード|区分|名称|氏名|年月日|日付|[0-9]|(?:no|cd|id|code|number|name|date)$|[名日]$")


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


def propose_headings(kind: str, columns: Sequence[Column], headings: Sequence[str]) -> dict[Column, str]:
    """For each of these columns the heading that is most like its known ones; a column without one is left out."""
    names, left, proposed = FILE_FORMATS[kind].columns.names, list(headings), {}
    for column in columns:
        known = {_strip_ends(name) for name in names.get(column, ())}
        likeness = {
            heading: max((_count_common(_strip_ends(heading), name) for name in known), default=0) for heading in left
        }
        best = max(left, key=lambda heading: likeness[heading], default="")
        if best and likeness[best] >= _LEAST_COMMON:
            proposed[column] = best
            left.remove(best)
    return proposed


def _strip_ends(heading: str) -> str:
    """A heading without the words that many headings have: 市区町村コード is nothing like 宛名コード."""
    return _COMMON_WORDS.sub("", normalise_heading(heading))


def _count_common(heading: str, name: str) -> int:
    """The length of the longest text that is in both."""
    return SequenceMatcher(None, heading, name, autojunk=False).find_longest_match().size


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
