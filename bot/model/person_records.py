"""What the tables have on one person, with days: what a judgement of them may have seen."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RecordKind(StrEnum):
    """What a record is about."""

    SUPPRESSION = "suppression"
    EXCLUSION = "exclusion"
    EXCLUSION_END = "exclusion_end"
    PROMISE = "promise"
    CALL = "call"
    PAYMENT = "payment"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A record on a person. `known`: since when it is known here; `day`: which day it is about.

    `code`: the reason, result or state, None where there is none; `ended`: since when it holds no more, or None.
    """

    kind: RecordKind
    known: date
    day: date | None
    code: str | None
    ended: date | None
