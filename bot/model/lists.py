"""A target list that was read and judged, and who answers for it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum


class SharedDecision(StrEnum):
    """How it was decided."""

    LEAVE = "leave"
    ONE = "one"
    FILE = "file"


class SharedChoice(StrEnum):
    """What stands in the column 判断."""

    SEND = "send"
    LEAVE = "leave"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ListCounts:
    """What became of a file's rows: rows = accepted + excluded + rejected. Corrections are counted beside it."""

    rows: int
    recipients: int
    accepted: int
    corrected: Mapping[str, int]
    excluded: Mapping[str, int]
    rejected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's word that what was left out and repaired is right; `mark` is what they had seen."""

    by: str
    at: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """The numbers of a list that several people have, and what was decided. `how` is None while nobody has decided.

    `sent`: how many people were chosen to get the message of their number.
    """

    numbers: int
    people: int
    how: SharedDecision | None = None
    sent: int = 0
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exports:
    """The files in NOFU_EXPORTS that belong to a list, by their names; none where none could be written.

    `problems` hold the first `rows` of the `of` rows that need a person; `shared` is to be filled in, and comes back.
    """

    problems: tuple[str, ...] = ()
    rows: int = 0
    of: int = 0
    shared: str | None = None


@dataclass(frozen=True, slots=True)
class TargetList:
    """A list that is ready. `uploader` is None while no named person has adopted it."""

    id: int
    name: str
    source: str
    uploader: str | None
    columns: frozenset[str]
    counts: ListCounts
    created_at: datetime
    hidden_rows: int = 0
    """rows that the sheet hides or filters away; they were read like all others"""
    assigned: Mapping[str, str] = field(default_factory=dict)
    """the headings that were taken for a column because somebody said so (column → heading)"""
    unknown: tuple[str, ...] = ()
    """the headings that nobody knows"""
    unclear: int = 0
    """rows that are excluded for a word which is neither a clear no nor a known ground"""
    confirmation: Confirmation | None = None
    """what was confirmed last, if anything ever was; whether it still holds is `confirmed`"""
    exports: Exports | None = None
    """None: no row needs a person, or the files are still being written"""
    decided_at: datetime | None = None
    """when it was decided last who of those that share a number gets a message"""

    @property
    def mark(self) -> str:
        """What there is to confirm, as a digest: the counts, which columns there were, and what needs a second look.

        Of shared numbers it is the decision itself: others may be chosen by the next one, and as many.
        """
        counted = [asdict(self.counts), self.hidden_rows, self.unclear]
        seen = [*counted, sorted(self.columns), dict(self.assigned), self.unknown]
        if self.decided_at is not None:
            seen.append(self.decided_at.isoformat())
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def confirmed(self) -> Confirmation | None:
        """The confirmation that holds: of the counts as they are now, not as they once were."""
        return self.confirmation if self.confirmation and self.confirmation.mark == self.mark else None
