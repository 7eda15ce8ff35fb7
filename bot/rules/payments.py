"""A payment file that was taken in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a payment file's rows: rows = the six below together."""

    rows: int
    applied: int
    repeated: int
    unmatched: int
    doubtful: int
    reversals: int
    rejected: Mapping[str, int]
