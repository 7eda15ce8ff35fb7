"""A target list that was read and judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.rules.reasons import Rejected

FIRST_PROBLEMS = 10
"""How many rows that could not be read are named one by one."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a file's rows: rows = accepted + excluded + rejected. Corrections are counted beside it."""

    rows: int
    recipients: int
    accepted: int
    corrected: Mapping[str, int]
    excluded: Mapping[str, int]
    rejected: Mapping[str, int]


class Problem(NamedTuple):
    """A row that could not be read; `line` as a spreadsheet counts, from 1."""

    line: int
    reason: Rejected


@dataclass(frozen=True, slots=True)
class TargetList:
    """A list that is ready. `uploader` is None while no named person has adopted it."""

    id: int
    name: str
    source: str
    uploader: str | None
    columns: frozenset[str]
    counts: Counts
    created_at: datetime
    hidden_rows: int = 0
    """rows that the sheet hides or filters away; they were read like all others"""
    assigned: Mapping[str, str] = field(default_factory=dict)
    """the headings that were taken for a column because somebody said so (column → heading)"""
    unknown: tuple[str, ...] = ()
    """the headings that nobody knows"""
    unclear: int = 0
    """rows that are excluded for a word which is neither a clear no nor a known ground"""
