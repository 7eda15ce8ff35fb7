"""A target list that was read and judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a file's rows: rows = accepted + excluded + rejected. Corrections are counted beside it."""

    rows: int
    recipients: int
    accepted: int
    corrected: Mapping[str, int]
    excluded: Mapping[str, int]
    rejected: Mapping[str, int]


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
